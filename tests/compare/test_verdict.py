"""The verdict of a side by side is true in every situation: what failed says nothing about a datastream's services."""

import json
from dataclasses import replace
from typing import Any

from edge_tui.compare.matrix import Kind
from edge_tui.compare.side_by_side import MAX_SECTION_ROWS, build_matrix
from edge_tui.model.exchange import Exchange, Failure, FailureKind, Response, Timings
from tests.compare.test_side_by_side import IDENTITY, PULL, decisions, exchange, exchange_of, requesting
from tests.tables import every_row

A, B = "40000822335137559702444726551020104471", "51111822335137559702444726551020104472"
SYNCS = {"type": "identity:exchange", "payload": [{"type": "url", "id": 1, "spec": {"url": "//sync.example/p"}}]}


def identified(ecid: str, *handles: dict[str, Any], organization: str = "X", knows: bool = True) -> Exchange:
    """A response for a visitor, known to the request or not."""
    key = f"kndctr_{organization}_AdobeOrg_identity"
    entries = [{"key": key, "value": ecid}] if knows else []
    result = {"type": "identity:result", "payload": [{"id": ecid, "namespace": {"code": "ECID"}}]}
    hint = {"key": f"kndctr_{organization}_AdobeOrg_cluster", "value": "or2", "maxAge": 1800}
    stored = {"type": "state:store", "payload": [hint, *([] if knows else [{"key": key, "value": ecid}])]}
    return exchange(result, stored, *handles, body=json.dumps({"meta": {"state": {"entries": entries}}}))


def pixel(ecid: str) -> dict[str, Any]:
    url = {"type": "url", "id": 7, "spec": {"url": f"https://px.example/aam?d={ecid}"}}
    return {"type": "activation:push", "payload": [url]}


