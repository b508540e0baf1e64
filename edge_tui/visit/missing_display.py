"""Propositions for the page that no display event reports."""

from collections.abc import Iterator
from datetime import timedelta

from edge_tui.model.finding import Severity
from edge_tui.model.json.document import at
from edge_tui.model.text import counted
from edge_tui.model.visit import Call, Visit, VisitFinding
from edge_tui.visit.subjects import is_display, keys, propositions_of, text_at

# What the SDK renders by itself (renderDecisions), so that it also reports the display.
_RENDERED = ("/personalization/dom-action", "/personalization/html-content-item")
_PAGE_SCOPE = "__view__"
# An SDK waits for the elements of a page for up to 5 s before it gives up (renderDecisions of @adobe/alloy).
_ENOUGH = timedelta(seconds=8)
_FIX = "If it was shown, Target and Journey Optimizer don't count it: set renderDecisions, or send the display event."


def check(visit: Visit) -> Iterator[VisitFinding]:
    """Propositions with something to render, on pages that were open long enough after they came: once for each page.

    A later call whose body isn't known may be the display event: Firefox can't always tell that of a call that is
    sent as its page goes, and nobody that of one that a policy stopped. So may be a call that was deleted.
    """
    if visit.deleted:
        return
    last_unknown = max((call.at for call in visit.calls if call.body is None), default=None)
    displayed = {
        text_at(proposition, "/id")
        for call in visit.calls
        for _, event in call.events
        if is_display(event)
        for proposition in propositions_of(event)
    }
    missing: dict[int, list[tuple[Call, str]]] = {}
    for call in visit.calls:
        left = visit.left_at.get(call.page_number)
        if left is None or left - call.at < _ENOUGH or (last_unknown is not None and last_unknown >= call.at):
            continue
        found = missing.setdefault(call.page_number, [])
        found += [(call, each) for each in _rendered(call) if each not in displayed]
    for page, pairs in missing.items():
        count = len({each for _, each in pairs})
        if count:
            message = f"{counted(count, 'proposition')} came for this page, and no display event names "
            message += "it." if count == 1 else "them."
            yield VisitFinding("missing-display", Severity.INFO, message, _FIX, keys(call for call, _ in pairs), page)


def _rendered(call: Call) -> tuple[str, ...]:
    """The IDs of the propositions that the SDK renders."""
    known = call.memo.get("rendered")
    if not isinstance(known, tuple):
        known = call.memo["rendered"] = tuple(_rendered_of(call))
    return known


def _rendered_of(call: Call) -> Iterator[str]:
    for handle in call.read.of_type("personalization:decisions") if call.read else ():
        for proposition in handle.items:
            listed = at(proposition, "/items")
            schemas = [text_at(item, "/schema") for item in (listed if isinstance(listed, list) else [])]
            identifier = text_at(proposition, "/id")
            is_rendered = any(schema.endswith(_RENDERED) for schema in schemas)
            if identifier and is_rendered and text_at(proposition, "/scope") == _PAGE_SCOPE:
                yield identifier
