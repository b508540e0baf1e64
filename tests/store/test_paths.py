"""Where files are stored."""

import stat
import sys
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft
from edge_tui.model.profile import Profile
from edge_tui.model.visitor import Visitor
from edge_tui.store.drafts import Drafts
from edge_tui.store.paths import Paths
from edge_tui.store.profiles import ProfileStore
from edge_tui.store.templates import TemplateStore, shipped_folder
from edge_tui.store.visitors import VisitorStore


def test_one_variable_moves_everything_into_one_folder(tmp_path):
    paths = Paths.from_environment({"EDGE_TUI_HOME": str(tmp_path)})
    kept = (paths.profiles, paths.templates, paths.state, paths.visitors, paths.history, paths.drafts)
    assert all(path.is_relative_to(tmp_path) for path in kept)
    assert len(set(kept)) == len(kept)


def test_a_home_may_be_written_with_a_tilde():
    assert Paths.from_environment({"EDGE_TUI_HOME": "~/edge"}).data == Path.home() / "edge"


@pytest.mark.skipif(sys.platform != "linux", reason="these folders are Linux's")
def test_without_it_the_platforms_own_folders_are_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    paths = Paths.from_environment({"EDGE_TUI_HOME": ""})
    assert paths.profiles == tmp_path / "config" / "edge-tui" / "profiles.toml"
    assert paths.history == tmp_path / "data" / "edge-tui" / "history.sqlite"
    assert paths.drafts == tmp_path / "state" / "edge-tui" / "drafts"


def test_reading_creates_no_folder(paths, tmp_path):
    ProfileStore(paths).all()
    VisitorStore(paths.visitors).get("default")
    TemplateStore(shipped_folder(), paths.templates).all()
    Drafts(paths.drafts).load()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_all_that_is_written_is_private(paths, tmp_path):
    store = ProfileStore(paths)
    store.add(Profile("prod"))
    store.use("prod")
    VisitorStore(paths.visitors).save(Visitor("Anna"))
    templates = TemplateStore(shipped_folder(), paths.templates)
    templates.save(templates.all()[0], overwrite=False)
    Drafts(paths.drafts).save(Draft("{}"))
    written = list(tmp_path.rglob("*"))
    names = {"profiles.toml", "state.json", "Anna.json", "draft.json", f"{templates.all()[0].name}.json"}
    assert names <= {path.name for path in written}
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
