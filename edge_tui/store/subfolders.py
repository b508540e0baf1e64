"""The subfolders of a folder that may have many thousands of files, found without listing it at each question."""

import time
from pathlib import Path
from typing import NamedTuple

from edge_tui.store import files

# A change within this time of the listing may leave the folder's time as it was: FAT counts in two seconds.
_COARSEST_CLOCK_NS = 2_000_000_000


class Subfolders:
    """The visible folders below one, listed again only when one of them has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: list[Path] = []
        # Which folders there were, and when each had changed last; empty if that can't vouch for the listing.
        self._signatures: dict[Path, _Signature] = {}

    def current(self) -> list[Path]:
        """The folders as they are now, each before those in it."""
        if not self._signatures or any(_signature_of(each) != then for each, then in self._signatures.items()):
            self._list()
        return self._found

    def _list(self) -> None:
        found, signatures = list[Path](), {self._folder: _signature_of(self._folder)}
        for each in files.folders_in(self._folder):
            found.append(each)
            signatures[each] = _signature_of(each)
        is_settled = max(each.modified_ns for each in signatures.values()) < time.time_ns() - _COARSEST_CLOCK_NS
        # Whole, because other threads may ask meanwhile.
        self._found, self._signatures = found, signatures if is_settled else {}


class _Signature(NamedTuple):
    """What tells that a folder has changed: a copy may put `modified_ns` back, as `cp -p` and rsync do, not the rest.

    On Windows `changed_ns` is when it was created.
    """

    modified_ns: int
    changed_ns: int = 0
    inode: int = 0


def _signature_of(folder: Path) -> _Signature:
    try:
        stat = folder.stat()
    except OSError:
        return _Signature(-1)
    return _Signature(stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
