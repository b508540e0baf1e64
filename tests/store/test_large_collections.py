"""Thousands of templates and profiles: what isn't needed isn't read, and what was kept is never trusted blindly."""

import json
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import Profile
from edge_tui.store import files, parsed_toml, template_index, template_layer, templates
from edge_tui.store.paths import Paths
from edge_tui.store.profile_text import is_spliced, may_append
from edge_tui.store.profiles import ProfileStore
from edge_tui.store.templates import TemplateStore

COUNT = 300


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    for number in range(COUNT):
        (folder / f"own-{number}.json").write_text(json.dumps({"title": f"Own {number}", "body": {"event": {}}}))
    return folder


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the template files that were parsed."""
    found: list[str] = []
    read = template_layer._document_in
    monkeypatch.setattr(template_layer, "_document_in", lambda path, *of: (found.append(path.name), read(path, *of))[1])
    return found


def store_of(tmp_path: Path) -> TemplateStore:
    return TemplateStore(tmp_path / "none", tmp_path / "templates", None, tmp_path / "index.json")


@contextmanager
def _names_seen(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names that are read of folders meanwhile."""
    seen: list[str] = []
    scan = os.scandir

    @contextmanager
    def counted(path: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        with scan(path) as entries:
            yield (seen.append(entry.name) or entry for entry in entries)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "scandir", counted)
        yield seen


def test_a_template_is_found_without_reading_the_others(tmp_path: Path, folder: Path, documents: list[str]) -> None:
    assert store_of(tmp_path).get("own-7").title == "Own 7"
    assert set(documents) == {"own-7.json"}


def test_the_folder_is_listed_once_for_all_that_a_start_asks(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    store = store_of(tmp_path)
    with _names_seen(monkeypatch) as seen:
        assert store.has_many
        assert len(seen) < COUNT
        seen.clear()
        assert store.find("page-view") is None
        assert store.find("page-view") is None
        assert store.get("own-7").title == "Own 7"
        assert len(seen) == COUNT


def test_a_start_lists_the_built_in_templates_without_the_index_of_the_others(
    tmp_path: Path, folder: Path, documents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "page-view.json").write_text(json.dumps({"title": "Page view", "body": {"event": {}}}))
    store = TemplateStore(shipped, folder, None, tmp_path / "index.json")
    store.entries()
    store.save_index()
    assert "own-7.json" in (tmp_path / "index.json").read_text()
    assert "page-view.json" not in (tmp_path / "index.json").read_text()
    documents.clear()
    read: list[Path | None] = []
    monkeypatch.setattr(template_index, "_read", lambda path, _: read.append(path) or {})
    again = TemplateStore(shipped, folder, None, tmp_path / "index.json")
    assert [entry.name for entry in again.shipped()] == ["page-view"]
    assert (documents, read) == (["page-view.json"], [tmp_path / "built-in-index.json"])


def test_a_second_run_lists_the_built_in_templates_without_reading_unless_edge_tui_was_updated(
    tmp_path: Path, folder: Path, documents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shipped() -> TemplateStore:
        return TemplateStore(folder, tmp_path / "none", None, tmp_path / "index.json")

    first = shipped()
    entries = first.entries()
    first.save_index()
    documents.clear()
    assert shipped().entries() == entries
    assert documents == []
    monkeypatch.setattr(templates, "__version__", "999")
    assert shipped().entries() == entries
    assert len(documents) == COUNT


def test_a_look_for_changes_lists_no_folder_of_many_files_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_layer, "_MAX_WATCHED", 50)
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    store = store_of(tmp_path)
    stamp = store.stamp()
    with _names_seen(monkeypatch) as seen:
        assert store.stamp() == stamp
    assert len(seen) <= 51
    (folder / "below").mkdir()
    changed = store.stamp()
    assert changed != stamp
    os.utime(folder / "below", (1_000_000_000, 1_000_000_000))
    assert store.stamp() != changed


def test_an_edit_of_one_file_of_few_is_noticed(tmp_path: Path, folder: Path) -> None:
    store = store_of(tmp_path)
    stamp = store.stamp()
    assert store.stamp() == stamp
    os.utime(folder / "own-7.json", (1_000_000_000, 1_000_000_000))
    assert store.stamp() != stamp


def test_a_second_run_lists_without_reading(tmp_path: Path, folder: Path, documents: list[str]) -> None:
    first = store_of(tmp_path)
    entries = first.entries()
    first.save_index()
    assert len(documents) == COUNT
    documents.clear()
    assert store_of(tmp_path).entries() == entries
    assert documents == []


def test_a_changed_file_is_read_again(tmp_path: Path, folder: Path, documents: list[str]) -> None:
    first = store_of(tmp_path)
    first.entries()
    first.save_index()
    (folder / "own-3.json").write_text(json.dumps({"title": "Another title", "body": {}}))
    documents.clear()
    assert "Another title" in {entry.title for entry in store_of(tmp_path).entries()}
    assert documents == ["own-3.json"]


def test_an_index_drops_the_files_that_are_gone(tmp_path: Path, folder: Path) -> None:
    first = store_of(tmp_path)
    first.entries()
    (folder / "own-3.json").unlink()
    first.save_index()
    assert "own-3.json" not in (tmp_path / "index.json").read_text()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 2, "files": {}}', '{"version": 1, "files": []}', "ROWS"],
)
def test_a_damaged_index_counts_as_empty(tmp_path: Path, folder: Path, content: str) -> None:
    rows: dict[str, Any] = {
        str(folder / f"own-{n}.json"): row for n, row in enumerate([None, 7, [], [1] * 9, ["x"] * 9])
    }
    (tmp_path / "index.json").write_text(content.replace("ROWS", json.dumps({"version": 1, "files": rows})))
    assert len(store_of(tmp_path).entries()) == COUNT


