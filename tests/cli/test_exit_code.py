"""The exit status that an exchange earns: every outcome beside expectations that hold and that do not."""

import json
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from edge_tui.cli.exchange.exit_code import apply_expectations, exit_status_for
from edge_tui.compare.expectations import read_expectation
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.request import InteractRequest
from tests.cli.test_send import Gateway
from tests.conftest import Command
from tests.gateway.loopback import http
from tests.tables import every_row

PROBLEM = {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-503", "status": 503, "title": "unavailable"}
REFUSAL = {"type": "https://ns.adobe.com/aep/errors/EXEG-0003-400", "status": 400, "title": "Invalid datastream ID"}
HANDLES = {"requestId": "r-0123456789abcdef", "handle": []}


def response(status: int, body: bytes | Any) -> Response:
    return Response(status, (), body if isinstance(body, bytes) else json.dumps(body).encode(), Timings(1.0))


def ended(outcome: Response | Failure | None) -> Exchange:
    request = InteractRequest("r", "http://emulator/ee/v2/interact", (), "{}")
    return Exchange(Draft("{}"), request, "p", "anna", datetime(2026, 3, 1, tzinfo=UTC), outcome)


def status_of(exchange: Exchange, *expressions: str, allow_partial: bool = False) -> int:
    """The exit status of `send --expect …` for an exchange."""
    expectations = [read_expectation(each) for each in expressions]
    own, _ = exit_status_for(exchange, allow_partial=allow_partial)
    return int(apply_expectations(own, expectations, [each.check(exchange) for each in expectations]))


WHOLE = response(200, HANDLES)
PARTIAL = response(207, {**HANDLES, "errors": [PROBLEM]})
# A 200 can hold errors too, and a 207 none: the body says whether it was answered in part.
PARTIAL_200 = response(200, {**HANDLES, "errors": [PROBLEM]})
WHOLE_207 = response(207, {**HANDLES, "warnings": [PROBLEM]})
REFUSED = response(400, REFUSAL)

OUTCOMES = {
    "answered": (WHOLE, 0),
    "a 207 without errors": (WHOLE_207, 0),
    "collected, without a body": (response(202, b""), 0),
    "nothing to say": (response(204, b""), 0),
    "a 299 with an envelope": (response(299, HANDLES), 0),
    "in part": (PARTIAL, 6),
    "in part, with 200": (PARTIAL_200, 6),
    "refused": (REFUSED, 5),
    "refused by a page": (response(503, b"<html>"), 5),
    "refused without a body": (response(404, b""), 5),
    "led elsewhere": (response(302, b""), 5),
    "a 300 with an envelope": (response(300, HANDLES), 5),
    "told to go on": (response(199, HANDLES), 5),
    "a page": (response(200, b"<html>"), 3),
    "cut off": (response(200, b'{"handle": ['), 3),
    "empty with 200": (response(200, b""), 3),
    "blank with 204": (response(204, b" "), 3),
    "JSON of somebody else": (response(200, {"ok": True}), 3),
    "an array": (response(200, []), 3),
    "nothing yet": (None, 3),
    "unreachable": (Failure(FailureKind.UNREACHABLE, "It cannot be reached."), 3),
    "TLS": (Failure(FailureKind.TLS, "TLS failed."), 3),
    "broken": (Failure(FailureKind.BROKEN, "It broke."), 3),
    "too late": (Failure(FailureKind.TIMEOUT, "No response within 10 s."), 4),
    "no token": (Failure(FailureKind.AUTHENTICATION, "IMS refused it."), 2),
    "canceled": (Failure(FailureKind.CANCELED, "Canceled."), 130),
}


@every_row("name", OUTCOMES)
def test_every_outcome_has_its_exit_status(name: str) -> None:
    outcome, status = OUTCOMES[name]
    assert status_of(ended(outcome)) == status


@every_row("name", OUTCOMES)
def test_only_a_response_in_part_is_another_status_where_that_is_allowed(name: str) -> None:
    outcome, status = OUTCOMES[name]
    assert status_of(ended(outcome), allow_partial=True) == (0 if status == 6 else status)


@every_row("name", OUTCOMES)
def test_every_failure_has_a_reason(name: str) -> None:
    outcome, status = OUTCOMES[name]
    _, sentence = exit_status_for(ended(outcome))
    assert (sentence is None) is (status == 0)
    if isinstance(outcome, Failure):
        assert sentence == outcome.message


# A response of some kind, and expressions that hold for it; what they make of its status.
HELD = [
    # Speaking of anything else does not make a refusal, or a response in part, the wanted one.
    ("answered", ("status == 200",), 0),
    ("answered", ("no errors", "handles == 0"), 0),
    ("in part", ("errors == 1",), 0),
    ("in part", ("errors",), 0),
    ("in part", ("status == 207",), 0),
    ("in part", ("problem:0201",), 0),
    ("in part", ("handles == 0",), 6),
    ("in part", ("no handle:identity:result",), 6),
    ("in part", ("no warnings",), 6),
    ("in part", ("elapsed < 500",), 6),
    ("in part", ("not problem:0003",), 6),
    ("in part", ("not errors > 1",), 6),
    ("in part", ("not status == 200",), 6),
    ("in part", ("handles == 0", "status == 207"), 0),
    ("in part, with 200", ("errors == 1",), 0),
    ("in part, with 200", ("status == 200",), 0),
    ("refused", ("status == 400",), 0),
    ("refused", ("status >= 400", "handles == 0"), 0),
    ("refused", ("problem:0003",), 0),
    ("refused", ("errors == 1",), 5),
    ("refused", ("handles == 0",), 5),
    ("refused", ("not status == 200",), 5),
    ("refused", ("not problem:0201",), 5),
    ("refused by a page", ("status == 503",), 0),
]


@every_row(("name", "expressions", "status"), HELD)
def test_expectations_that_hold_accept_only_what_they_speak_of(
    name: str, expressions: tuple[str, ...], status: int
) -> None:
    outcome, own = OUTCOMES[name]
    exchange = ended(outcome)
    assert all(read_expectation(each).check(exchange).ok for each in expressions)
    assert status_of(exchange, *expressions) == status
    allowed = 0 if own == 6 else status
    assert status_of(exchange, *expressions, allow_partial=True) == allowed


FAILING = ("status == 999", "problem:0999", "errors == 9", "handle:never", "not elapsed < 500", '/requestId == "x"')


@every_row(("name", "failing"), list(product(OUTCOMES, FAILING)))
def test_one_expectation_that_does_not_hold_outweighs_any_response_but_no_failure(name: str, failing: str) -> None:
    outcome, status = OUTCOMES[name]
    exchange = ended(outcome)
    assert not read_expectation(failing).check(exchange).ok
    expected = 1 if status in (0, 5, 6) else status
    for allow_partial in (False, True):
        assert status_of(exchange, failing, allow_partial=allow_partial) == expected
        if isinstance(outcome, Response):
            for expressions in ((f"status == {outcome.status}", failing), (failing, f"status == {outcome.status}")):
                assert status_of(exchange, *expressions, allow_partial=allow_partial) == expected


PART = http(json.dumps({**HANDLES, "errors": [PROBLEM]}).encode(), "207 Multi-Status")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ([], 6),
        (["--allow-partial"], 0),
        (["--expect", "errors == 1"], 0),
        (["--expect", "handles == 0"], 6),
        (["--expect", "handles == 0", "--allow-partial"], 0),
        (["--expect", "errors == 2"], 1),
        (["--expect", "errors == 2", "--allow-partial"], 1),
        (["--expect", "errors == 1", "--expect", "status == 200"], 1),
    ],
)
def test_a_response_in_part_ends_the_command_as_the_table_says(
    command: Command, options: list[str], status: int
) -> None:
    with Gateway(PART) as gateway:
        command("profiles", "add", "loopback", "--url", gateway.url, "--datastream-id", "ds")
        ended_command = command("send", "page-view", "--profile", "loopback", *options)
    assert ended_command.status == status
    is_printed = status != 0 and "--allow-partial" not in options
    assert ("EXEG-0201-503" in ended_command.talk) is is_printed
