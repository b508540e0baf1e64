"""The exit statuses of headless commands."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """A contract with scripts: the values are stable."""

    OK = 0
    UNEXPECTED = 1
    SETUP = 2
    NO_RESPONSE = 3
    TIMEOUT = 4
    REFUSED = 5
    PARTIAL = 6
    # EX_SOFTWARE in sysexits.h; scripts won't mistake it for an outcome.
    BUG = 70
    INTERRUPTED = 130
