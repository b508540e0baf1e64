"""The expression language of expectations."""

import contextlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.compare.expectations import LANGUAGE, read_expectation
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.request import InteractRequest
from tests.tables import every_row

BODY = {
    "requestId": "708e-0123456789abcdef",
    "handle": [
        {"type": "state:store", "payload": [{"key": "a", "maxAge": 60}, {"key": "b", "maxAge": 30}]},
        {"type": "personalization:decisions", "payload": [{"scope": "one", "id": "x"}]},
        {"type": "personalization:decisions", "payload": [{"scope": "two", "id": "y"}]},
    ],
    "errors": [{"type": "https://ns.adobe.com/aep/errors/EXEG-0201-503", "status": 503, "title": "down"}],
    "warnings": [{"type": "https://ns.adobe.com/aep/errors/EXEG-0204-200", "status": 200, "title": "slow"}],
    "odd": {"null": None, "true": True, "one": 1, "a/b": "slash"},
}


def _exchange(outcome: Response | Failure | None) -> Exchange:
    request = InteractRequest("708e", "http://x/", (), "{}")
    return Exchange(Draft("{}"), request, "p", "v", datetime(2026, 1, 1, tzinfo=UTC), outcome)


def _answer(body: Any = BODY, status: int = 207) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return _exchange(Response(status, (("x-adobe-edge", "OR2;9"),), content, Timings(123.4)))


@every_row(
    "expression",
    [
        "status == 207",
        "status==207",
        "status != 200",
        "status < 300",
        "not status == 200",
        "elapsed < 500",
        "elapsed >= 123.4",
        "handle:state:store",
        "handle:state:store == 1",
        "handle:personalization:decisions >= 2",
        "no handle:activation:push",
        "not handle:activation:push",
        "handles == 3",
        "errors == 1",
        "warnings",
        "problem:0201",
        "problem:EXEG-0201-503",
        "problem:0204",
        "no problem:0003",
        'handle:personalization:decisions/0/scope == "two"',
        "handle:personalization:decisions/*/scope == one",
        "handle:state:store/*/maxAge <= 30",
        'no handle:personalization:decisions/0/scope == "three"',
        "handle:state:store/0/key",
        "/requestId",
        '/requestId ~ "^708e-[0-9a-f]{16}$"',
        "/requestId ~ ^708e",
        "/handle/0/payload/1/key == b",
        "/handle/*/type == state:store",
        "/odd/null == null",
        "/odd/true == true",
        "/odd/one == 1",
        "/odd/a~1b == slash",
        "no /nowhere",
        "header:X-Adobe-Edge ~ OR2",
        "no header:set-cookie",
    ],
)
def test_a_true_expectation_is_met(expression: str) -> None:
    verdict = read_expectation(expression).check(_answer())
    assert verdict.ok, verdict.found
    assert verdict == type(verdict)(expression, ok=True)


@every_row(
    ("expression", "found"),
    [
        ("status == 200", "status is 207"),
        ("elapsed < 100", "elapsed is 123.4"),
        ("handle:identity:result", "expected handle identity:result, got none"),
        ("handle:state:store >= 2", "handle:state:store is 1"),
        ("no errors", "expected no errors, got 1"),
        ("problem:0003", "no problem:0003 found"),
        ("no problem:0201", 'problem:0201 is "EXEG-0201-503"'),
        ("/handle/0/payload/0/key == b", '/handle/0/payload/0/key is "a"'),
        ("handle:personalization:decisions/0/scope == three", 'is "one", "two"'),
        ("/nowhere == 1", "no /nowhere found"),
        ("/odd/true == 1", "/odd/true is true"),
        ("/odd/one == true", "/odd/one is 1"),
        ("/requestId > 5", "/requestId is"),
        ("header:set-cookie == x", "no header:set-cookie found"),
    ],
)
def test_a_false_expectation_says_what_was_found(expression: str, found: str) -> None:
    verdict = read_expectation(expression).check(_answer())
    assert not verdict.ok
    assert found in verdict.found


def test_a_fatal_problem_counts_among_the_errors() -> None:
    refused = _answer({"type": "x/EXEG-0003-400", "status": 400, "title": "no"}, 400)
    assert read_expectation("errors == 1").check(refused).ok
    assert read_expectation("problem:0003").check(refused).ok


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"handle": [', b"[1]", b'"text"', b"7"])
def test_a_body_that_is_not_an_envelope_has_no_handles(body: bytes) -> None:
    exchange = _answer(body, 200)
    assert read_expectation("no handle:identity:result").check(exchange).ok
    assert read_expectation("handles == 0").check(exchange).ok
    assert not read_expectation("/handle").check(exchange).ok


@every_row("expression", ["status == 200", "no errors", "no handle:x", "not /requestId"])
@every_row("outcome", [None, Failure(FailureKind.TIMEOUT, "late")], ids=["unfinished", "failed"])
def test_without_a_response_no_expectation_is_met(expression: str, outcome: Failure | None) -> None:
    verdict = read_expectation(expression).check(_exchange(outcome))
    assert not verdict.ok
    assert verdict.found == "no response"


@every_row(
    "expression",
    [
        *("", "   ", "statsu == 200", "status = 200", "status ==", "status 200", "no", "== 200", "identity:result"),
        *("handle:", "problem:12", "header:", '/a ~ "("', "status < true", "status < [1]"),
        # A number is never one of these, so the expectation could never be met, or always.
        *("status < abc", "status < 300 and", 'status == "200"', "status == 2xx", "status != null", "elapsed < fast"),
        *("errors == none", "warnings <= x", "handles > true", "handle:identity:result == x"),
    ],
)
def test_an_invalid_expectation_is_refused_with_a_hint(expression: str) -> None:
    with pytest.raises(SetupError) as refusal:
        read_expectation(expression)
    assert refusal.value.how


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(SetupError):
        read_expectation(text).check(_answer())


def test_every_example_in_the_help_is_valid() -> None:
    examples = [line[:37].strip() for line in LANGUAGE.splitlines()]
    for example in examples:
        for expression in example.split(", "):
            read_expectation(expression)
