"""An expectation of a call, as `edge-tui capture --expect` reads it."""

from urllib.parse import urlsplit

from edge_tui.model.command_line import command_line
from edge_tui.model.origin import Page
from edge_tui.model.visit import Call, Visit
from edge_tui.recording.expectations import read_visit_expectation


def expectation_for(call: Call, visit: Visit) -> str:
    """That pages of this path make this call as often as they did: `page:/cart call:commerce.productListViews == 1`.

    The visit meets it. Where some of its earlier calls of these pages are in history only, it is `>=` instead of `==`.
    A call without an event type is named by its action.
    """
    subject = f"{_place(call)}call:{_quoted(call.event_type or str(call.action))}"
    counted = read_visit_expectation(f"{subject} >= 1")
    operator = ">=" if is_counted_in_part(call, visit) else "=="
    return f"{subject} {operator} {sum(map(counted.is_about, visit.calls))}"


def is_counted_in_part(call: Call, visit: Visit) -> bool:
    """Whether earlier calls of pages of this path are in history only."""
    path = _path(call.page)
    left = {_path(visit.page(number)) for number in visit.left_pages}
    return bool(visit.left) and (not path or path in left)


def _place(call: Call) -> str:
    path = _path(call.page)
    return f"page:{_quoted(path)} " if path else ""


def _path(page: Page | None) -> str:
    try:
        return (urlsplit(page.url).path or "/") if page else ""
    except ValueError:
        return ""


def _quoted(word: str) -> str:
    is_plain = all(each.isalnum() or each in "-._/:*~%" for each in word)
    return word if is_plain else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def option_for(expression: str) -> str:
    """The expression as an option of the command line, quoted for a shell."""
    return command_line("--expect", expression)
