"""Throw-away browser profiles, deleted when their browser has ended, or at the next start after a crash."""

import contextlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from edge_tui.browser.launch import BrowserDidNotStart

_PREFIX = "edge-tui-browser-"
_LOCK = "edge-tui.lock"
_SECONDS_TO_LOCK = 60
# Services of a browser end soon after it, and may write until then.
_SECONDS_TO_DELETE = 3.0
_PID = re.compile(r"\d+$")


class ProfileFolder:
    """A new profile that only this user can read (mode 0700), until `delete`."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        # Held for as long as this process lives: a folder whose lock is free was left by a crash.
        self._lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        _lock(self._lock)

    def delete(self) -> None:
        """Deletes it once nothing writes to it any more; what can't be deleted is left for `clear_leftovers`."""
        with contextlib.suppress(OSError):
            os.close(self._lock)
        until = time.monotonic() + _SECONDS_TO_DELETE
        while True:
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists() or time.monotonic() > until:
                return
            time.sleep(0.05)


def folder_for(temporary_root: Path, kept: Path | None) -> tuple[Path, ProfileFolder | None] | BrowserDidNotStart:
    """The folder for a browser's profile: the one that is kept, or a new one that is to be deleted.

    Deletes what crashed runs left.
    """
    try:
        clear_leftovers(temporary_root)
        if kept is None:
            made = ProfileFolder(temporary_root)
            return made.path, made
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return BrowserDidNotStart(
            f"The browser's profile can't be kept in {kept or temporary_root}: {error.strerror}.",
            "Make this folder writable, or set EDGE_TUI_HOME to another one.",
        )
    return kept, None


def clear_leftovers(temporary_root: Path) -> int:
    """Deletes profiles that crashed runs left; returns how many. Those of runs that go on stay."""
    cleared = 0
    for folder in sorted(temporary_root.glob(f"{_PREFIX}*")) if temporary_root.is_dir() else ():
        if folder.is_symlink() or not folder.is_dir() or _is_in_use(folder):
            continue
        shutil.rmtree(folder, ignore_errors=True)
        cleared += not folder.exists()
    return cleared


def _is_in_use(folder: Path) -> bool:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        # Another process may be about to lock the folder that it just made.
        return time.time() - folder.stat().st_mtime < _SECONDS_TO_LOCK or _is_browser_alive(folder)
    except OSError:
        return True
    try:
        return not _lock(lock) or _is_browser_alive(folder)
    finally:
        os.close(lock)


def _is_browser_alive(folder: Path) -> bool:
    """Whether the browser that a profile's lock names still runs: a link to `HOST-PID`, in Firefox `ADDRESS:+PID`."""
    for name in ("SingletonLock", "lock"):
        try:
            found = _PID.search(str((folder / name).readlink()))
            if found:
                os.kill(int(found[0]), 0)
                return True
        except PermissionError:
            return True
        except (OSError, OverflowError):
            continue
    return False


def _lock(file: int) -> bool:
    """Takes the lock of an open file; False when another process has it."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
