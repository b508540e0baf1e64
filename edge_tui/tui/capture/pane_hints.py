"""The keys in the borders of the panes, most useful first: a border has as many as it has room for."""

from collections.abc import Callable

from edge_tui.tui.capture.call_panes import CallPanes
from edge_tui.tui.capture.calls_pane import CallsPane
from edge_tui.tui.capture.possible import Possible
from edge_tui.tui.capture.visit_pane import VisitPane

# From so many rows on, the visit is shown below the calls.
HIGH = 30

Hint = tuple[str, str]


def list_hints(key: Callable[[str], str], height: int, possible: Possible) -> list[Hint]:
    """The keys of the list in a terminal of some height, most useful first; `key` gives the key of a binding."""
    hints = [
        *([(key("capture.hold"), "goes on" if possible.is_held else "holds still")] if possible.can_hold else []),
        (f"{key('capture.page.next')} {key('capture.page.previous')}", "page"),
        (key("capture.select"), "select"),
        (key("capture.filter"), "filter"),
    ]
    # Where the visit is not in sight, its key; that of the filter is in the filter.
    return hints if height >= HIGH else [(key("capture.pane.5"), "shows findings"), *hints[:3]]


def write_hints(
    calls: CallsPane,
    visit: VisitPane,
    panes: CallPanes,
    key: Callable[[str], str],
    height: int,
    *,
    possible: Possible,
) -> None:
    """Names the keys of each pane in its border; none as long as there is nothing for them."""
    if not possible.has_calls:
        for pane in (calls, visit, panes.sent):
            pane.hint()
        return
    calls.hint(*list_hints(key, height, possible))
    visit.hint((key("capture.expect"), "copies a check for CI"))
    panes.sent.hint((key("capture.edit"), "edit & send"), (key("capture.template"), "template"))
