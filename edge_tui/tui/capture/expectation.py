"""An expectation of what a line of the timeline shows, as `edge-tui capture --expect` reads it."""

import re
from urllib.parse import urlsplit

from edge_tui.model.command_line import command_line
from edge_tui.model.origin import Page
from edge_tui.model.visit import Visit
from edge_tui.recording.expectations import read_visit_expectation
from edge_tui.tui.capture.rows import CallRow, PageRow, Row

# A page may say that a command has any name.
_COMMAND = re.compile(r"[\w-]+")


def expectation_for(row: Row, visit: Visit) -> str:
    """That pages of this path do this as often as they did: `page:/cart call:commerce.productListViews == 1`.

    The visit meets it. Where some of its earlier calls of these pages are in history only, it is `>=` instead of `==`.
    A call without an event type is named by its action; of a page its calls are counted, of a command that made
    no call those of its name. Empty for a page without a path, which no expectation can name.
    """
    page = _page_of(row, visit)
    if isinstance(row, PageRow):
        subject = f"{_place(page)}calls" if _path(page) else ""
    elif isinstance(row, CallRow):
        subject = f"{_place(page)}call:{_quoted(row.call.event_type or str(row.call.action))}"
    else:
        subject = f"{_place(page)}tried" + (f":{row.tried.command}" if _COMMAND.fullmatch(row.tried.command) else "")
    if not subject:
        return ""
    operator = ">=" if is_counted_in_part(row, visit) else "=="
    return f"{subject} {operator} {read_visit_expectation(subject).count(visit)}"


def is_counted_in_part(row: Row, visit: Visit) -> bool:
    """Whether earlier calls of pages of this path are in history only; commands that made none are all kept."""
    path = _path(_page_of(row, visit))
    left = {_path(visit.page(number)) for number in visit.left_pages}
    return isinstance(row, CallRow | PageRow) and bool(visit.left) and (not path or path in left)


def _page_of(row: Row, visit: Visit) -> Page | None:
    if isinstance(row, CallRow):
        return row.call.page
    return row.page if isinstance(row, PageRow) else visit.page(row.number)


def _place(page: Page | None) -> str:
    path = _path(page)
    return f"page:{_quoted(path)} " if path else ""


def _path(page: Page | None) -> str:
    try:
        return (urlsplit(page.url).path or "/") if page and page.url else ""
    except ValueError:
        return ""


def _quoted(word: str) -> str:
    is_plain = all(each.isalnum() or each in "-._/:*~%" for each in word)
    return word if is_plain else '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def option_for(expression: str) -> str:
    """The expression as an option of the command line, quoted for a shell."""
    return command_line("--expect", expression)
