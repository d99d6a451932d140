"""The entry point for the web server."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
application = get_wsgi_application()


def refuse_demo_in_production() -> None:
    """ImproperlyConfigured where the accounts that anyone may enter would be open to the world."""
    from django.conf import settings

    from songjieyou.demo.models import Mark

    if settings.PRODUCTION and Mark.objects.exists():
        message = "生产环境拒绝启动：这个数据库是演示库，含有公开的演示账号。"
        raise ImproperlyConfigured(message)


refuse_demo_in_production()
