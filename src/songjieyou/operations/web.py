"""The web server process: granian on 127.0.0.1, in front of Django."""

import os
import sys

from granian.constants import Interfaces
from granian.server import Server

from songjieyou.operations.family import leave_with_parent

ADDRESS = "127.0.0.1"
THREADS = 4
DRAIN = 8
"""Seconds in which requests under way may end; less than what `up` grants before it kills."""


def main(argv: list[str]) -> int:
    """Serve on the port `argv` names until SIGTERM."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    leave_with_parent()
    Server(
        "songjieyou.config.wsgi:application",
        address=ADDRESS,
        port=int(argv[0]),
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        workers_kill_timeout=DRAIN,
    ).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
