"""A problem of one side is one line that says what it is, wherever the response has it."""

from typing import Any

from edge_tui.cli.exchange.difference_output import difference_documents
from edge_tui.compare.difference_tree import compare_with_visitors, difference_tree
from edge_tui.model.json.document import JsonObject
from edge_tui.model.node import Node
from tests.compare.test_side_by_side import IDENTITY, exchange, exchange_of
from tests.tables import every_row


def problem(
    code: str, title: str = "Invalid datastream ID", detail: str = "The datastream 4f1c does not exist."
) -> Any:
    return {
        "type": f"https://ns.adobe.com/aep/errors/{code}",
        "status": 400,
        "title": title,
        "detail": detail,
        "report": {"requestId": "r", "configId": "4f1c"},
    }


REFUSED = problem("EXEG-0003-400")
LISTED = {"requestId": "r", "handle": [IDENTITY], "errors": [REFUSED, problem("EXEG-0201-503", "Target is down")]}


def tree_of(left: Any, right: Any) -> Node:
    sides = [exchange_of(each, 400 if "title" in each else 200) for each in (left, right)]
    return difference_tree(compare_with_visitors(*sides, ()), "stage", "prod")


def lines(node: Node) -> list[str]:
    """The lines that start open."""
    return [
        f"{child.label}  {line.rstrip()}" if line is child.value else line
        for child in node.children()
        for line in (child.value, *(lines(child) if child.opened else ()))
    ]


@every_row("sign", ["+", "-"])
@every_row(
    ("response", "expected"),
    [
        (REFUSED, ["EXEG-0003-400  Invalid datastream ID"]),
        (LISTED, ["EXEG-0003-400  Invalid datastream ID", "EXEG-0201-503  Target is down"]),
        (
            {**LISTED, "warnings": LISTED["errors"]},
            2 * ["EXEG-0003-400  Invalid datastream ID", "EXEG-0201-503  Target is down"],
        ),
        ({"title": "Bad gateway", "status": 502}, ["problem  Bad gateway"]),
        ({"type": "about:blank", "title": "Busy"}, ["problem  Busy"]),
    ],
)
def test_each_problem_of_one_side_is_a_line(sign: str, response: JsonObject, expected: list[str]) -> None:
    accepted = {"requestId": "r", "handle": [IDENTITY]}
    tree = tree_of(accepted, response) if sign == "+" else tree_of(response, accepted)
    side = "prod" if sign == "+" else "stage"
    found = [
        line for line in lines(tree) if line.startswith(f"{sign} ") and not line[2:].startswith(("handle", "requestId"))
    ]
    assert found == [f"{sign} {each.replace('  ', f'  only in {side} · ')}" for each in expected]


def test_its_members_are_below_it_folded() -> None:
    (line,) = [each for each in tree_of({"handle": []}, REFUSED).children() if "EXEG" in each.label]
    assert not line.opened
    assert [each.label for each in line.children()] == list(REFUSED)
    assert line.content == REFUSED


def test_two_rejections_are_one_line_that_names_both() -> None:
    (line,) = tree_of(REFUSED, problem("EXEG-0102-400", "Invalid request field")).children()
    assert line.label == "~ problem"
    assert line.value == "EXEG-0003-400 Invalid datastream ID → EXEG-0102-400 Invalid request field"


def test_two_rejections_that_differ_in_one_member_show_the_member() -> None:
    (line,) = tree_of(REFUSED, problem("EXEG-0003-400", detail="Another one.")).children()
    assert (line.label, line.value) == ("~ detail", "The datastream 4f1c does not exist. → Another one.")


def test_a_problem_counts_once() -> None:
    tree = tree_of({"handle": []}, REFUSED)
    assert tree.value == "1 added · 1 removed · 1 changed"


def test_members_that_are_no_problem_keep_their_lines() -> None:
    tree = tree_of({"handle": []}, {"handle": [], "detail": "a", "status": "b"})
    assert [each.label for each in tree.children()] == ["+ status", "+ detail"]


def test_scripts_still_get_each_member() -> None:
    found = compare_with_visitors(exchange(IDENTITY), exchange_of(REFUSED, 400), ()).all
    added = [each["rightPointer"] for each in difference_documents(found) if each["change"] == "added"]
    assert sorted(map(str, added)) == sorted(f"/{name}" for name in REFUSED)
