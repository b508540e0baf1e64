"""Small files, private to their owner, written whole or not at all."""

import errno
import json
import os
import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from edge_tui.model.document import JsonValue
from edge_tui.model.errors import StorageError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR}


def make_folder(folder: Path) -> None:
    """Makes a folder, and those above it that are missing, for their owner only."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def write(path: Path, content: bytes) -> None:
    """Replaces a file; after a crash at any moment the old or the new content stands there, whole.

    A symbolic link is followed, so that a file kept elsewhere stays there.
    """
    target = Path(os.path.realpath(path))
    make_folder(target.parent)
    # The name is this thread's own: nobody else writes it, and one left by a crash is written over.
    unfinished = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_native_id()}.tmp")
    try:
        try:
            _write_through(unfinished, content)
            unfinished.replace(target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        make_durable(target.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def make_durable(folder: Path) -> None:
    """Makes a renaming in a folder survive a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems cannot do this for a folder; the file itself is safe by then.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, value: JsonValue) -> None:
    """Replaces a JSON file, laid out for people. A lone surrogate is escaped, as UTF-8 cannot carry it."""
    try:
        content = (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        content = (json.dumps(value, indent=2) + "\n").encode()
    write(path, content)


def read(path: Path) -> bytes | None:
    """A file's content, or None when there is no such file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise unreadable(path, error) from error


def delete(path: Path) -> bool:
    """Deletes a file; False when there was none."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def names_in(folder: Path, suffix: str) -> list[Path]:
    """The visible files of a folder with a suffix, by name; none when there is no such folder."""
    return [path for path in _visible_in(folder) if path.suffix == suffix]


def _visible_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(folder, error) from error


def names_below(folder: Path, suffix: str) -> list[Path]:
    """The visible files of a folder and of the folders in it, those of a folder before those below it.

    A folder that is a link is left alone: it may lead back.
    """
    below = [path for path in _visible_in(folder) if path.is_dir() and not path.is_symlink()]
    return [*names_in(folder, suffix), *(path for each in below for path in names_below(each, suffix))]


def set_aside(path: Path) -> Path:
    """Renames a damaged file, never over another one: `default.damaged-20260131T120000Z.json.kept`."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for count in range(1, 1000):
        repeated = f"-{count}" if count > 1 else ""
        aside = path.with_name(f"{path.stem}.damaged-{stamp}{repeated}{path.suffix}.kept")
        if not aside.exists():
            break
    try:
        path.rename(aside)
    except OSError as error:
        raise unwritable(path, error) from error
    return aside


def unwritable(path: Path, error: OSError) -> StorageError:
    """Why something could not be written, and what to do about it."""
    if error.errno in _FULL:
        return StorageError(f"The disk is full: {path} could not be written.", "Free some space, then try again.")
    if error.errno in _FORBIDDEN:
        return StorageError(
            f"{path} could not be written: it or its folder is read-only.",
            "Change its permissions, or set EDGE_TUI_HOME to a folder of your own.",
        )
    if error.errno in _IN_THE_WAY:
        return StorageError(
            f"{path} could not be written: something that is not what it should be stands in its place.",
            "A file where a folder is needed, or a folder where a file is: move it, or set EDGE_TUI_HOME.",
        )
    return StorageError(f"{path} could not be written: {_reason(error)}.", "Set EDGE_TUI_HOME to another folder.")


def unreadable(path: Path, error: OSError) -> StorageError:
    """Why something could not be read."""
    return StorageError(f"{path} could not be read: {_reason(error)}.", "Check its permissions and the disk.")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
