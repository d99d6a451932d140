"""For processes that `./sjy up` has started, and theirs: they leave when who started them is gone, even if killed."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import wait

STDIN = 0
ECHO = 0.2
"""Seconds after which a signal is repeated."""
DRAIN = 8.0
"""Seconds in which what is under way may end; less than what `up` grants before it kills."""


def leave_with_parent() -> None:
    """Leave when the standard input, which the parent holds open, is closed."""

    def gone() -> None:
        while os.read(STDIN, 1):
            pass

    _leave_after(gone)


def leave_with_maker() -> None:
    """Leave when the process that made this one by `multiprocessing` has died; nothing to do for any other."""
    maker = multiprocessing.parent_process()
    if maker:
        _leave_after(lambda: wait([maker.sentinel]))


def hear_twice() -> None:
    """Send every signal of this process to its main thread once more, a moment later.

    A signal that comes just before the main thread goes to sleep, or while another thread takes it, is not acted upon
    until something wakes the main thread: the server would go on as if it had not been told to stop.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def again() -> None:
        number = os.read(reader, 1)[0]
        time.sleep(ECHO)
        signal.pthread_kill(threading.main_thread().ident or 0, number)

    threading.Thread(target=again, daemon=True).start()


def _leave_after(gone: Callable[[], object]) -> None:
    """When `gone` returns, end this process as SIGTERM does; by force if that takes too long."""

    def watch() -> None:
        gone()
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(DRAIN)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
