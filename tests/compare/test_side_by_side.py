"""One event side by side on several datastreams: the matrix and the verdict."""

import json
from datetime import UTC, datetime
from typing import Any

from edge_tui.compare.side_by_side import Mark, build_matrix
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
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
    response = Response(status, (), json.dumps(body).encode(), Timings(1.0))
    return Exchange(Draft("{}"), InteractRequest("r", "https://x", (), "{}"), "p", "default", NOW, response)


def marks(*exchanges: Exchange) -> dict[str, str]:
    names = [chr(ord("a") + index) for index in range(len(exchanges))]
    return {row.label: "".join(cell.mark for cell in row.cells) for row in build_matrix(names, exchanges).rows}


def test_equal_responses_have_no_difference() -> None:
    matrix = build_matrix(("stage", "prod"), [exchange(IDENTITY), exchange(IDENTITY)])

    assert not matrix.differs
    assert matrix.sentences == ("prod matches stage; only ignored fields differ.",)


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


def test_the_verdict_names_differences_and_required_services() -> None:
    sentences = build_matrix(
        ("stage", "prod"),
        [
            exchange(IDENTITY, PULL, decisions("1")),
            exchange(IDENTITY, decisions("2"), errors=("EXEG-0201-503",), status=207),
        ],
    ).sentences

    assert sentences == (
        "prod returned 207 Multi-Status, stage 200 OK.",
        "prod didn't return activation:pull (stage did). Check that its datastream has Adobe Experience Platform "
        "with Edge Segmentation and Personalization Destinations.",
        "prod reports EXEG-0201-503 (stage doesn't).",
        "personalization:decisions TGT differs in prod: 0/scopeDetails/activity/id 1 → 2.",
    )


def test_every_column_is_compared_with_the_first() -> None:
    found = marks(exchange(IDENTITY, PULL), exchange(IDENTITY), exchange(IDENTITY, PULL, decisions("1")))

    assert found["activation:pull"] == "=-="
    assert found["personalization:decisions TGT"] == "  +"


def test_a_datastream_that_did_not_respond_is_named() -> None:
    failed = exchange().ended(Failure(FailureKind.TIMEOUT, "No response."))
    matrix = build_matrix(("stage", "prod"), [exchange(IDENTITY), failed])

    assert matrix.sentences == ("prod: no response: timeout.",)
    assert matrix.rows[0].cells[1].mark is Mark.CHANGED
    assert matrix.differs


def test_a_body_that_is_not_an_envelope_is_compared_too() -> None:
    html = exchange().ended(Response(500, (), b"<html>", Timings(1.0)))

    assert build_matrix(("a", "b"), [exchange(IDENTITY), html]).sentences[0] == (
        "b returned 500 Internal Server Error, a 200 OK."
    )
