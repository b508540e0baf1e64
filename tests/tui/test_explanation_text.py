"""Explain says nothing that the row under the cursor, its heading, or the lines of a problem say."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.node import Node, Tone
from edge_tui.model.request import InteractRequest
from edge_tui.outline import outline
from edge_tui.outline.arrangement import arranged
from edge_tui.problems import PROBLEMS
from edge_tui.tui.response.explanation_text import explanation_of
from edge_tui.tui.themes import _colors
from tests.answers import ANSWER, REFUSAL

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
DETAIL = "The field of the event that is meant."
CODES = [code for code in PROBLEMS if len(code) == 4 and code.isdigit()]
WIDTHS = (56, 76, 160)


def problem(code: str, **more: Any) -> dict[str, Any]:
    title = f"Adobe's words for {code}"
    return {"type": f"https://ns.adobe.com/aep/errors/EXEG-{code}-400", "status": 400, "title": title, **more}


def tree_of(status: int, document: Any) -> Node:
    response = Response(status, (), json.dumps(document).encode(), Timings(1.0))
    exchange = Exchange(Draft("{}"), InteractRequest("r", "https://x", (), "{}"), "p", "default", NOW, response)
    return arranged(outline(exchange, NOW), exchange.request)


def explained(node: Node, width: int = 0, *, is_open: bool = True) -> str:
    passages = explanation_of(node, _colors(()), width, is_open=is_open)
    return " ".join(" ".join(str(line) for passage in passages for line in passage.lines).split())


def said_by_the_tree(node: Node, *, is_open: bool) -> list[str]:
    """The sentences that are on the screen beside the explanation; a cut off row of details may be completed."""
    lines = [line.value for line in node.children() if line.label != "details"] if is_open else []
    return [sentence for value in (node.value, *lines) for sentence in value.rstrip(".").split(". ")]


@pytest.mark.parametrize("member", ["", "errors", "warnings"], ids=["refused", "errors", "warnings"])
def test_no_sentence_of_a_problem_is_said_twice(member: str) -> None:
    assert {code: said for code in CODES if (said := said_twice_or_nothing(code, member))} == {}


def said_twice_or_nothing(code: str, member: str) -> list[tuple[bool, int, str]]:
    """What is said twice of a problem, open and closed, at each width; and where nothing is said."""
    listed = problem(code, detail=DETAIL)
    root = tree_of(207, {"handle": [], member: [listed]}) if member else tree_of(400, listed)
    node = next(each for each in root.children() if each.tone in (Tone.ERROR, Tone.WARNING))
    found = []
    for is_open in (True, False):
        for width in WIDTHS:
            words = explained(node, width, is_open=is_open)
            found += [(is_open, width, each) for each in said_by_the_tree(node, is_open=is_open) if each in words]
            found += [] if words else [(is_open, width, "")]
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_what_adobe_says_is_in_sight_once_however_wide_the_pane_is(width: int) -> None:
    (node,) = (each for each in tree_of(400, problem("0102", detail=DETAIL)).children() if each.tone is Tone.ERROR)
    words = explained(node, width)
    assert "Adobe's words for 0102" in words
    assert (DETAIL in words) == (width == 56)


def test_what_the_lines_of_a_problem_fold_away_is_explained() -> None:
    (node,) = (each for each in tree_of(400, problem("0201")).children() if each.tone is Tone.ERROR)
    (details,) = (each for each in node.children() if each.label == "details")
    folded = [each.value for each in details.children() if each.label == "Retry?"]
    assert folded
    assert folded[0] in explained(node)


@pytest.mark.parametrize("document", [ANSWER, REFUSAL])
def test_no_part_says_only_what_the_heading_says(document: Any) -> None:
    for node in tree_of(207, document).walk():
        if node.branches is not None:
            lines = [line for passage in explanation_of(node, _colors(()), 76) for line in map(str, passage.lines)]
            assert [line for line in lines if line.split("  ")[-1].strip() == node.label] == []


def test_a_value_without_anything_else_to_say_is_shown_whole() -> None:
    assert explained(Node("Fix", "Give the field an allowed value.")) == "Give the field an allowed value."
    assert explained(Node("a", "b c d e.", note="b c d e.")) == "b c d e."