def test_many_own_templates_are_noticed_and_few_are_not(tmp_path: Path, folder: Path) -> None:
    assert store_of(tmp_path).has_many
    for path in sorted(folder.iterdir())[10:]:
        path.unlink()
    assert not store_of(tmp_path).has_many


@pytest.mark.parametrize("name", ["../own-1", "a/own-1", ".own-1", "/etc/passwd", ""])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, folder: Path, name: str) -> None:
    (tmp_path / "templates" / "sub").mkdir()
    with pytest.raises(SetupError):
        TemplateStore(tmp_path / "none", folder / "sub").get(name)


def profiles_text(count: int) -> str:
    return "# Mine.\n" + "".join(
        f'[profiles.p{n}]  # number {n}\nurl = "http://127.0.0.1:{n + 1}"\ndatastream_id = "ds{n}"\nteam = "shop"\n\n'
        for n in range(count)
    )


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the texts that were parsed as TOML."""
    sizes: list[int] = []
    loads = tomllib.loads
    monkeypatch.setattr(tomllib, "loads", lambda text: (sizes.append(len(text)), loads(text))[1])
    return sizes


def test_a_large_file_of_profiles_is_parsed_once_for_all_runs(tmp_path: Path, parsed: list[int]) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path / "drafts")
    text = profiles_text(2_000)
    paths.profiles.write_text(text)
    assert ProfileStore(paths).get("p7").datastream_id == "ds7"
    assert max(parsed) == len(text)
    parsed.clear()
    store = ProfileStore(paths)
    store.add(Profile("new", url="http://127.0.0.1:9", datastream_id="x"))
    store.replace(Profile("p7", url="http://127.0.0.1:9", datastream_id="y"))
    store.delete("p8")
    again = ProfileStore(paths)
    assert (again.get("new").datastream_id, again.get("p7").datastream_id) == ("x", "y")
    assert max(parsed) < 1_000
    written = paths.profiles.read_text()
    assert "# Mine." in written
    assert "[profiles.p7]  # number 7" in written
    kept = tomllib.loads(written)["profiles"]
    expected = tomllib.loads(text)["profiles"]
    del expected["p8"]
    expected["p7"] |= {"url": "http://127.0.0.1:9", "datastream_id": "y"}
    expected["new"] = {"url": "http://127.0.0.1:9", "datastream_id": "x"}
    assert kept == expected


def test_what_was_kept_of_another_text_is_ignored(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path / "drafts")
    paths.profiles.write_text(profiles_text(2_000))
    ProfileStore(paths).get("p7")
    assert paths.parsed_profiles.exists()
    paths.profiles.write_text(profiles_text(2_000).replace('ds7"', 'changed"'))
    assert ProfileStore(paths).get("p7").datastream_id == "changed"
    for damage in ("", "{", "[]", '{"sha256": 1}'):
        paths.parsed_profiles.write_text(damage)
        assert ProfileStore(paths).get("p7").datastream_id == "changed"


def test_a_document_with_dates_is_not_kept(tmp_path: Path) -> None:
    kept = parsed_toml.ParsedToml(tmp_path / "kept.json")
    text = "since = 2026-01-01\n" + "x = 1\n" + "# filler\n" * 8_000
    assert kept.parse(text) == tomllib.loads(text)
    assert not (tmp_path / "kept.json").exists()


@pytest.mark.parametrize(
    "secret",
    [
        'client_secret = "planted"\n[profiles.p]\n',
        '[profiles.p]\n"access\\u005ftoken" = "planted"\n',
        "[profiles.p.variables]\nclient_secret = 'planted'\n",
        "[[profiles.p.env]]\nclient_secret = 'planted'\n",
    ],
)
def test_a_document_with_a_secret_is_not_kept(secret: str, tmp_path: Path) -> None:
    kept = parsed_toml.ParsedToml(tmp_path / "kept.json")
    assert "planted" in str(kept.parse(secret))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text",
    [
        "profiles = {a = {url = 'x'}}\n",
        "profiles.a.url = 'x'\n",
        '[profiles.a]\nnote = """\n[profiles.b]\n"""\n',
        "['profiles'.a]\nurl = 'x'\n",
        "[[profiles]]\nurl = 'x'\n",
        "",
    ],
)
def test_an_unusual_layout_is_always_parsed(text: str) -> None:
    added = "[profiles.new]\nurl = 'y'\n"
    assert not may_append(text, added, "new", {"url": "y"})
    assert not is_spliced(text, text + added, "new", ({}, {"url": "y"}))


def test_a_splice_that_changes_another_profile_is_refused() -> None:
    text = profiles_text(5)
    table = tomllib.loads(text)["profiles"]["p2"]
    other = {**table, "url": "z"}
    right = text.replace("http://127.0.0.1:3", "z")
    assert is_spliced(text, right, "p2", (table, other))
    assert not is_spliced(text, right.replace("ds3", "damaged"), "p2", (table, other))
    assert not is_spliced(text, right, "p3", (table, other))
    assert not is_spliced(text, text.replace("http://127.0.0.1:3", 'z"'), "p2", (table, other))
