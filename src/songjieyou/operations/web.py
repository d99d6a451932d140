"""The web server process: granian on 127.0.0.1, in front of Django."""

import os
import sys
from wsgiref.types import WSGIApplication

from granian.constants import Interfaces
from granian.server import Server

from songjieyou.operations.family import DRAIN, hear_twice, leave_with_maker, leave_with_parent

ADDRESS = "127.0.0.1"
THREADS = 4
LOGGING = {
    "formatters": {"lines": {"()": "songjieyou.core.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "propagate": False}},
}
"""The server's own lines look like ours."""


def main(argv: list[str]) -> int:
    """Serve on the port `argv` names until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    leave_with_parent()
    hear_twice()
    Server(
        "songjieyou.operations.web:application",
        factory=True,
        address=ADDRESS,
        port=int(argv[0]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=int(DRAIN),
        log_dictconfig=LOGGING,
    ).serve()
    return 0


def application() -> WSGIApplication:
    """What the process serves that answers the requests; it leaves with the one that listens to `up`."""
    leave_with_maker()
    hear_twice()
    from songjieyou.config.wsgi import application

    return application


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
