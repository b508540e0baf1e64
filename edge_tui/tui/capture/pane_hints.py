"""The keys in the borders of the panes, as far as there is room for them."""

from collections.abc import Callable

from edge_tui.tui.capture.call_panes import CallPanes
from edge_tui.tui.capture.calls_pane import CallsPane
from edge_tui.tui.capture.visit_pane import VisitPane

# From so many rows on, the visit is shown below the calls.
HIGH = 30
# A narrower list has no room for all keys in its border.
_NAMES_ALL_KEYS = 70

Hint = tuple[str, str]


def list_hints(key: Callable[[str], str], width: int, height: int) -> list[Hint]:
    """The keys of the list in a terminal of some size; `key` gives the key of a binding."""
    hints = [
        (key("capture.hold"), "holds still"),
        (f"{key('capture.page.next')} {key('capture.page.previous')}", "page"),
        (key("capture.select"), "select"),
        (key("capture.filter"), "filter"),
    ]
    if height < HIGH:
        # The visit is not in sight, and keys that the footer and the filter name have no room.
        hints = [(key("capture.pane.5"), "shows findings"), *hints[:2]]
    return hints if width >= _NAMES_ALL_KEYS else hints[:2]


def write_hints(
    calls: CallsPane, visit: VisitPane, panes: CallPanes, key: Callable[[str], str], size: tuple[int, int]
) -> None:
    """Names the keys of each pane in its border."""
    calls.hint(*list_hints(key, *size))
    visit.hint((key("capture.expect"), "turns a call into a check for CI"))
    panes.sent.hint((key("capture.edit"), "edit & send"), (key("capture.template"), "template"))
