"""The bodies that a HAR names and its folder or its archive holds."""

import contextlib
import io
import zipfile
import zlib
from functools import partial
from pathlib import Path

from edge_tui.formats.har_attachments import with_attachments
from edge_tui.model.encoding import decode_copied
from edge_tui.model.errors import SetupError

# Far more than the body of an event or a response of the gateway.
_MAX_ATTACHMENT_BYTES = 5_000_000
_MAX_HAR_BYTES = 512 * 1024 * 1024


def with_neighbors(text: str, source: str) -> str:
    """The text of a file with the bodies that it names in its folder."""
    return with_attachments(text, partial(_read_beside, Path(source).expanduser().parent))


def _read_beside(folder: Path, name: str) -> bytes | None:
    try:
        if not (folder / name).is_file():
            return None
        with (folder / name).open("rb") as file:
            content = file.read(_MAX_ATTACHMENT_BYTES + 1)
    except OSError:
        return None
    return content if len(content) <= _MAX_ATTACHMENT_BYTES else None


def read_archive(content: bytes) -> tuple[str, str]:
    """The HAR in a ZIP archive, as `decode_copied` returns a text. Raises `SetupError`, also without a HAR."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = [name for name in archive.namelist() if name.endswith(".har")]
            if len(found) == 1 and (held := _read_member(archive, _MAX_HAR_BYTES, found[0])) is not None:
                text, guess = decode_copied(held)
                return with_attachments(text, partial(_read_member, archive, _MAX_ATTACHMENT_BYTES)), guess
    except zipfile.BadZipFile:
        raise SetupError("It is a damaged ZIP archive.", "Export it again, or pass the file in it.") from None
    # Says what it is.
    return decode_copied(content)


def _read_member(archive: zipfile.ZipFile, limit: int, name: str) -> bytes | None:
    """What a member unpacks to; None for one that is missing, damaged, encrypted or larger than the limit."""
    with contextlib.suppress(KeyError, RuntimeError, ValueError, EOFError, OSError, zipfile.BadZipFile, zlib.error):
        with archive.open(name) as file:
            content = file.read(limit + 1)
        return content if len(content) <= limit else None
    return None
