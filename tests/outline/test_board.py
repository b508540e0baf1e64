"""The board: a chip for each thing one looks for first, and the part of the outline behind it."""

from typing import Any

import pytest

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind
from edge_tui.model.node import Board, Node, Tone
from edge_tui.outline import early_outline, outline
from edge_tui.outline.arrangement import arranged
from edge_tui.outline.board import board_of, filtered
from tests.answers import HANDLES
from tests.outline.test_arrangement import (
    ASKING,
    NOW,
    TIMEOUT,
    decisions,
    envelope,
    exchange,
    identity,
    labels,
    proposition,
    tree,
)
from tests.tables import every_row

SURFACE = "web://shop.example.com/#hero"
SYNC = {"type": "url", "id": 411, "spec": {"url": "//sync.example.com"}}


def asking(*scopes: str, surfaces: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"query": {"personalization": {"decisionScopes": list(scopes), "surfaces": list(surfaces)}}}


def words(root: Node) -> list[str]:
    return [chip.words for chip in board_of(root).chips]


@every_row(
    ("document", "request_body", "expected"),
    [
        (envelope(decisions(proposition("hero"))), ASKING, ["Target 1/2 scopes"]),
        (envelope(), asking("hero"), ["Target 0/1 scope"]),
        (envelope(), asking("hero", surfaces=(SURFACE,)), ["Target 0/1 scope", "AJO 0/1 surface"]),
        (envelope(decisions(proposition(SURFACE, "AJO"))), asking(surfaces=(SURFACE,)), ["AJO 1/1 surface"]),
        (envelope(decisions(proposition("hero", "AJO"))), {}, ["AJO 1"]),
        (envelope(errors=[TIMEOUT, TIMEOUT]), {}, ["2 errors"]),
        (envelope(warnings=[TIMEOUT]), {}, ["1 warning"]),
        (envelope({"type": "identity:exchange", "payload": [SYNC]}), {}, ["1 sync"]),
        (envelope({"type": "identity:exchange", "payload": [SYNC, SYNC]}), {}, ["2 syncs"]),
        (
            envelope(*({"type": f"activation:{way}", "payload": [{"alias": "a"}]} for way in ("pull", "push"))),
            {},
            ["2 destinations"],
        ),
        (envelope({"type": "consent:preferences", "payload": [{"collect": {"val": "n"}}]}), {}, ["consent out"]),
        ({"type": TIMEOUT["type"], "status": 503, "title": "x"}, {}, ["refused"]),
    ],
)  # fmt: skip
def test_each_thing_has_its_chip(document: Any, request_body: Any, expected: list[str]) -> None:
    found = [each for each in words(tree(document, request_body)) if "ECID" not in each]
    assert found == expected


def ecid_chip(previous: str, returned: str, sent: str = "") -> tuple[str, Tone]:
    request = {"xdm": {"identityMap": {"ECID": [{"id": sent}]}}} if sent else {}
    shown = exchange(envelope(identity(returned)), {"event": request})
    shown = Exchange(
        shown.draft, shown.request, "p", "default", NOW, shown.response, previous_ecid=previous
    )  # fmt: skip
    chip = board_of(arranged(outline(shown, NOW), shown.request)).named("ECID")
    assert chip is not None
    return chip.words, chip.tone


ONE, OTHER = "1" * 38, "2" * 38


@pytest.mark.parametrize(
    ("previous", "returned", "sent", "expected"),
    [
        ("", ONE, "", ("ECID new", Tone.NAME)),
        ("", ONE, ONE, ("ECID known", Tone.GOOD)),
        (ONE, ONE, ONE, ("ECID known", Tone.GOOD)),
        (OTHER, ONE, "", ("ECID changed", Tone.ERROR)),
        (OTHER, ONE, OTHER, ("ECID changed", Tone.ERROR)),
    ],
)
def test_the_ecid_is_known_new_or_changed(previous: str, returned: str, sent: str, expected: tuple[str, Tone]) -> None:
    assert ecid_chip(previous, returned, sent) == expected


def test_a_chip_filters_the_outline_to_its_nodes() -> None:
    root = tree(envelope(*HANDLES, identity(), errors=[TIMEOUT]), ASKING, 207)
    assert labels(filtered(root, "errors")) == ["EXEG-0201-503"]
    assert {"identity:result", "state:store", "visitor"} <= set(labels(filtered(root, "ECID")))
    assert labels(filtered(root, "consent")) == ["consent:preferences"]


def test_the_chip_of_a_service_keeps_its_propositions_alone() -> None:
    both = envelope(decisions(proposition("hero"), proposition(SURFACE, "AJO")))
    root = filtered(tree(both, asking("hero", surfaces=(SURFACE,))), "AJO")
    (group,) = root.children()
    assert labels(group) == [SURFACE]


def test_every_chip_of_a_full_response_leads_somewhere() -> None:
    root = tree(envelope(*HANDLES, errors=[TIMEOUT], warnings=[TIMEOUT]), ASKING, 207)
    board = board_of(root)
    assert len(board.chips) > 5
    for chip in board.chips:
        assert filtered(root, chip.name).children(), chip


def test_a_failure_says_that_there_is_no_response() -> None:
    shown = exchange({})
    failed = Exchange(Draft("{}"), shown.request, "p", "default", NOW, Failure(FailureKind.TIMEOUT, "No response."))
    assert words(arranged(outline(failed, NOW), failed.request)) == ["no response"]


def test_a_response_that_is_not_parsed_yet_has_the_same_board() -> None:
    shown = exchange(envelope(*HANDLES, decisions(proposition("hero"))), ASKING)
    early = early_outline(shown, NOW)
    assert early is not None
    assert words(arranged(early, shown.request)) == words(arranged(outline(shown, NOW), shown.request))


def test_the_next_chip_follows_and_none_comes_after_the_last() -> None:
    board = board_of(tree(envelope(identity(), errors=[TIMEOUT]), {}, 207))
    names = [chip.name for chip in board.chips]
    walked, name = [], ""
    for _ in range(len(names) + 1):
        name = board.after(name, 1)
        walked.append(name)
    assert walked == [*names, ""]
    assert board.after("", -1) == names[-1]
    assert Board().after("", 1) == ""
