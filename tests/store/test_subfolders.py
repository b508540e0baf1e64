"""The subfolders of a large folder are listed once, and never taken for what they no longer are."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from edge_tui.store import files
from edge_tui.store.subfolders import Subfolders

# Seconds since 1970: long before any test.
_LONG_AGO = 1_000_000_000


@pytest.fixture
def top(tmp_path: Path) -> Path:
    """A folder with two levels below it, none of them changed lately."""
    (tmp_path / "web" / "shop").mkdir(parents=True)
    _settle(tmp_path)
    return tmp_path


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were listed."""
    found: list[Path] = []
    scan = os.scandir
    monkeypatch.setattr(files.os, "scandir", lambda folder: (found.append(Path(folder)), scan(folder))[1])
    return found


def _settle(top: Path) -> None:
    for folder in (top, *files.folders_in(top)):
        os.utime(folder, (_LONG_AGO, _LONG_AGO))


def test_a_second_question_lists_nothing(top: Path, listed: list[Path]) -> None:
    subfolders = Subfolders(top)
    assert subfolders.current() == [top / "web", top / "web" / "shop"]
    count = len(listed)
    assert subfolders.current() == [top / "web", top / "web" / "shop"]
    assert len(listed) == count


def test_folders_that_changed_lately_are_listed_each_time(top: Path, listed: list[Path]) -> None:
    os.utime(top / "web")
    subfolders = Subfolders(top)
    for _ in range(3):
        listed.clear()
        subfolders.current()
        assert top in listed


@pytest.mark.parametrize(
    "change",
    [
        lambda top: (top / "new").mkdir(),
        lambda top: (top / "web" / "new").mkdir(),
        lambda top: (top / "web" / "shop" / "new").mkdir(),
        lambda top: (top / "web" / "shop").rmdir(),
        lambda top: shutil.rmtree(top / "web"),
        lambda top: (top / "web").rename(top / "app"),
        lambda top: (top / "web" / "shop").rename(top / "shop"),
        shutil.rmtree,
    ],
)
def test_any_change_of_the_folders_is_seen(top: Path, change: Callable[[Path], object]) -> None:
    subfolders = Subfolders(top)
    subfolders.current()
    change(top)
    assert subfolders.current() == list(files.folders_in(top))


def test_a_folder_that_is_missing_at_first_is_seen_when_it_is_there(tmp_path: Path) -> None:
    subfolders = Subfolders(tmp_path / "later")
    assert subfolders.current() == []
    (tmp_path / "later" / "web").mkdir(parents=True)
    assert subfolders.current() == [tmp_path / "later" / "web"]
