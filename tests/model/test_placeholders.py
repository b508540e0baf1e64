"""Placeholders filled when sent, and never with a hole or a secret."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.document import at, strings
from edge_tui.model.placeholders import Sources, fill, find, iso
from tests.model.test_document import DOCUMENTS

NOW = datetime(2026, 3, 1, 9, 30, 1, 234_567, tzinfo=UTC)


def _sources(**environ: str) -> Sources:
    ids: Iterator[str] = (str(UUID(int=number, version=4)) for number in range(1, 10_000))
    return Sources(NOW, lambda: next(ids), "7" * 38, environ)


@given(DOCUMENTS)
def test_a_document_without_placeholders_stays_as_it_is(document: object) -> None:
    if any("{{" in text for _, text in strings(document)):
        return
    filled = fill(document, _sources())
    assert filled.document == document
    assert filled.holes == ()


@given(st.text())
def test_any_text_is_filled_or_named_among_the_holes(text: str) -> None:
    filled = fill({"a": text}, _sources())
    unfilled = [match[0] for match in find(filled.document["a"])]
    assert {hole.placeholder for hole in filled.holes} >= set(unfilled) or "{{" in text
    assert all(hole.pointer == "/a" and hole.reason for hole in filled.holes)


def test_every_kind_is_filled() -> None:
    document = {
        "now": "{{now}}",
        "ids": ["{{uuid}}", "{{ uuid }}"],
        "ecid": "id-{{ecid}}-{{ecid}}",
        "hash": "{{sha256: Anna@Example.COM }}",
        "env": "{{env:STAGE}}",
        "{{now}}": 1,
    }
    filled = fill(document, _sources(STAGE="dev {{now}}"))
    assert filled.holes == ()
    assert filled.document == {
        "now": "2026-03-01T09:30:01.234Z",
        "ids": ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"],
        "ecid": f"id-{'7' * 38}-{'7' * 38}",
        "hash": hashlib.sha256(b"anna@example.com").hexdigest(),
        "env": "dev {{now}}",
        "{{now}}": 1,
    }


@pytest.mark.parametrize("name", ["nonsense", "now:x", "sha256", "env", "", "env:MISSING"])
def test_what_cannot_be_filled_is_named_with_its_place(name: str) -> None:
    filled = fill({"a": [{"b": "x {{" + name + "}} y"}]}, _sources())
    (hole,) = filled.holes
    assert hole.pointer == "/a/0/b"
    assert hole.placeholder == "{{" + name + "}}"
    assert at(filled.document, "/a/0/b") == "x {{" + name + "}} y"


def test_a_secret_is_never_filled_in() -> None:
    filled = fill("{{env:EDGE_TUI_CLIENT_SECRET}}", _sources(EDGE_TUI_CLIENT_SECRET="hush"))
    assert filled.document == "{{env:EDGE_TUI_CLIENT_SECRET}}"
    assert "secret" in filled.holes[0].reason


def test_a_moment_elsewhere_is_told_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    assert iso(datetime(2026, 3, 1, 11, 30, tzinfo=east)) == "2026-03-01T09:30:00.000Z"
