"""One event on several datastreams, and what differs, by handle and in words."""

import json
from datetime import UTC, datetime
from typing import Any

from edge_tui.compare.side_by_side import Mark, compare
from edge_tui.model.exchange import Answer, Draft, Exchange, Failure, FailureKind, Timings
from edge_tui.model.request import InteractRequest

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
IDENTITY = {"type": "identity:result", "payload": [{"id": "1", "namespace": {"code": "ECID"}}]}
PULL = {"type": "activation:pull", "payload": [{"destinationId": "d", "segments": []}]}


def decisions(activity: str) -> dict[str, Any]:
    details = {"decisionProvider": "TGT", "activity": {"id": activity}}
    return {
        "type": "personalization:decisions",
        "payload": [{"id": activity, "scope": "cart", "scopeDetails": details}],
    }


def exchange(*handles: dict[str, Any], errors: tuple[str, ...] = (), status: int = 200) -> Exchange:
    problems = [{"type": f"https://ns.adobe.com/aep/errors/{code}", "title": code} for code in errors]
    body = {"requestId": "r", "handle": list(handles), **({"errors": problems} if errors else {})}
    answer = Answer(status, (), json.dumps(body).encode(), Timings(1.0))
    return Exchange(Draft("{}"), InteractRequest("r", "https://x", (), "{}"), "p", "default", NOW, answer)


def marks(*exchanges: Exchange) -> dict[str, str]:
    names = [chr(ord("a") + index) for index in range(len(exchanges))]
    return {row.label: "".join(cell.mark for cell in row.cells) for row in compare(names, exchanges).rows}


def test_equal_answers_have_no_difference() -> None:
    matrix = compare(("stage", "prod"), [exchange(IDENTITY), exchange(IDENTITY)])

    assert not matrix.differs
    assert matrix.sentences == ("prod answers as stage does; only what is volatile differs.",)


def test_a_handle_is_missing_added_or_changed() -> None:
    stage = exchange(IDENTITY, PULL, decisions("1"))
    prod = exchange(IDENTITY, decisions("2"), {"type": "locationHint:result", "payload": []})

    assert marks(stage, prod) == {
        "status": "==",
        "identity:result": "==",
        "activation:pull": "=-",
        "personalization:decisions TGT": "=~",
        "locationHint:result": " +",
    }


def test_the_verdict_says_who_lacks_what_and_where_to_look() -> None:
    sentences = compare(
        ("stage", "prod"),
        [
            exchange(IDENTITY, PULL, decisions("1")),
            exchange(IDENTITY, decisions("2"), errors=("EXEG-0201-503",), status=207),
        ],
    ).sentences

    assert sentences == (
        "prod answers 207 Multi-Status, stage 200 OK.",
        "prod lacks activation:pull, which stage answers with. Check that its datastream has Adobe Experience "
        "Platform with Edge Segmentation and Personalization Destinations.",
        "prod reports EXEG-0201-503, and stage does not.",
        "personalization:decisions TGT differs in prod: 0/scopeDetails/activity/id 1 → 2.",
    )


def test_more_than_two_make_a_matrix_against_the_first() -> None:
    found = marks(exchange(IDENTITY, PULL), exchange(IDENTITY), exchange(IDENTITY, PULL, decisions("1")))

    assert found["activation:pull"] == "=-="
    assert found["personalization:decisions TGT"] == "  +"


def test_one_that_did_not_answer_is_said_to_be_silent() -> None:
    silent = exchange().ended(Failure(FailureKind.TIMEOUT, "No answer."))
    matrix = compare(("stage", "prod"), [exchange(IDENTITY), silent])

    assert matrix.sentences == ("prod did not answer: no answer: timeout.",)
    assert matrix.rows[0].cells[1].mark is Mark.CHANGED
    assert matrix.differs


def test_a_body_that_is_no_envelope_is_compared_too() -> None:
    html = exchange().ended(Answer(500, (), b"<html>", Timings(1.0)))

    assert compare(("a", "b"), [exchange(IDENTITY), html]).sentences[0] == (
        "b answers 500 Internal Server Error, a 200 OK."
    )
