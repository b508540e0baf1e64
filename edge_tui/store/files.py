"""Reads and writes small files: private to their owner, and replaced atomically."""

import errno
import itertools
import json
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from edge_tui.model.errors import StorageError
from edge_tui.model.json.document import JsonValue
from edge_tui.store.unfinished import unfinished_name

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_PERMITTED = {errno.EACCES, errno.EPERM, errno.EROFS}
_WRONG_KIND = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ELOOP}

# More than anyone writes by hand, and little enough to read into memory.
MAX_BYTES = 64 * 1024 * 1024
_OPENING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class UnusableError(StorageError):
    """The path is a folder, a pipe, a device, a broken link, or a file that is far too large.

    `reason` ends a sentence: `it is a folder`.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} could not be read: {reason}.", "Move it out of the way, or set EDGE_TUI_HOME.")
        self.reason = reason


def make_folder(folder: Path) -> None:
    """Makes a folder and its missing parents, private to their owner."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error


def write(path: Path, content: bytes) -> None:
    """Replaces a file; after a crash at any moment it has the complete old or new content.

    A symbolic link is followed, so that a file kept elsewhere stays there. Raises `StorageError`,
    also for content too large to be read again.
    """
    if len(content) > MAX_BYTES:
        raise StorageError(
            f"{path} was not written: {len(content):,} bytes are too many to be read again.",
            f"Keep it below {MAX_BYTES:,} bytes.",
        )
    target = Path(os.path.realpath(path))
    make_folder(target.parent)
    unfinished = target.with_name(unfinished_name(target.name))
    try:
        _require_regular_target(target)
        try:
            _write_through(unfinished, content)
            unfinished.replace(target)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        make_durable(target.parent)
    except OSError as error:
        raise unwritable(path, error) from error


