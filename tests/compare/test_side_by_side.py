"""One event side by side on several datastreams: the rows, the marks and the verdict."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from edge_tui.cli.exchange.side_by_side_lines import lines
from edge_tui.compare.diff import IGNORED_PATHS
from edge_tui.compare.facts import Section, facts_of
from edge_tui.compare.matrix import Mark, Matrix
from edge_tui.compare.side_by_side import MAX_SECTION_ROWS, NOT_DECIDED, build_matrix
from edge_tui.compare.side_by_side_text import documents, markdown
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.request import InteractRequest
from edge_tui.model.response import InteractResponse
from tests.answers import ANSWER, ENVELOPES, HANDLES, mutated_answers

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
IDENTITY = {"type": "identity:result", "payload": [{"id": "1", "namespace": {"code": "ECID"}}]}
PULL = {"type": "activation:pull", "payload": [{"destinationId": "d", "segments": []}]}


def decisions(activity: str, experience: str = "0", scope: str = "cart") -> dict[str, Any]:
    details = {"decisionProvider": "TGT", "activity": {"id": activity}, "experience": {"id": experience}}
    return {
        "type": "personalization:decisions",
        "payload": [{"id": activity, "scope": scope, "scopeDetails": details}],
    }


def exchange(*handles: dict[str, Any], errors: tuple[str, ...] = (), status: int = 200, body: str = "{}") -> Exchange:
    problems = [{"type": f"https://ns.adobe.com/aep/errors/{code}", "title": code} for code in errors]
    return exchange_of(
        {"requestId": "r", "handle": list(handles), **({"errors": problems} if errors else {})}, status, body
    )


def exchange_of(document: Any, status: int = 200, body: str = "{}") -> Exchange:
    response = Response(status, (), json.dumps(document).encode(), Timings(1.0))
    return Exchange(Draft("{}"), InteractRequest("r", "https://x", (), body), "p", "default", NOW, response)


def matrix_of(*exchanges: Exchange) -> Matrix:
    return build_matrix([chr(ord("a") + index) for index in range(len(exchanges))], exchanges)


def marks(*exchanges: Exchange) -> dict[str, str]:
    return {row.label: "".join(cell.mark for cell in row.cells) for row in matrix_of(*exchanges).rows}


def texts(matrix: Matrix, label: str) -> list[str]:
    return [cell.text for row in matrix.rows if row.label == label for cell in row.cells]


def requesting(*scopes: str) -> str:
    return json.dumps({"query": {"personalization": {"decisionScopes": list(scopes)}}})


def test_equal_responses_have_no_difference() -> None:
    matrix = build_matrix(("stage", "prod"), [exchange(IDENTITY), exchange(IDENTITY)])

    assert not matrix.differs
    assert matrix.sentences == ("prod matches stage; only ignored fields differ.",)
    assert matrix.summary == f"2 rows are the same · {len(IGNORED_PATHS)} always-changing paths ignored"


def test_a_row_is_a_fact_that_is_missing_added_or_changed() -> None:
    stage = exchange(IDENTITY, PULL, decisions("1"))
    prod = exchange(IDENTITY, decisions("2"), {"type": "locationHint:result", "payload": []})

    assert marks(stage, prod) == {
        "status": "==",
        "cart · Target": "=~",
        "d": "=-",
        "ECID": "==",
        "locationHint:result": " +",
    }


def test_rows_are_in_the_order_that_people_read_them() -> None:
    hint = {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800}]}
    cookie = {"type": "state:store", "payload": [{"key": "kndctr_X_AdobeOrg_cluster", "value": "or2", "maxAge": 1800}]}
    url = {"type": "activation:push", "payload": [{"type": "url", "spec": {"url": "https://a.example/p?x=1"}}]}
    other = {"type": "acme:new", "payload": [{"x": 1}]}
    both = exchange(hint, other, cookie, url, IDENTITY, PULL, decisions("1"), errors=("EXEG-0201-503",), status=207)

    assert [(str(row.section), row.label) for row in matrix_of(both, both).rows] == [
        ("Status", "status"),
        ("Problems", "EXEG-0201-503"),
        ("Decisions", "cart · Target"),
        ("Segments and destinations", "d"),
        ("Segments and destinations", "URL a.example/p"),
        ("Identity and state", "ECID"),
        ("Identity and state", "cluster cookie"),
        ("Identity and state", "location hint"),
        ("Other", "acme:new 1"),
    ]


def test_decisions_follow_the_order_in_which_their_scopes_were_requested() -> None:
    both = exchange(decisions("1", scope="b"), decisions("2", scope="a"), body=requesting("a", "b"))
    assert [row.label for row in matrix_of(both, both).rows][1:] == ["a · Target", "b · Target"]


def test_a_cell_holds_what_was_decided() -> None:
    matrix = matrix_of(exchange(decisions("126486", "0")), exchange(decisions("126486", "1")))
    assert texts(matrix, "cart · Target") == [
        "activity 126486 · experience 0",
        "activity 126486 · experience 1",
    ]


def test_the_verdict_names_what_people_have_to_do_something_about() -> None:
    sentences = build_matrix(
        ("stage", "prod"),
        [
            exchange(IDENTITY, PULL, decisions("1"), decisions("7", "0", "hero")),
            exchange(IDENTITY, decisions("7", "1", "hero"), errors=("EXEG-0201-503",), status=207),
        ],
    ).sentences

    assert sentences == (
        "prod reports EXEG-0201-503 “The service named in the title didn't respond”; stage doesn't.",
        "prod has no decision for cart; stage does.",
        "prod shows another experience on hero.",
        "prod lacks destination d: check that its datastream has Edge Segmentation and Personalization Destinations.",
    )


def test_a_missing_decision_names_the_failure_of_its_service() -> None:
    title = "The 'com.adobe.target' service is unavailable for the moment. Try again later."
    problem = {"type": "https://ns.adobe.com/aep/errors/EXEG-0201-503", "status": 503, "title": title}
    failed = exchange_of({"requestId": "r", "handle": [IDENTITY], "errors": [problem]}, 207)
    sentences = build_matrix(("stage", "prod"), [exchange(IDENTITY, decisions("1")), failed]).sentences
    assert sentences == (
        "prod reports EXEG-0201-503 “Adobe Target didn't respond”; stage doesn't.",
        "prod has no decision for cart (Target: EXEG-0201-503); stage does.",
    )


def test_a_scope_that_nobody_decided_is_a_row_and_no_difference() -> None:
    both = exchange(IDENTITY, body=requesting("hero"))
    matrix = matrix_of(both, both)
    assert texts(matrix, "hero") == [NOT_DECIDED, NOT_DECIDED]
    assert not matrix.differs


def test_a_missing_decision_says_that_it_was_requested() -> None:
    stage, prod = exchange(decisions("1"), body=requesting("cart")), exchange(body=requesting("cart"))
    assert texts(matrix_of(stage, prod), "cart · Target")[1] == NOT_DECIDED


def test_several_propositions_of_one_scope_are_matched_by_their_activity() -> None:
    stage = exchange(decisions("1"), decisions("2"), decisions("3"))
    prod = exchange(decisions("3"), decisions("2"))
    assert [[cell.mark for cell in row.cells] for row in matrix_of(stage, prod).rows][1:] == [
        [Mark.SAME, Mark.MISSING],
        [Mark.SAME, Mark.SAME],
        [Mark.SAME, Mark.SAME],
    ]


def test_an_ignored_difference_is_marked_as_ignored() -> None:
    other = copy.deepcopy(IDENTITY)
    other["payload"][0]["id"] = "2"  # type: ignore[index]
    matrix = matrix_of(exchange(IDENTITY), exchange(other))
    assert [cell.mark for cell in matrix.rows[1].cells] == [Mark.SAME, Mark.IGNORED]
    assert texts(matrix, "ECID") == ["1", "2"]
    assert not matrix.differs
    assert "1 row differs in ignored paths only" in matrix.summary


def test_a_token_that_nobody_reads_is_the_same() -> None:
    one, other = decisions("1"), decisions("1")
    one["payload"][0]["scopeDetails"]["characteristics"] = {"eventToken": "a"}
    other["payload"][0]["scopeDetails"]["characteristics"] = {"eventToken": "b"}
    assert marks(exchange(one), exchange(other))["cart · Target"] == "=="


def test_every_column_is_compared_with_the_first() -> None:
    found = marks(exchange(IDENTITY, PULL), exchange(IDENTITY), exchange(IDENTITY, PULL, decisions("1")))

    assert found["d"] == "=-="
    assert found["cart · Target"] == "  +"


def test_a_datastream_that_did_not_respond_is_named() -> None:
    failed = exchange().ended(Failure(FailureKind.TIMEOUT, "No response."))
    matrix = build_matrix(("stage", "prod"), [exchange(IDENTITY), failed])

    assert matrix.sentences == ("prod didn't respond (timeout). There is nothing else to compare; stage responded.",)
    assert matrix.rows[0].cells[1].mark is Mark.CHANGED
    assert matrix.differs


def test_a_body_that_is_not_an_envelope_is_compared_too() -> None:
    html = exchange().ended(Response(500, (), b"<html>", Timings(1.0)))
    matrix = build_matrix(("a", "b"), [exchange(IDENTITY), html])

    assert matrix.sentences == ("b returned 500 Internal Server Error. There is nothing else to compare; a responded.",)
    assert texts(matrix, "body") == ["", "<html>"]


def test_too_many_rows_keep_those_that_differ_and_count_the_others() -> None:
    many = [{"id": str(index), "namespace": {"code": f"N{index:04}"}} for index in range(MAX_SECTION_ROWS + 50)]
    last = {**many[-1], "more": 1}
    stage = exchange({"type": "identity:result", "payload": many})
    prod = exchange({"type": "identity:result", "payload": [*many[:-1], last]})
    rows = [row for row in matrix_of(stage, prod).rows if row.section is Section.IDENTITY]
    assert len(rows) == MAX_SECTION_ROWS
    assert rows[-2].label == f"N{MAX_SECTION_ROWS + 49:04}"
    assert rows[-1].label == "51 more rows"


@given(ENVELOPES | mutated_answers())
def test_a_response_never_differs_from_itself(document: Any) -> None:
    assert [row.label for row in matrix_of(exchange_of(document), exchange_of(document)).rows if row.differs] == []


@given(st.permutations(HANDLES))
def test_handles_in_another_order_do_not_differ(handles: list[Any]) -> None:
    assert not matrix_of(exchange_of({**ANSWER, "handle": HANDLES}), exchange_of({**ANSWER, "handle": handles})).differs


@given(ENVELOPES | mutated_answers())
def test_every_payload_item_is_in_one_fact(document: Any) -> None:
    parsed = exchange_of(document).response.parsed()  # type: ignore[union-attr]
    assert isinstance(parsed, InteractResponse)
    if parsed.problem is None:
        facts = [fact for fact in facts_of(parsed, NOW) if "/payload/" in fact.pointer]
        assert len(facts) == sum(len(handle.items) for handle in parsed.handles)


@given(st.integers(0, len(HANDLES) - 1))
def test_a_handle_that_is_missing_is_a_difference(index: int) -> None:
    other = {**ANSWER, "handle": [each for number, each in enumerate(HANDLES) if number != index]}
    assert matrix_of(exchange_of({**ANSWER, "handle": HANDLES}), exchange_of(other)).differs


@given(mutated_answers(), mutated_answers())
def test_text_markdown_and_json_take_any_response(one: Any, other: Any) -> None:
    matrix = matrix_of(exchange_of(one), exchange_of(other))
    assert all("\n" not in line for line in lines(matrix, color=False))
    table = [line for line in markdown(matrix).splitlines() if line.startswith("|")]
    assert len(table) == len(matrix.rows) + 2 + len(list(matrix.sections))
    # Every row has as many cells as the heading, whatever is in them.
    assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert len(documents(matrix)) == len(matrix.rows)


def test_markdown_shows_the_rows_with_their_marks_in_words() -> None:
    text = markdown(build_matrix(("stage", "prod"), [exchange(decisions("1", "0")), exchange(decisions("1", "1"))]))
    assert "- prod shows another experience on cart." in text
    assert "| cart · Target | changed | activity 1 · experience 0 | activity 1 · experience 1 |" in text


@given(st.text("ab|\n\r`*_<>&~[]#! \u202e\x1b", max_size=30))
def test_a_hostile_reading_stays_in_its_cell_of_the_markdown_table(hostile: str) -> None:
    decided = {"scope": hostile or "a", "scopeDetails": {"decisionProvider": hostile, "activity": {"id": hostile}}}
    handles = [{"type": "personalization:decisions", "payload": [decided]}]
    written = markdown(matrix_of(exchange_of({**ANSWER, "handle": handles}), exchange_of({**ANSWER, "handle": []})))
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    assert [token.type for token in tokens].count("table_open") == 1
    cells = [token.type for token in tokens if token.type in ("tr_open", "td_open", "th_open")]
    rows = "".join("|" if kind == "tr_open" else "x" for kind in cells).split("|")[1:]
    assert set(map(len, rows)) == {4}
    inline = [child.type for token in tokens if token.type == "inline" for child in token.children or ()]
    assert set(inline) <= {"text", "text_special", "strong_open", "strong_close", "softbreak"}
