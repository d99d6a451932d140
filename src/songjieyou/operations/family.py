"""For processes that `./sjy up` has started: they leave when it is gone, even if it was killed."""

import os
import signal
import threading

STDIN = 0


def leave_with_parent() -> None:
    """Ask this process to end when its standard input, which the parent holds open, is closed."""

    def watch() -> None:
        while os.read(STDIN, 1):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
