"""The worker process: `core.worker` until SIGTERM."""

import logging
import os
import signal
import sys
import threading

from songjieyou.operations.family import leave_with_parent


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "songjieyou.config.settings")
    django.setup()
    from songjieyou.core.worker import work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    leave_with_parent()
    try:
        work(stop)
    except Exception:  # told as a line of log: the words of an error may quote what somebody typed
        logging.getLogger(__name__).exception("the worker dies")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
