"""The subfolders of a folder that may have many thousands of files, found without listing it at each question."""

import time
from pathlib import Path

from edge_tui.store import files

# A change within this time of the listing may leave the folder's time as it was: FAT counts in two seconds.
_COARSEST_CLOCK_NS = 2_000_000_000


class Subfolders:
    """The visible folders below one, listed again only when one of them has changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._found: list[Path] = []
        # When each folder had changed last, as of the listing; empty if that can't vouch for it.
        self._changed_ns: dict[Path, int] = {}

    def current(self) -> list[Path]:
        """The folders as they are now, each before those in it."""
        if not self._changed_ns or any(_changed_ns(each) != then for each, then in self._changed_ns.items()):
            self._list()
        return self._found

    def _list(self) -> None:
        changed_ns = {self._folder: _changed_ns(self._folder)}
        self._found = []
        for each in files.folders_in(self._folder):
            self._found.append(each)
            changed_ns[each] = _changed_ns(each)
        is_settled = max(changed_ns.values()) < time.time_ns() - _COARSEST_CLOCK_NS
        self._changed_ns = changed_ns if is_settled else {}


def _changed_ns(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return -1
