"""A signal that the main thread sleeps through is repeated, and heard."""

from __future__ import annotations

import subprocess
import sys

SLEEPER = """
import signal, sys, threading
from songjieyou.operations import family
told = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: told.set())
signal.signal(signal.SIGALRM, lambda *_: sys.exit(7))
if sys.argv[1] == "twice":
    family.hear_twice()
def other():
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)
    signal.alarm(3)
threading.Timer(0.1, other).start()
told.wait()
"""
"""Another thread takes the signal while the main thread sleeps."""


def test_a_signal_that_was_slept_through_is_heard_the_second_time() -> None:
    def ends(how: str) -> int:
        return subprocess.run([sys.executable, "-c", SLEEPER, how], check=False, timeout=60).returncode

    assert ends("twice") == 0
    assert ends("once") == 7
