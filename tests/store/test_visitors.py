"""Visitors: a file each, nothing resurrected, nothing shared, nothing lost."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.response import Handle, InteractResponse
from edge_tui.model.visitor import Visitor
from edge_tui.store.names import is_reserved
from edge_tui.store.visitors import VisitorStore
from tests.examples import examples
from tests.store.samples import MORNING, names

ORG = "53A16ACB5CC1D3760A495C99@AdobeOrg"
STATE = ClientState(
    (
        StateEntry("kndctr_X_AdobeOrg_identity", "Cg==", 34128000, MORNING + timedelta(seconds=34128000)),
        StateEntry("kndctr_X_AdobeOrg_personalization_sessionId", "b9c1"),
    ),
    LocationHint("or2", MORNING + timedelta(seconds=1800)),
)


@pytest.fixture
def store(paths):
    return VisitorStore(paths.visitors)


def test_the_default_visitor_exists_before_anything_is_saved(store):
    assert store.names() == ("default",)
    assert store.get("default") == Visitor("default")
    assert store.get("Anna") == Visitor("Anna")


def test_a_visitor_is_read_as_it_was_saved(store, paths):
    anna = Visitor("Anna").with_state(ORG, STATE).with_state("other@AdobeOrg", ClientState())
    store.save(anna)
    assert VisitorStore(paths.visitors).get("Anna") == anna
    assert store.names() == ("default", "Anna")


def test_a_clone_is_independent(store):
    store.save(Visitor("Anna", {ORG: STATE}))
    store.clone("Anna", "Bela")
    store.save(Visitor("Anna"))
    assert store.get("Bela") == Visitor("Bela", {ORG: STATE})


def test_renaming_moves_the_whole_state(store):
    store.save(Visitor("Anna", {ORG: STATE}))
    assert store.rename("Anna", "Anna (EU)") == Visitor("Anna (EU)", {ORG: STATE})
    assert store.names() == ("default", "Anna (EU)")


def test_the_default_visitor_can_be_cloned_emptied_and_renamed_but_is_always_there(store):
    store.save(Visitor("default", {ORG: STATE}))
    store.rename("default", "yesterday")
    assert store.get("default") == Visitor("default")
    store.delete("default")
    store.delete("default")
    assert store.names() == ("default", "yesterday")


@pytest.mark.parametrize("taken", ["Anna", "anna", "ANNA", "default"])
def test_a_name_is_given_once_whatever_its_case(store, taken):
    store.save(Visitor("Anna"))
    with pytest.raises(SetupError, match="already a visitor"):
        store.clone("default", taken)


def test_an_unknown_visitor_is_reported(store):
    store.save(Visitor("Anna"))
    for work in (lambda: store.delete("Ana"), lambda: store.clone("Ana", "x"), lambda: store.rename("Ana", "x")):
        with pytest.raises(SetupError) as refusal:
            work()
        assert "Did you mean Anna?" in refusal.value.how


@pytest.mark.parametrize("name", ["", " ", " Anna", "a\0b", "a\nb", "x" * 300, "\ud800"])
def test_a_name_that_no_file_can_have_is_refused(store, name, tmp_path):
    for work in (store.save, store.add):
        with pytest.raises(SetupError, match="can't be the name"):
            work(Visitor(name))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 300, "é" * 90])
def test_a_name_that_is_too_long_for_a_file_is_refused_beside_other_visitors(store, name):
    store.save(Visitor("Anna"))
    for work in (store.save, store.add):
        with pytest.raises(SetupError, match="can't be the name"):
            work(Visitor(name))


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", ".", "/", "a/b", "C:\\x", ".hidden", "con?", "é🙂", "%2F"])
def test_any_other_name_stays_inside_the_folder(store, paths, name):
    store.save(Visitor(name))
    [path] = paths.visitors.iterdir()
    assert path.suffix == ".json"
    assert store.names() == ("default", name)
    assert store.get(name).name == name


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xff",
        b'{"version": 1}',
        b'{"version": 1, "states": {"o": {"entries": [{"key": "k", "value": "v", "maxAge": 5}]}}}',
        b'{"version": 1, "states": {"o": {"entries": [{"key": "k", "value": "v", "expiresAt": "soon"}]}}}',
        b'{"version": 1, "states": {"o": {"entries": [], "hint": {"hint": "or2"}}}}',
        b"[" * 100_000,
    ],
)
def test_a_damaged_file_is_set_aside_and_reported_once(store, paths, content):
    paths.visitors.mkdir(parents=True)
    (paths.visitors / "Anna.json").write_bytes(content)
    assert store.get("Anna") == Visitor("Anna")
    assert store.get("Anna") == Visitor("Anna")
    [aside] = paths.visitors.iterdir()
    assert aside.read_bytes() == content
    [warning] = store.warnings
    assert aside.name in warning
    assert store.names() == ("default",)


def test_a_visitor_of_a_newer_edge_tui_can_be_used_for_this_run_and_not_be_changed(store, paths):
    paths.visitors.mkdir(parents=True)
    path = paths.visitors / "Anna.json"
    path.write_text('{"version": 99, "states": {}, "name": "Anna"}')
    before = path.read_bytes()
    assert store.get("Anna") == Visitor("Anna")
    for work in (
        lambda: store.save(Visitor("Anna")),
        lambda: store.change("Anna", lambda visitor: visitor),
        lambda: store.clone("Anna", "Bela"),
        lambda: store.rename("Anna", "Bela"),
    ):
        with pytest.raises(StorageError, match="newer edge-tui"):
            work()
    assert path.read_bytes() == before
    assert [each.name for each in paths.visitors.iterdir()] == ["Anna.json"]
    [warning] = store.warnings
    assert "newer edge-tui" in warning
    assert "for this run only" in warning


@pytest.mark.parametrize("name", ["con", "NUL", "prn", "aux", "com1", "LPT9", "con.txt", "nul.", "COM¹"])
def test_a_name_that_windows_reserves_is_never_a_file_name(store, paths, name):
    store.save(Visitor(name, {ORG: STATE}))
    [path] = paths.visitors.iterdir()
    assert not is_reserved(path.name)
    assert not path.stem.endswith((".", " "))
    assert VisitorStore(paths.visitors).names() == ("default", name)
    assert store.get(name) == Visitor(name, {ORG: STATE})


def test_a_visitor_that_an_older_edge_tui_saved_under_such_a_name_is_still_there(store, paths):
    store.save(Visitor("Anna", {ORG: STATE}))
    (paths.visitors / "Anna.json").rename(paths.visitors / "con.json")
    assert store.names() == ("default", "con")
    assert store.get("con") == Visitor("con", {ORG: STATE})


@pytest.mark.parametrize("name", ["-x", "--profile", "anna", "ANNA", "A\u006e\u006eA"])
def test_a_new_name_must_not_be_an_option_or_a_duplicate(store, name):
    store.save(Visitor("Anna"))
    for work in (
        lambda: store.add(Visitor(name)),
        lambda: store.clone("Anna", name),
        lambda: store.rename("Anna", name),
    ):
        with pytest.raises(SetupError):
            work()
    assert store.names() == ("default", "Anna")


@pytest.mark.parametrize(("name", "duplicate"), [("Anna", "anna"), ("caf\u00e9", "cafe\u0301"), ("default", "Default")])
def test_a_visitor_whose_file_would_be_anothers_changes_nothing_of_it(store, name, duplicate):
    store.save(Visitor(name, {ORG: STATE}))
    with pytest.raises(StorageError, match="the same file as"):
        store.change(duplicate, lambda visitor: visitor.with_state(ORG, ClientState()))
    assert store.get(name) == Visitor(name, {ORG: STATE})


@pytest.mark.parametrize(
    "file_name", ["%0A.json", " x.json", "a%2e.json", "\udcff.json", "%.json", "x" * 240 + ".json"]
)
def test_a_file_that_belongs_to_no_visitor_is_ignored_with_a_warning(store, paths, file_name):
    paths.visitors.mkdir(parents=True)
    (paths.visitors / file_name).write_text("{}")
    assert store.names() == store.names() == ("default",)
    assert [path.name for path in paths.visitors.iterdir()] == [file_name]
    [warning] = store.warnings
    assert warning.isprintable()


def test_an_unwritable_folder_is_reported(tmp_path):
    (tmp_path / "visitors").write_text("")
    store = VisitorStore(tmp_path / "visitors")
    with pytest.raises(StorageError):
        store.save(Visitor("Anna"))


seconds = st.integers(-10, 4000) | st.just(10**14) | st.none()
items = st.fixed_dictionaries(
    {"key": st.sampled_from(["a", "b", "c"]), "value": st.text(max_size=4), "maxAge": seconds}
)
hints = st.fixed_dictionaries(
    {
        "scope": st.sampled_from(["EdgeNetwork", "Target"]),
        "hint": st.sampled_from(["or2", "irl1"]),
        "ttlSeconds": seconds,
    }
)
answers = st.tuples(st.lists(items, max_size=3), st.lists(hints, max_size=2), st.integers(0, 3000))


def _response(given_items, given_hints) -> InteractResponse:
    stored = [{name: value for name, value in item.items() if value is not None} for item in given_items]
    return InteractResponse(
        {}, handles=(Handle("state:store", stored, None, ""), Handle("locationHint:result", given_hints, None, ""))
    )


@settings(max_examples=examples(50), deadline=None)
@given(name=names, script=st.lists(answers, max_size=6))
def test_expired_state_never_comes_back_through_the_file(name, script):
    """Saving and loading a visitor between any two responses makes no difference."""
    now, remembered = MORNING, ClientState()
    deadlines: dict[tuple[str, str], datetime] = {}
    with TemporaryDirectory() as folder:
        try:
            VisitorStore(Path(folder)).save(Visitor(name))
        except SetupError:
            name = "Anna"
        for given_items, given_hints, passed in script:
            response = _response(given_items, given_hints)
            loaded = VisitorStore(Path(folder)).get(name)
            remembered = remembered.apply_response(response, now)
            VisitorStore(Path(folder)).save(loaded.with_state(ORG, loaded.state(ORG).apply_response(response, now)))
            for item in given_items:
                if item["maxAge"] is not None and item["maxAge"] < 10**14:
                    deadlines[item["key"], item["value"]] = now + timedelta(seconds=item["maxAge"])
                else:
                    deadlines.pop((item["key"], item["value"]), None)
            now += timedelta(seconds=passed)
            kept = VisitorStore(Path(folder)).get(name).state(ORG)
            assert kept == remembered
            for entry in kept.live(now).entries:
                assert deadlines.get((entry.key, entry.value), datetime.max.replace(tzinfo=UTC)) > now
            assert kept.live(now).live(now) == kept.live(now)


def test_a_file_without_an_offset_is_read_as_utc(store, paths):
    paths.visitors.mkdir(parents=True)
    entry = {"key": "k", "value": "v", "maxAge": 5, "expiresAt": "2026-03-01T09:00:00"}
    document = {"version": 1, "states": {ORG: {"entries": [entry]}}}
    (paths.visitors / "Anna.json").write_text(json.dumps(document))
    [read] = store.get("Anna").state(ORG).entries
    assert read.expires_at == MORNING
    assert not read.is_live(MORNING)
