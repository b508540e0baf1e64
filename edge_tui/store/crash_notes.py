"""Crash notes: where an unexpected exception came from, without any of the user's data.

A note has files, lines and functions. It has no locals, no source lines and no third-party
exception messages: any of these may quote an event, a token or a response.
"""

import platform
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePath

from edge_tui import __version__
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.text import visible
from edge_tui.store import files

_MAX_NOTES = 20
_MAX_BYTES = 32_000
# Of a deeper stack, as after a recursion, only both ends are written.
_MAX_FRAMES = 60
_MAX_EXCEPTIONS = 10
_MAX_MESSAGE = 300

# Identifies a crash: its class, and where it was raised.
_Signature = tuple[str, str, int]


class CrashNotes:
    """The newest notes, in a folder; the same crash is written once per run."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[_Signature, str] = {}

    def keep(self, error: BaseException, during: str) -> str:
        """Writes a note; a sentence says where it is, or why there is none. Never raises."""
        with self._lock:
            signature = _signature(error)
            if signature not in self._kept:
                try:
                    self._kept[signature] = f"The crash note is {self._write(error, during)}."
                except StorageError as storage_error:
                    self._kept[signature] = f"A crash note could not be written: {storage_error.what}"
            return self._kept[signature]

    def all(self) -> list[Path]:
        """The paths of the notes, oldest first."""
        return files.list_files(self._folder, ".txt")

    def _write(self, error: BaseException, during: str) -> Path:
        now = self._clock().astimezone(UTC)
        content = note(error, during, now).encode("utf-8", "backslashreplace")
        path = self._next_path(f"{now:%Y%m%dT%H%M%SZ}")
        files.write(path, content[:_MAX_BYTES])
        for old in self.all()[:-_MAX_NOTES]:
            files.delete(old)
        return path

    def _next_path(self, stamp: str) -> Path:
        """A path that sorts after the other notes of the same second."""
        taken = [int(path.stem[-4:]) for path in self.all() if path.stem[:-5] == stamp and path.stem[-4:].isdecimal()]
        return self._folder / f"{stamp}-{max(taken, default=0) + 1:04}.txt"


def note(error: BaseException, during: str, now: datetime) -> str:
    """The text of a note."""
    system = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    head = f"edge-tui {__version__}, {system}\n{now:%Y-%m-%d %H:%M:%S} UTC\n{visible(during)}\n"
    return head + "".join(f"\n{part}" for part in _parts(error))


def _parts(error: BaseException) -> Iterator[str]:
    """One text for each exception of a chain or a group, the outermost first."""
    waiting: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    while waiting and len(seen) < _MAX_EXCEPTIONS:
        relation, each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield "\n".join([f"{relation}{_title(each)}", *_frames(each)]) + "\n"
        if each.__cause__ is not None:
            waiting.append(("caused by ", each.__cause__))
        elif each.__context__ is not None and not each.__suppress_context__:
            waiting.append(("while handling ", each.__context__))
        if isinstance(each, BaseExceptionGroup):
            waiting += [("one of the group: ", part) for part in each.exceptions]


def _title(error: BaseException) -> str:
    """The class; with the message only if edge-tui itself wrote it for the user."""
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, SetupError):
        name += f": {visible(str(error))[:_MAX_MESSAGE]}"
    return name


def _frames(error: BaseException) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    lines = [f"  {_shown(code.co_filename)}:{line} in {code.co_qualname}" for code, line in frames]
    if len(lines) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        lines[half:-half] = [f"  … {len(lines) - 2 * half} more"]
    return lines


def _shown(file_name: str) -> str:
    """A file's path inside its package: the folders above may contain the user's name."""
    parts = PurePath(file_name).parts
    for root in ("site-packages", f"python{platform.python_version().rpartition('.')[0]}"):
        if root in parts:
            return "/".join(parts[len(parts) - parts[::-1].index(root) :])
    if "edge_tui" in parts:
        return "/".join(parts[len(parts) - 1 - parts[::-1].index("edge_tui") :])
    return "/".join(parts[-2:])


def _signature(error: BaseException) -> _Signature:
    frames = list(traceback.walk_tb(error.__traceback__))
    if not frames:
        return type(error).__qualname__, "", 0
    frame, line = frames[-1]
    return type(error).__qualname__, frame.f_code.co_filename, line