def failing(title: str, *handles: dict[str, Any]) -> Exchange:
    problem = {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-503", "status": 503, "title": title}
    return exchange_of({"requestId": "r", "handle": [IDENTITY, *handles], "errors": [problem]}, 207)


def by_another_service(item: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(item).replace("TGT", "AJO"))
    return changed


GOOD = exchange(IDENTITY, PULL, decisions("1"))
DEAD = replace(GOOD, outcome=Failure(FailureKind.UNREACHABLE, "No connection."))
DISABLED = exchange_of(
    {"type": "https://ns.adobe.com/aep/errors/EXEG-0004-422", "status": 422, "title": "Disabled"}, 422
)
HTML = GOOD.ended(Response(200, (("content-type", "text/html; charset=utf-8"),), b"<html>", Timings(1.0)))
OPTED_OUT = exchange_of(
    {
        "requestId": "r",
        "handle": [],
        "warnings": [{"type": "https://ns.adobe.com/aep/errors/EXEG-0301-200", "status": 200, "title": "Opted out"}],
    }
)
EMPTY = GOOD.ended(Response(204, (), b"", Timings(1.0)))
REFUSED = "rejected the event: EXEG-0004-422 “The datastream exists, but is disabled”"
PULL_ADVICE = "check that its datastream has Edge Segmentation and Personalization Destinations"

SITUATIONS: dict[str, tuple[Exchange, Exchange, tuple[str, ...]]] = {
    "equal": (GOOD, GOOD, ("✓ prod matches stage; only ignored fields differ.",)),
    "both empty": (EMPTY, EMPTY, ("✓ prod matches stage; only ignored fields differ.",)),
    "one dead": (
        GOOD,
        DEAD,
        ("Δ prod didn't respond (unreachable). There is nothing else to compare; stage responded.",),
    ),
    "both dead": (DEAD, DEAD, ("· stage and prod didn't respond (unreachable), so there is nothing to compare.",)),
    "the baseline is dead": (
        DEAD,
        GOOD,
        ("Δ stage didn't respond (unreachable), so there is nothing to compare.", "Δ prod returned 200 OK."),
    ),
    "unfinished": (
        GOOD,
        replace(GOOD, outcome=None),
        ("Δ prod didn't respond (unfinished). There is nothing else to compare; stage responded.",),
    ),
    "rejected": (GOOD, DISABLED, (f"Δ prod {REFUSED}. There is nothing else to compare; stage responded.",)),
    "both rejected": (DISABLED, DISABLED, (f"· stage and prod {REFUSED}, so there is nothing to compare.",)),
    "a page of a proxy": (
        GOOD,
        HTML,
        (
            "Δ prod returned 200 OK, but not a response of Edge (text/html). "
            "There is nothing else to compare; stage responded.",
        ),
    ),
    "opted out": (
        GOOD,
        OPTED_OUT,
        (
            "Δ prod ignored the event: EXEG-0301-200 “The event was ignored because the visitor has opted out, or "
            "hasn't decided yet where consent is required”. There is nothing else to compare; stage responded.",
        ),
    ),
    "a service is missing": (
        GOOD,
        exchange(IDENTITY, decisions("1")),
        (f"Δ prod lacks destination d: {PULL_ADVICE}.",),
    ),
    "a service failed": (
        GOOD,
        failing("The 'com.adobe.target' service is unavailable.", PULL),
        (
            "Δ prod reports EXEG-0201-503 “Adobe Target didn't respond”; stage doesn't.",
            "Δ prod has no decision for cart (Target: EXEG-0201-503); stage does.",
        ),
    ),
    "another service decided": (
        exchange(decisions("1")),
        exchange(by_another_service(decisions("1"))),
        ("Δ prod decides cart by Journey Optimizer, stage by Target.",),
    ),
    "one decision of two": (
        exchange(decisions("1"), decisions("2")),
        exchange(decisions("1")),
        ("Δ prod has 1 decision for cart; stage has 2.",),
    ),
    "several activities, another experience": (
        exchange(decisions("1"), decisions("2")),
        exchange(decisions("1", "9")),
        ("Δ prod shows another experience on cart.", "Δ prod has 1 decision for cart; stage has 2."),
    ),
    "an unanswered scope": (
        exchange(decisions("1"), body=requesting("cart")),
        exchange(IDENTITY, body=requesting("cart")),
        ("Δ prod has no decision for cart; stage does.", "Δ prod also returned ECID; stage didn't."),
    ),
    "a known and a new visitor": (
        identified(A),
        identified(B, SYNCS, knows=False),
        (
            "Δ The visitor isn't the same everywhere: stage 40000822…4471, prod 51111822…4472.",
            "✓ prod matches stage apart from what Edge sends once per visitor.",
            "· prod also returned identity cookie and ID sync sync.example, which Edge sends once per visitor: "
            "stage knew the visitor.",
        ),
    ),
    "a new visitor": (
        identified(A, knows=False),
        identified(B, knows=False),
        (
            "· The visitor is new, so each datastream assigned an ECID: stage 40000822…4471, prod 51111822…4472.",
            "✓ prod matches stage; only ignored fields differ.",
        ),
    ),
    "a new visitor with a URL destination": (
        identified(A, pixel(A), knows=False),
        identified(B, pixel(B), knows=False),
        (
            "· The visitor is new, so each datastream assigned an ECID: stage 40000822…4471, prod 51111822…4472.",
            "✓ prod matches stage; only ignored fields differ.",
        ),
    ),
    "another URL of a destination": (
        identified(A, pixel(A)),
        identified(A, pixel(A + "&x=1")),
        ("Δ URL px.example/aam differs: prod …551020104471&x=1, stage …551020104471.",),
    ),
    "two organizations": (
        identified(A),
        identified(B, organization="Y"),
        (
            "· The datastreams belong to several organizations, each with its own ECID: "
            "stage 40000822…4471, prod 51111822…4472.",
            "✓ prod matches stage; only ignored fields differ.",
        ),
    ),
    "another visitor": (
        identified(A),
        identified(B),
        (
            "Δ The visitor isn't the same everywhere: stage 40000822…4471, prod 51111822…4472.",
            "✓ prod matches stage; only ignored fields differ.",
        ),
    ),
}


@every_row("situation", SITUATIONS)
def test_the_verdict_is_true(situation: str) -> None:
    left, right, verdict = SITUATIONS[situation]
    matrix = build_matrix(("stage", "prod"), [left, right])
    assert tuple(f"{each.kind} {each.text}" for each in matrix.verdict) == verdict


@every_row("situation", SITUATIONS)
def test_the_other_way_round_there_is_no_difference_less(situation: str) -> None:
    left, right, verdict = SITUATIONS[situation]
    found = build_matrix(("stage", "prod"), [right, left]).verdict
    assert any(each.kind is Kind.DIFFERENCE for each in found) == any(each.startswith("Δ") for each in verdict)


def test_a_failed_baseline_is_named_once_for_all_others() -> None:
    sentences = build_matrix(("a", "b", "c", "d"), [DEAD, GOOD, DISABLED, DEAD]).sentences
    assert sentences == (
        "a and d didn't respond (unreachable), so there is nothing to compare.",
        "b returned 200 OK.",
        f"c {REFUSED}.",
    )


def test_rows_that_are_left_out_of_the_table_are_in_the_verdict() -> None:
    def returning(first: str) -> Exchange:
        ids = [
            {"id": f"{first}{index}", "namespace": {"code": f"N{index:04}"}} for index in range(MAX_SECTION_ROWS + 50)
        ]
        return exchange({"type": "identity:result", "payload": ids})

    matrix = build_matrix(("stage", "prod"), [returning("a"), returning("b")])
    assert matrix.sentences == ("N0000, N0001, N0002, N0003, N0004 and 245 more differ in prod.",)
    assert matrix.summary.startswith("250 of identity and state · 1 row is the same")


def test_a_datastream_without_a_response_comes_before_the_differences_of_the_others() -> None:
    matrix = build_matrix(["stage", "prod", "down"], [exchange(IDENTITY, PULL), exchange(IDENTITY), DEAD])
    assert [sentence.removeprefix("Δ ").split()[0] for sentence in matrix.sentences][:2] == ["down", "prod"]
