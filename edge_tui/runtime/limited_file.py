"""Files that a user names, read up to a limit: one may be a device, or a pipe, that never ends."""

from pathlib import Path

from edge_tui.model.errors import SetupError

_MB = 1024 * 1024


def read_limited(path: Path, limit_mb: int) -> bytes:
    """The bytes of a file. Raises `SetupError` for one over the limit, and `OSError`."""
    with path.open("rb") as file:
        content = file.read(limit_mb * _MB + 1)
    if len(content) > limit_mb * _MB:
        raise SetupError(f"{path} has more than {limit_mb} MB.", "Pass a smaller file.")
    return content
