"""What the exit status of a headless command says."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The contract with scripts: kept stable."""

    OK = 0
    UNEXPECTED = 1
    SETUP = 2
    NO_RESPONSE = 3
    TIMEOUT = 4
    REFUSED = 5
    PARTIAL = 6
    # As in sysexits.h, and nothing that a script takes for an answer.
    BUG = 70
    INTERRUPTED = 130
