"""Trouble that the user can mend, told in two sentences: what, and how."""


class SetupError(Exception):
    """A setting or an input that is missing or wrong.

    `what` is one sentence on what is wrong, `how` one on how to mend it. Front ends show
    both and no traceback; headless commands then exit with status 2.
    """

    def __init__(self, what: str, how: str = "") -> None:
        super().__init__(f"{what} {how}".strip())
        self.what = what
        self.how = how


class FieldError(SetupError):
    """A field of a profile that cannot be as it is. `where` is the file and the profile that it stands in."""

    def __init__(self, where: str, field: str, trouble: str, how: str) -> None:
        super().__init__(f"{where}: {field} {trouble}.", how)
        self.field = field
        self.trouble = trouble


class UnresolvedPlaceholderError(SetupError):
    """A placeholder that cannot be filled, at a JSON pointer of the event."""

    def __init__(self, what: str, how: str, pointer: str) -> None:
        super().__init__(what, how)
        self.pointer = pointer


class StorageError(SetupError):
    """Something on this machine could not be written or read: a full disk, a read-only folder.

    A send goes on without its record when this happens, and says so.
    """
