"""Throw-away browser profiles, deleted when their browser has ended, or at the next start after a crash."""

import contextlib
import os
import re
import shutil
import tempfile
import time
from pathlib import Path

from edge_tui.browser.launch import BrowserDidNotStart
from edge_tui.runtime.processes import is_running

_PREFIX = "edge-tui-browser-"
_LOCK = "edge-tui.lock"
# A link to Chromium's socket, and what is where that is.
_SOCKET = "SingletonSocket"
_IN_PLACE = {_SOCKET, "SingletonCookie"}
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
        _delete_socket(self.path)
        while True:
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists() or time.monotonic() > until:
                return
            time.sleep(0.05)


class KeptFolder:
    """A profile that is kept, and in use by this process alone until `release`."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    def release(self) -> None:
        """Lets others use it."""
        with contextlib.suppress(OSError):
            os.ftruncate(self._lock, 0)
            os.close(self._lock)

    # What is done with a profile at the end of its visit.
    delete = release


def folder_for(temporary_root: Path, kept: Path | None) -> ProfileFolder | KeptFolder | BrowserDidNotStart:
    """The folder for a browser's profile: the one that is kept, or a new one that is to be deleted.

    Deletes what crashed runs left. A kept one serves one browser at a time: a second one would hand its pages over to
    the first, and end.
    """
    try:
        clear_leftovers(temporary_root)
        if kept is None:
            return ProfileFolder(temporary_root)
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _claim(kept)
    except OSError as error:
        return BrowserDidNotStart(
            f"The browser's profile can't be kept in {kept or temporary_root}: {error.strerror}.",
            "Make this folder writable, or set EDGE_TUI_HOME to another one.",
        )


def _claim(kept: Path) -> KeptFolder | BrowserDidNotStart:
    lock = os.open(kept / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    is_free = _lock(lock)
    if is_free and not (browser := _browser_in(kept)):
        os.ftruncate(lock, 0)
        os.write(lock, str(os.getpid()).encode("ascii"))
        return KeptFolder(kept, lock)
    owner = os.pread(lock, 20, 0).decode("ascii", "replace").strip() if not is_free else ""
    os.close(lock)
    if is_free:
        who, end = f"a browser (process {browser})", "Close that browser"
    else:
        who = f"another edge-tui (process {owner})" if owner.isdigit() else "another edge-tui"
        end = "End that recording with Ctrl-C"
    return BrowserDidNotStart(
        f"The profile folder {kept.name!r} is in use by {who}.", f"{end}, or give another --profile-folder."
    )


def clear_leftovers(temporary_root: Path) -> int:
    """Deletes profiles that crashed runs left; returns how many. Those of runs that go on stay."""
    cleared = 0
    for folder in sorted(temporary_root.glob(f"{_PREFIX}*")) if temporary_root.is_dir() else ():
        if folder.is_symlink() or not folder.is_dir() or _is_in_use(folder):
            continue
        _delete_socket(folder)
        shutil.rmtree(folder, ignore_errors=True)
        cleared += not folder.exists()
    return cleared


def _delete_socket(folder: Path) -> None:
    """Deletes the folder for a socket that Chromium makes among temporary files; one that was killed leaves it."""
    with contextlib.suppress(OSError):
        place = (folder / _SOCKET).readlink().parent
        is_its_own = place.is_dir() and not place.is_symlink() and {each.name for each in place.iterdir()} <= _IN_PLACE
        if is_its_own:
            shutil.rmtree(place, ignore_errors=True)


def _is_in_use(folder: Path) -> bool:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
    except FileNotFoundError:
        # Another process may be about to lock the folder that it just made.
        return time.time() - folder.stat().st_mtime < _SECONDS_TO_LOCK or _browser_in(folder) != 0
    except OSError:
        return True
    try:
        return not _lock(lock) or _browser_in(folder) != 0
    finally:
        os.close(lock)


def _browser_in(folder: Path) -> int:
    """The browser that a profile's lock names, if it still runs, otherwise 0.

    The lock is a link to `HOST-PID`, in Firefox to `ADDRESS:+PID`.
    """
    for name in ("SingletonLock", "lock"):
        try:
            found = _PID.search(str((folder / name).readlink()))
        except OSError:
            continue
        if found and is_running(int(found[0])):
            return int(found[0])
    return 0


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