def _require_regular_target(path: Path) -> None:
    """Raises `OSError` for a pipe or a device, which a file must not replace."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))


def _write_through(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def make_durable(folder: Path) -> None:
    """Syncs a folder, so that a rename in it survives a power cut, if the system supports that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some file systems can't sync a folder; the file itself is safe already.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, value: JsonValue) -> None:
    """Replaces a JSON file, indented. Lone surrogates are escaped: they have no UTF-8."""
    try:
        content = (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()
    except UnicodeEncodeError:
        content = (json.dumps(value, indent=2) + "\n").encode()
    write(path, content)


def read(path: Path) -> bytes | None:
    """A file's content, or None if there is no such file.

    Raises `UnusableError` for anything but a regular file of at most `MAX_BYTES`, and never blocks
    on a pipe; `StorageError` for a file that can't be read.
    """
    try:
        _check_usable(path, path.stat())
        descriptor = os.open(path, _OPENING)
        with os.fdopen(descriptor, "rb") as file:
            # The path may name another file by now.
            _check_usable(path, os.fstat(descriptor))
            content = file.read(MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnusableError(path, "it is a link that leads back to itself") from error
        raise unreadable(path, error) from error
    if len(content) > MAX_BYTES:
        raise UnusableError(path, _TOO_LARGE)
    return content


_TOO_LARGE = f"it is larger than {MAX_BYTES:,} bytes"


def require_regular_file(path: Path) -> None:
    """Raises `UnusableError` for a folder, a pipe or a device."""
    with suppress(OSError):
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _unusable(path, status)


def is_there(path: Path) -> bool:
    """Whether a file can be looked at. Raises `StorageError` for one that is there, but can't be reached."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise unreadable(path, error) from error
    return True


def _check_usable(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise _unusable(path, status)
    if status.st_size > MAX_BYTES:
        raise UnusableError(path, _TOO_LARGE)


def _unusable(path: Path, status: os.stat_result) -> UnusableError:
    is_folder = stat.S_ISDIR(status.st_mode)
    return UnusableError(path, "it is a folder" if is_folder else "it is a pipe or a device, not a file")


def delete(path: Path) -> bool:
    """Deletes a file; False if there was none."""
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise unwritable(path, error) from error
    return True


def list_files(folder: Path, suffix: str) -> list[Path]:
    """The visible files with a suffix in a folder, by name; empty if there is no such folder."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise unreadable(folder, error) from error
    return [folder / name for name in names if name.endswith(suffix) and not name.startswith(".")]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def list_files_recursively(folder: Path, suffix: str) -> list[Path]:
    """The visible files with a suffix in a folder and its subfolders; a folder's own files come first.

    Linked folders are skipped. A folder that can't be listed is itself in the result.
    """
    found: list[Path] = []
    for each, names in walk(folder):
        if names is None:
            found.append(each)
        else:
            found += [each / name for name in names if name.endswith(suffix)]
    return found


def walk(folder: Path) -> Iterator[tuple[Path, list[str] | None]]:
    """A folder and its subfolders, each with the names of what is visible in it; None if it can't be listed.

    Linked folders are skipped. Only names are read, because a folder may have many thousands of files.
    """
    waiting = [folder]
    while waiting:
        each = waiting.pop()
        try:
            with os.scandir(each) as entries:
                is_folder = {entry.name: _is_folder(entry) for entry in entries if not entry.name.startswith(".")}
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            yield each, None
            continue
        names = sorted(is_folder)
        yield each, names
        waiting += [each / name for name in reversed(names) if is_folder[name]]


def folders_in(folder: Path) -> Iterator[Path]:
    """The visible subfolders, in the order of `walk`; those that can't be listed count as empty."""
    waiting = [folder]
    while waiting:
        each = waiting.pop()
        if each != folder:
            yield each
        with suppress(OSError), os.scandir(each) as entries:
            names = sorted(entry.name for entry in entries if _is_folder(entry) and not entry.name.startswith("."))
            waiting += [each / name for name in reversed(names)]


def has_more_than(count: int, folder: Path, suffix: str) -> bool:
    """Whether a folder and its subfolders have more visible files with a suffix; looks at no more than needed."""
    for each in itertools.chain((folder,), folders_in(folder)):
        with suppress(OSError), os.scandir(each) as entries:
            for entry in entries:
                count -= entry.name.endswith(suffix) and not entry.name.startswith(".")
                if count < 0:
                    return True
    return False


def set_aside(path: Path) -> Path:
    """Renames a damaged file to a free name: `default.damaged-20260131T120000Z.json.kept`."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    for count in range(1, 1000):
        repeated = f"-{count}" if count > 1 else ""
        aside = path.with_name(f"{path.stem}.damaged-{stamp}{repeated}{path.suffix}.kept")
        if not os.path.lexists(aside):
            break
    try:
        path.rename(aside)
    except OSError as error:
        raise unwritable(path, error) from error
    return aside


def unwritable(path: Path, error: OSError) -> StorageError:
    """The error for a path that couldn't be written, with a fix."""
    if error.errno in _FULL:
        return StorageError(f"The disk is full: {path} could not be written.", "Free some space, then try again.")
    if error.errno in _NOT_PERMITTED:
        return StorageError(
            f"{path} could not be written: it or its folder is read-only.",
            "Change its permissions, or set EDGE_TUI_HOME to a folder of your own.",
        )
    if error.errno in _WRONG_KIND:
        return StorageError(
            f"{path} could not be written: a file is where a folder is needed, or something else is in its place.",
            "Move it out of the way, or set EDGE_TUI_HOME to another folder.",
        )
    return StorageError(f"{path} could not be written: {_reason(error)}.", "Set EDGE_TUI_HOME to another folder.")


def unreadable(path: Path, error: OSError) -> StorageError:
    """The error for a path that couldn't be read, with a fix."""
    if error.errno == errno.ELOOP:
        return StorageError(f"{path} could not be read: it is a link that leads back to itself.", "Delete the link.")
    return StorageError(f"{path} could not be read: {_reason(error)}.", "Check its permissions and the disk.")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
