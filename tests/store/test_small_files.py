"""The small files: entered values, choices, ignored paths, client state as JSON, and file names."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.similar_names import did_you_mean, near
from edge_tui.store import files
from edge_tui.store.answers import Answers
from edge_tui.store.choices import Choices
from edge_tui.store.client_states import state_from_json, state_to_json
from edge_tui.store.ignored_paths import IgnoredPaths
from edge_tui.store.names import check_slug, slug
from tests.tables import every_row

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DAMAGED = [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe{"]


def blocked(tmp_path: Path) -> Path:
    """An unwritable path: a file is where its folder would be."""
    (tmp_path / "in-the-way").write_text("")
    return tmp_path / "in-the-way" / "file.json"


# Values entered for prompts in events.


def test_an_entered_value_is_kept_for_the_next_run_beside_earlier_ones(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "answers.json"
    answers = Answers(path)
    assert answers.all() == {}
    answers.put("order id", "7")
    answers.put("color", "rød")
    answers.put("order id", "8")

    assert answers.all() == Answers(path).all() == {"order id": "8", "color": "rød"}


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_values_count_as_none_and_are_overwritten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes(content)
    answers = Answers(path)
    assert answers.all() == {}
    answers.put("color", "red")
    assert Answers(path).all() == {"color": "red"}


def test_only_strings_are_entered_values(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{"a": "1", "b": 2, "c": null, "d": ["x"], "e": ""}')
    assert Answers(path).all() == {"a": "1", "e": ""}


def test_changing_returned_values_changes_nothing_else(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "answers.json")
    answers.put("color", "red")
    answers.all().clear()
    assert answers.all() == {"color": "red"}


def test_an_unwritable_value_applies_to_this_run(tmp_path: Path) -> None:
    answers = Answers(blocked(tmp_path))
    with pytest.raises(StorageError):
        answers.put("color", "red")
    assert answers.all() == {"color": "red"}


# Last choices.


def test_a_choice_is_remembered_beside_the_others(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    choices = Choices(path)
    assert choices.get("profile") is None
    choices.put("profile", "dev")
    choices.put("theme", "dark")
    choices.put("profile", "stage")

    for each in (choices, Choices(path)):
        assert (each.get("profile"), each.get("theme"), each.get("visitor")) == ("stage", "dark", None)


def test_a_choice_of_another_process_stays_when_one_of_this_is_written(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    one, other = Choices(path), Choices(path)
    one.put("profile", "dev")
    other.put("theme", "dark")
    one.put("visitor", "anna")
    assert json.loads(path.read_bytes()) == {"profile": "dev", "theme": "dark", "visitor": "anna"}
    # A choice of this run applies to it, whatever others choose meanwhile.
    other.put("profile", "stage")
    assert (one.get("profile"), one.get("theme"), Choices(path).get("profile")) == ("dev", "dark", "stage")


def test_a_choice_that_is_made_again_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    Choices(path).put("profile", "dev")
    path.write_text('{"profile": "dev", "unknown": "1"}')
    Choices(path).put("profile", "dev")
    assert path.read_text() == '{"profile": "dev", "unknown": "1"}'
    Choices(path).put("profile", "stage")
    assert json.loads(path.read_bytes()) == {"profile": "stage", "unknown": "1"}


@pytest.mark.parametrize("content", [*DAMAGED, b'{"profile": 7}', b'{"profile": null}', b'{"profile": ["dev"]}'])
def test_damaged_choices_count_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    choices = Choices(path)
    assert choices.get("profile") is None
    choices.put("profile", "dev")
    assert Choices(path).get("profile") == "dev"


def test_a_choice_that_cannot_be_written_or_read_holds_for_this_run(tmp_path: Path) -> None:
    choices = Choices(blocked(tmp_path))
    with pytest.raises(StorageError):
        choices.put("profile", "dev")
    assert choices.get("profile") == "dev"
    (tmp_path / "state.json").mkdir()
    assert Choices(tmp_path / "state.json").get("profile") is None


# Ignored paths.


def test_the_default_paths_apply_until_there_is_a_file(tmp_path: Path) -> None:
    paths = IgnoredPaths(tmp_path / "folder" / "ignored.txt", ["/a/*", "/b"])
    assert paths.all() == ("/a/*", "/b")
    head, _, shipped = paths.text().rpartition("\n/a/*\n")
    assert shipped == "/b\n"
    assert all(line.startswith("#") for line in head.splitlines())

    paths.save(paths.text().replace("/b", "/c"))
    assert IgnoredPaths(paths.path, ["/a/*", "/b"]).all() == ("/a/*", "/c")
    paths.save("")
    assert (paths.all(), paths.text()) == ((), "")


def test_lines_that_are_not_paths_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "ignored.txt"
    path.write_bytes("  /a/ß  \r\n\n# /b\nc/d\n\t/e\n".encode() + b"/f\xff\n")
    paths = IgnoredPaths(path, ["/shipped"])
    assert paths.all() == ("/a/ß", "/e", "/f�")
    assert paths.text() == "  /a/ß  \r\n\n# /b\nc/d\n\t/e\n/f�\n"


# Client state as JSON.

ENTRY: dict[str, Any] = {"key": "k", "value": "v", "maxAge": 60, "expiresAt": NOW.isoformat(), "origin": "r"}
HINT = {"hint": "or2", "expiresAt": NOW.isoformat()}

moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))]))
entries = st.builds(StateEntry, st.text(), st.text(), st.none(), st.none() | moments, st.text()) | st.builds(
    StateEntry, st.text(), st.text(), st.integers(), moments, st.text()
)
scopes = st.dictionaries(st.text(), st.tuples(st.text(), moments), max_size=3)


@given(st.lists(entries, max_size=3), st.none() | st.builds(LocationHint, st.text(), moments), scopes)
def test_a_state_comes_back_as_it_was_written(
    kept: list[StateEntry], hint: LocationHint | None, others: dict[str, tuple[str, datetime]]
) -> None:
    state = ClientState(tuple(kept), hint, tuple(LocationHint(*each, scope) for scope, each in others.items()))
    assert state_from_json(json.loads(json.dumps(state_to_json(state)))) == state


def test_a_state_has_names_that_stay() -> None:
    other = LocationHint("35", NOW, "Target")
    state = ClientState((StateEntry("k", "v", 60, NOW, "r"), StateEntry("s", "")), LocationHint("or2", NOW), (other,))
    assert state_to_json(state) == {
        "entries": [ENTRY, {"key": "s", "value": ""}],
        "hint": HINT,
        "otherHints": {"Target": {**HINT, "hint": "35"}},
    }
    assert state_to_json(ClientState()) == {"entries": []}
    assert state_from_json({"entries": []}) == ClientState()
    assert state_from_json({"entries": [], "hint": None}) == ClientState()


def test_a_moment_without_a_time_zone_is_in_utc() -> None:
    entry = {**ENTRY, "expiresAt": "2026-03-01T09:30:00"}
    assert state_from_json({"entries": [entry]}).entries[0].expires_at == NOW
    eastward = {**ENTRY, "expiresAt": "2026-03-01T15:00:00+05:30"}
    assert state_from_json({"entries": [eastward]}).entries[0].expires_at == NOW


@every_row(
    "state",
    [
        {},
        [],
        {"entries": None},
        {"entries": ["k"]},
        *({"entries": [{name: value for name, value in ENTRY.items() if name != gone}]} for gone in ("key", "value")),
        *({"entries": [{**ENTRY, name: 7}]} for name in ("key", "value", "expiresAt", "origin")),
        {"entries": [{**ENTRY, "maxAge": "60"}]},
        {"entries": [{**ENTRY, "maxAge": 1.5}]},
        {"entries": [{**ENTRY, "expiresAt": None}]},
        {"entries": [{**ENTRY, "expiresAt": "soon"}]},
        {"entries": [{**ENTRY, "key": None}]},
        *({"entries": [], "hint": {name: HINT[name]}} for name in HINT),
        {"entries": [], "hint": {**HINT, "hint": 7}},
        {"entries": [], "hint": "or2"},
        {"entries": [], "otherHints": []},
        {"entries": [], "otherHints": {"Target": "35"}},
    ],
)
def test_a_state_that_is_not_in_order_is_refused_whole(state: Any) -> None:
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        state_from_json(state)


# Names.


@pytest.mark.parametrize("name", ["a", "7", "page-view", "page_view", "a-b_c-9", "a" * 100])
def test_a_name_that_is_fit_for_a_file_is_taken(name: str) -> None:
    check_slug(name, "template")


@every_row(
    ("name", "fit"),
    [
        ("Page view (EU)", "page-view-eu"),
        ("a" * 101, "a" * 100),
        ("-a", "a"),
        ("a-", "a"),
        ("a--b", "a-b"),
        ("a.json", "a-json"),
        ("../a", "a"),
        ("a/b", "a-b"),
        ("a\n", "a"),
        ("ä", ""),
        ("", ""),
    ],
)
def test_an_invalid_name_is_refused_with_a_valid_one(name: str, fit: str) -> None:
    with pytest.raises(SetupError) as refused:
        check_slug(name, "template")
    assert "template" in refused.value.what
    assert repr(name) in refused.value.what
    assert ("such as" in refused.value.how) is bool(fit)
    assert fit in refused.value.how


@given(st.text(max_size=120))
def test_a_text_as_a_name_is_valid_on_every_file_system(text: str) -> None:
    name = slug(text)
    assert len(name) <= 100
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    assert name == slug(name)
    assert not name.startswith(("-", "_"))


def test_a_slug_that_is_cut_does_not_end_in_a_hyphen() -> None:
    assert slug("a" * 99 + " b") == "a" * 99


@every_row(
    ("name", "names", "found"),
    [
        ("prdo", ["prod", "dev"], ["prod"]),
        ("PROD", ["Prod"], ["Prod"]),
        ("pro", ["production-of-everything", "x"], ["production-of-everything"]),
        ("production-of-everything", ["pro", "x"], ["pro"]),
        ("prod", ["prod1", "prod2", "prod3", "prod4"], 3),
        ("xyz", ["prod", "dev"], []),
        ("", ["prod"], []),
        ("prod", [""], []),
        ("prod", [], []),
        ("abcdef", ["abcdef-with-a-very-long-end-of-it", "abcdeg"], ["abcdeg", "abcdef-with-a-very-long-end-of-it"]),
    ],
)
def test_a_name_that_was_perhaps_meant_is_near(name: str, names: list[str], found: list[str] | int) -> None:
    assert near(name, names) == found if isinstance(found, list) else len(near(name, names)) == found


def test_close_names_are_suggested() -> None:
    assert did_you_mean("prdo", ["prod", "x"]) == "Did you mean prod?"
    assert did_you_mean("dev-e", ["dev-eu", "dev-em"]) in {
        "Did you mean dev-eu or dev-em?",
        "Did you mean dev-em or dev-eu?",
    }
    assert did_you_mean("xyz", ["prod"]) == ""


# Files.


def test_folders_links_and_hidden_files_are_not_listed(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", ".hidden.json", "c.txt", "sub/d.json", "sub/deep/e.json", "z/f.json", ".h/g.json"):
        files.write(tmp_path / name, b"1")
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)

    def names(paths: list[Path]) -> list[str]:
        return [str(path.relative_to(tmp_path)) for path in paths]

    assert names(files.list_files(tmp_path, ".json")) == ["a.json", "b.json"]
    below = ["a.json", "b.json", "sub/d.json", "sub/deep/e.json", "z/f.json"]
    assert names(files.list_files_recursively(tmp_path, ".json")) == below
    assert files.list_files(tmp_path / "none", ".json") == files.list_files(tmp_path / "a.json", ".json") == []


def test_a_missing_file_is_none_and_an_unreadable_file_is_reported(tmp_path: Path) -> None:
    files.write(tmp_path / "file", b"1")
    assert files.read(tmp_path / "none") is None
    assert files.read(tmp_path / "file" / "below") is None
    with pytest.raises(StorageError, match="could not be read"):
        files.read(tmp_path)


def test_deleting_says_whether_there_was_something(tmp_path: Path) -> None:
    files.write(tmp_path / "file", b"1")
    assert files.delete(tmp_path / "file") is True
    assert files.delete(tmp_path / "file") is False
    with pytest.raises(StorageError):
        files.delete(tmp_path)
    with pytest.raises(StorageError):
        files.delete(blocked(tmp_path))


def test_a_file_that_is_set_aside_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path, kept = tmp_path / "default.json", set()
    for content in (b"1", b"2", b"3"):
        path.write_bytes(content)
        aside = files.set_aside(path)
        assert not path.exists()
        assert aside.name.startswith("default.damaged-")
        assert aside.name.endswith("Z.json.kept") or ".json.kept" in aside.name
        kept.add(aside)
    assert {each.read_bytes() for each in kept} == {b"1", b"2", b"3"}
    with pytest.raises(StorageError):
        files.set_aside(path)


def test_json_is_laid_out_for_people_and_keeps_letters_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    files.write_json(path, {"a": ["ø"]})
    assert path.read_text() == '{\n  "a": [\n    "ø"\n  ]\n}\n'
    files.write_json(path, {"a": "\ud800ø"})
    assert json.loads(path.read_text()) == {"a": "\ud800ø"}
    assert path.read_text().endswith("}\n")
