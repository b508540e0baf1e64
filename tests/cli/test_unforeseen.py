"""Unexpected exceptions on the command line: one sentence, the exchange's exit status, a crash note."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge_tui.gateway.client import GatewayClient
from edge_tui.workspace import Workspace
from tests.conftest import Command

SECRET = "CANARY-7f3a"


def _raise(*_arguments: Any, **_named: Any) -> None:
    raise LookupError(SECRET)


def _notes(home: Path) -> list[Path]:
    return list((home / "crashes").glob("*.txt"))


def test_an_exception_of_the_gateway_client_gives_no_response_and_no_traceback(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(GatewayClient, "post", _raise)
    ended = command("send", "page-view", "--json")
    assert ended.status == 3
    assert json.loads(ended.out)["failure"]["kind"] == "broken"
    assert "LookupError" in ended.talk
    assert "Traceback" not in ended.talk
    assert SECRET not in ended.out + ended.talk
    [note] = _notes(home)
    assert str(note) in ended.talk
    assert SECRET not in note.read_text()


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_response_that_cannot_be_printed_keeps_its_status(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    monkeypatch.setattr(Workspace, "outline", _raise)
    ended = command("send", "page-view", *options)
    assert ended.status == 0
    assert "Printing the response failed: an unexpected LookupError" in ended.talk
    assert len(_notes(home)) == 1


def test_an_expectation_that_cannot_be_checked_does_not_hold(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tui.compare.expectations.Expectation.check", _raise)
    ended = command("send", "page-view", "--expect", "status == 200")
    assert ended.status == 1
    assert "✖ status == 200" in ended.talk
    assert "LookupError" in ended.talk


def test_a_retry_that_fails_unexpectedly_keeps_the_response(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_tui.session.retry.pause_before_retry", _raise)
    ended = command("send", "page-view", "--retry", "2", "--json")
    assert ended.status == 0
    assert json.loads(ended.out)["status"] == 200
    assert "Retrying failed: an unexpected LookupError" in ended.talk


def test_a_bug_anywhere_is_a_sentence_and_its_own_status(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_tui.store.history.History.recent", _raise)
    ended = command("history", "list")
    assert ended.status == 70
    assert ended.talk.startswith("edge-tui history failed: an unexpected LookupError")
    assert SECRET not in ended.talk
    assert len(_notes(home)) == 1
