"""Placeholders are resolved when sent, and never with a secret."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.json.document import at, strings
from edge_tui.model.placeholders import Sources, fill, find, iso, questions
from tests.model.json.test_document import DOCUMENTS
from tests.tables import every_row

NOW = datetime(2026, 3, 1, 9, 30, 1, 234_567, tzinfo=UTC)


def _sources(**environ: str) -> Sources:
    ids: Iterator[str] = (str(UUID(int=number, version=4)) for number in range(1, 10_000))
    return Sources(NOW, lambda: next(ids), "7" * 38, environ)


@given(DOCUMENTS)
def test_a_document_without_placeholders_is_unchanged(document: object) -> None:
    if any("{{" in text for _, text in strings(document)):
        return
    filled = fill(document, _sources())
    assert filled.document == document
    assert filled.unresolved == ()


@given(st.text())
def test_any_placeholder_is_resolved_or_listed_as_unresolved(text: str) -> None:
    filled = fill({"a": text}, _sources())
    unfilled = [match[0] for match in find(filled.document["a"])]
    assert {missing.placeholder for missing in filled.unresolved} >= set(unfilled) or "{{" in text
    assert all(missing.pointer == "/a" and missing.reason for missing in filled.unresolved)


def test_every_kind_of_placeholder_is_resolved() -> None:
    document = {
        "now": "{{now}}",
        "ids": ["{{uuid}}", "{{ uuid }}"],
        "ecid": "id-{{ecid}}-{{ecid}}",
        "hash": "{{sha256: Anna@Example.COM }}",
        "env": "{{env:STAGE}}",
        "{{now}}": 1,
    }
    filled = fill(document, _sources(STAGE="dev {{now}}"))
    assert filled.unresolved == ()
    assert filled.document == {
        "now": "2026-03-01T09:30:01.234Z",
        "ids": ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"],
        "ecid": f"id-{'7' * 38}-{'7' * 38}",
        "hash": hashlib.sha256(b"anna@example.com").hexdigest(),
        "env": "dev {{now}}",
        "{{now}}": 1,
    }


@every_row(
    "name",
    [
        "nonsense",
        "now:x",
        "sha256",
        "sha256:{{env:A",
        "env",
        "",
        "env:MISSING",
        "now-5y",
        "now-999999999d",
        "var:x",
        "ask:",
        "last:/a",
    ],
)
def test_an_unresolved_placeholder_is_listed_with_its_pointer(name: str) -> None:
    filled = fill({"a": [{"b": "x {{" + name + "}} y"}]}, _sources())
    (missing,) = filled.unresolved
    assert missing.pointer == "/a/0/b"
    assert missing.placeholder == "{{" + name + "}}"
    assert at(filled.document, "/a/0/b") == "x {{" + name + "}} y"


def test_a_secret_is_never_resolved() -> None:
    filled = fill("{{env:EDGE_TUI_CLIENT_SECRET}}", _sources(EDGE_TUI_CLIENT_SECRET="hush"))
    assert filled.document == "{{env:EDGE_TUI_CLIENT_SECRET}}"
    assert "secret" in filled.unresolved[0].reason


def test_a_time_in_another_zone_is_written_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    assert iso(datetime(2026, 3, 1, 11, 30, tzinfo=east)) == "2026-03-01T09:30:00.000Z"


@pytest.mark.parametrize(
    ("placeholder", "moment"),
    [
        ("now-5m", "2026-03-01T09:25:01.234Z"),
        ("now + 2h", "2026-03-01T11:30:01.234Z"),
        ("now-1d", "2026-02-28T09:30:01.234Z"),
        ("now+30s", "2026-03-01T09:30:31.234Z"),
    ],
)
def test_the_current_time_can_be_shifted(placeholder: str, moment: str) -> None:
    assert fill("{{" + placeholder + "}}", _sources()).document == moment


def test_variables_and_prompted_values_are_resolved_by_name() -> None:
    sources = replace(_sources(), variables={"tier": "gold"}, answers={"order id": "O-1"})
    assert fill(["{{var:tier}}", "a {{ask:order id}} b"], sources).document == ["gold", "a O-1 b"]


def test_the_questions_of_a_document_are_listed_once_and_in_order() -> None:
    assert questions({"a": "{{ask:order id}} {{now}}", "b": ["{{ ask:name }}", "{{ask:order id}}"]}) == (
        "order id",
        "name",
    )


LAST = {
    "requestId": "r",
    "handle": [
        {"type": "personalization:decisions", "payload": []},
        {"type": "state:store", "payload": [{"key": "k"}]},
        {"type": "personalization:decisions", "payload": [{"id": "AT:1", "scopeDetails": {"a": [1]}}]},
        "stray",
    ],
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{last:/requestId}}", "r"),
        ("{{last:/handle/1/payload/0/key}}", "k"),
        ("{{last:personalization:decisions/0/id}}", "AT:1"),
        ("{{last:personalization:decisions/0/scopeDetails}}", {"a": [1]}),
        ("see {{last:personalization:decisions/0/scopeDetails}}", 'see {"a":[1]}'),
        ("{{last:personalization:decisions}}", [{"id": "AT:1", "scopeDetails": {"a": [1]}}]),
    ],
)
def test_values_of_the_last_response_keep_their_type(text: str, value: object) -> None:
    filled = fill({"a": text}, replace(_sources(), last=LAST))
    assert filled.unresolved == ()
    assert filled.document == {"a": value}


@pytest.mark.parametrize(
    "place", ["/nowhere", "identity:result/0", "personalization:decisions/1", "identity:result", ""]
)
def test_a_value_missing_from_the_last_response_is_unresolved(place: str) -> None:
    filled = fill({"a": "{{last:" + place + "}}"}, replace(_sources(), last=LAST))
    assert [missing.reason for missing in filled.unresolved] == [f"the last response has nothing at {place}"]


@pytest.mark.parametrize(
    ("entered", "value"),
    [("12.5", 12.5), ("7", 7), ("true", True), ("null", None), ('"0012"', "0012"), ('{"a": [1]}', {"a": [1]})],
)
def test_a_value_is_read_as_json_where_that_is_written(entered: str, value: object) -> None:
    sources = replace(_sources(), answers={"price": entered})
    assert fill({"a": "{{json:ask:price}}"}, sources).document == {"a": value}
    assert fill({"a": "{{ json: ask:price }}"}, sources).document == {"a": value}
    assert fill({"a": "{{ask:price}}"}, sources).document == {"a": entered}
    # Inside a longer string it is the text.
    assert fill({"a": "EUR {{json:ask:price}}"}, sources).document == {"a": f"EUR {entered}"}


def test_a_value_that_is_not_json_is_unresolved_and_not_quoted() -> None:
    (missing,) = fill(["{{json:env:PRICE}}"], _sources(PRICE="secret-ish")).unresolved
    assert missing.pointer == "/0"
    assert "the value of env:PRICE isn't JSON" in missing.reason
    assert "secret" not in missing.reason


def test_a_prompt_inside_json_is_asked_and_a_missing_one_is_pending() -> None:
    document = {"a": "{{json:ask:price}}", "b": "{{ask:price}}", "c": "{{json:json:ask:count}}"}
    assert questions(document) == ("price", "count")
    assert [missing.is_pending for missing in fill(document, _sources()).unresolved] == [True, True, True]


@pytest.mark.parametrize("name", ["EDGE_TUI_CLIENT_SECRET", "EDGE_TUI_ACCESS_TOKEN"])
def test_json_reads_no_secret(name: str) -> None:
    (missing,) = fill([f"{{{{json:env:{name}}}}}"], _sources(**{name: "1"})).unresolved
    assert "is a secret" in missing.reason


def test_json_of_the_last_response_is_its_value() -> None:
    sources = replace(_sources(), last={"a": {"b": 1}})
    assert fill(["{{json:last:/a}}"], sources).document == [{"b": 1}]
