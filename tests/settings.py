"""The house's own settings, with what a test run must not share or wait for."""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="songjieyou-var-")
os.environ["SONGJIEYOU_VAR"] = _folder.name

from songjieyou.config.settings import *  # noqa: E402, F403

STATIC_ROOT.mkdir()  # noqa: F405  whitenoise warns where there is none
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
