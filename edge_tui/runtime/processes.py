"""Other processes of this machine."""

import os


def is_running(pid: int) -> bool:
    """Whether a process has this ID; True where that can't be found out, so that what it may use is left alone."""
    # On Windows, signal 0 would end the process.
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True
