"""Errors the user can fix, in two sentences: what is wrong, and how to fix it."""


class SetupError(Exception):
    """A missing or invalid setting or input.

    `what` is one sentence on what is wrong, `how` one on how to fix it. Front ends show both
    and no traceback; headless commands exit with status 2.
    """

    def __init__(self, what: str, how: str = "") -> None:
        super().__init__(f"{what} {how}".strip())
        self.what = what
        self.how = how


class FieldError(SetupError):
    """An invalid field of a profile. `where` names the file and the profile; `problem` follows the field's name."""

    def __init__(self, where: str, field: str, problem: str, how: str) -> None:
        super().__init__(f"{where}: {field} {problem}.", how)
        self.field = field
        self.problem = problem


class UnresolvedPlaceholderError(SetupError):
    """A placeholder that can't be resolved, at a JSON pointer of the event."""

    def __init__(self, what: str, how: str, pointer: str) -> None:
        super().__init__(what, how)
        self.pointer = pointer


class StorageError(SetupError):
    """A local file can't be read or written: a full disk, a read-only folder.

    A send continues without being recorded, and says so.
    """


class DamagedRecordError(StorageError):
    """One record of history can't be read; the others can."""
