"""An expectation of a call, as `edge-tui capture --expect` reads it."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from edge_tui.model.command_line import command_line
from edge_tui.model.visit import Call
from edge_tui.recording.expectations import read_visit_expectation


def expectation_for(call: Call, calls: Sequence[Call]) -> str:
    """That pages of this path make this call as often as they did: `page:/cart call:commerce.productListViews == 1`.

    `calls` are those of the visit, which meets the expectation. A call without an event type is named by its action.
    """
    subject = f"{_place(call)}call:{_quoted(call.event_type or str(call.action))}"
    counted = read_visit_expectation(f"{subject} >= 1")
    return f"{subject} == {sum(map(counted.is_about, calls))}"


def _place(call: Call) -> str:
    path = _path(call)
    return f"page:{_quoted(path)} " if path else ""


def _path(call: Call) -> str:
    try:
        return (urlsplit(call.page.url).path or "/") if call.page else ""
    except ValueError:
        return ""


def _quoted(word: str) -> str:
    is_plain = all(each.isalnum() or each in "-._/:*~%" for each in word)
    return word if is_plain else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def option_for(expression: str) -> str:
    """The expression as an option of the command line, quoted for a shell."""
    return command_line("--expect", expression)
