"""A source says how its start and its visit ended, whatever happens."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge_tui.browser import BrowserDidNotStart, BrowserNotFound, BrowserSource, Launch, OptionNotSupported, read_steps
from edge_tui.model.sightings import Sighting, SourceNotice

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def source(told: list[Sighting], folder: Path, **options: object) -> BrowserSource:
    return BrowserSource(Launch(temporary_root=folder, **options), told.append, lambda: NOW)  # type: ignore[arg-type]


def test_a_browser_that_is_not_there_is_a_value_and_nothing_else_happens(tmp_path: Path) -> None:
    told: list[Sighting] = []
    watched = source(told, tmp_path / "browser", browser="/nowhere/browser")
    outcome = watched.start()
    assert isinstance(outcome, BrowserNotFound)
    assert outcome.looked_for == ("/nowhere/browser",)
    assert watched.wait(60)
    watched.stop()
    assert told == []
    assert not (tmp_path / "browser").exists()


@pytest.mark.parametrize("script", ["exit 3", "exec sleep 60 3<&- 4>&-"])
def test_a_program_that_does_not_answer_does_not_start_and_leaves_nothing(script: str, tmp_path: Path) -> None:
    program = tmp_path / "odd-browser"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    told: list[Sighting] = []
    before = threading.active_count()
    watched = source(told, tmp_path / "browser", browser=str(program), headless=True)
    outcome = watched.start()
    assert isinstance(outcome, BrowserDidNotStart)
    assert str(program) in outcome.what
    assert watched.wait(60)
    assert watched.wait_for_steps(0)
    assert [sighting.is_end for sighting in told if isinstance(sighting, SourceNotice)] == [True]
    assert list((tmp_path / "browser").iterdir()) == []
    assert threading.active_count() <= before + 1


def test_what_a_browser_does_not_support_is_refused_before_it_is_started(tmp_path: Path) -> None:
    program = tmp_path / "firefox"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    program.chmod(0o755)
    steps, _ = read_steps("goto /cart")
    outcome = source([], tmp_path / "browser", browser=str(program), steps=steps).start()
    assert isinstance(outcome, OptionNotSupported)
    assert not (tmp_path / "started").exists()


def test_a_bug_ends_the_visit_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("SECRET")

    monkeypatch.setattr("edge_tui.browser.source.Visit", fail)
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    told: list[Sighting] = []
    outcome = source(told, tmp_path, browser=str(program)).start()
    assert isinstance(outcome, BrowserDidNotStart)
    assert "KeyError" in outcome.what
    assert "SECRET" not in str(outcome)


def test_the_address_of_a_running_browser_is_checked(tmp_path: Path) -> None:
    for address in ("127.0.0.1:9222", "file:///etc/passwd", "http://"):
        outcome = source([], tmp_path, cdp=address).start()
        assert isinstance(outcome, BrowserDidNotStart)
        assert "http://127.0.0.1:9222" in outcome.how
