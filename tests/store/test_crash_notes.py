"""Crash notes: where an exception came from, without any user data."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError
from edge_tui.store.crash_notes import CrashNotes, note

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SECRET = "CANARY-7f3a"


@pytest.fixture
def notes(tmp_path: Path) -> CrashNotes:
    return CrashNotes(tmp_path / "crashes", lambda: NOON)


def raised(error: Exception) -> Exception:
    """An exception with a traceback, and a secret local."""
    token = SECRET
    try:
        raise error
    except type(error) as caught:
        assert token
        return caught


def deep(levels: int) -> None:
    if levels:
        deep(levels - 1)
    raise ValueError(SECRET)


def test_a_note_says_which_class_was_raised_and_where(notes: CrashNotes) -> None:
    sentence = notes.keep(raised(KeyError("x")), "Listing the history")
    [path] = notes.all()
    assert str(path) in sentence
    text = path.read_text()
    assert "KeyError" in text
    assert "store/test_crash_notes.py" in text
    assert "in raised" in text
    assert "Listing the history" in text
    assert str(Path.home()) not in text


def test_a_note_is_its_owners_alone(notes: CrashNotes) -> None:
    notes.keep(raised(KeyError()), "x")
    [path] = notes.all()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@given(st.text(min_size=4).map(lambda text: f"{SECRET}{text}"))
def test_a_note_has_no_message_no_local_and_no_payload(secret: str) -> None:
    error = raised(ValueError(secret))
    error.add_note(secret)
    cause = raised(UnicodeEncodeError("ascii", secret, 0, 1, secret))
    error.__cause__ = cause
    cause.__context__ = raised(ExceptionGroup(secret, [KeyError(secret)]))
    text = note(error, "Sending", NOON)
    assert SECRET not in text
    assert "caused by UnicodeEncodeError" in text
    assert "while handling ExceptionGroup" in text
    assert "one of the group: KeyError" in text


def test_a_note_has_our_own_messages(notes: CrashNotes) -> None:
    assert "The disk is full." in note(raised(SetupError("The disk is full.")), "Saving", NOON)


def test_control_characters_are_made_visible() -> None:
    assert "\x1b" not in note(raised(SetupError("\x1b]0;title\x07")), "a\x1bb", NOON)


def test_the_same_crash_is_noted_once_a_run(notes: CrashNotes) -> None:
    sentences = {notes.keep(raised(KeyError(str(number))), "Ticking") for number in range(50)}
    assert len(sentences) == len(notes.all()) == 1


def test_there_are_never_more_than_twenty_and_the_newest_stay(tmp_path: Path) -> None:
    for number in range(30):
        now = NOON.replace(minute=number)
        CrashNotes(tmp_path, lambda now=now: now).keep(raised(KeyError()), "x")
    names = [path.name for path in CrashNotes(tmp_path, lambda: NOON).all()]
    assert len(names) == 20
    assert names[-1].startswith("20260314T1229")


def test_simultaneous_crashes_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for _ in range(25):
        CrashNotes(tmp_path, lambda: NOON).keep(raised(KeyError()), "x")
    assert len(list(tmp_path.iterdir())) == 20


def test_a_deep_recursion_is_shown_by_both_its_ends(notes: CrashNotes) -> None:
    with pytest.raises(ValueError, match=SECRET) as caught:
        deep(800)
    notes.keep(caught.value, "x")
    [path] = notes.all()
    assert "more" in path.read_text()
    assert path.stat().st_size < 32_000


def test_a_cyclic_chain_ends() -> None:
    first, second = raised(KeyError()), raised(ValueError())
    first.__context__, second.__context__ = second, first
    assert note(first, "x", NOON).count("ValueError") == 1


def test_a_note_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "crashes").write_text("in the way")
    sentence = CrashNotes(tmp_path / "crashes", lambda: NOON).keep(raised(KeyError()), "x")
    assert "could not be written" in sentence
