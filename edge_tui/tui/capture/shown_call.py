"""Prepares what the panes show of the row under the cursor; in a thread, because a response may be large."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from edge_tui.model.exchange import Exchange
from edge_tui.model.finding import Finding
from edge_tui.model.node import Node, Tone, branch, one_line
from edge_tui.model.visit import VisitFinding
from edge_tui.tui.capture.call_facts import LineState
from edge_tui.tui.capture.lines import path_of
from edge_tui.tui.capture.rows import CallRow, OtherRow, PageRow, Row
from edge_tui.visit.callers import caller_of

_LOADED_EARLIER = (
    "When this page was loaded isn't known. If it was before the recording began, earlier calls aren't seen. "
    "It may not have come."
)
_NOT_SHOWN = "The browser loaded this page in the background (speculation rules). Nobody has seen it."
_WAITING = "The request has been sent. The response appears here as soon as it arrives."


@dataclass(frozen=True, slots=True)
class Shown:
    """What the panes show; of a row without an exchange, `sent` and `received` say what it is instead."""

    row: Row | None
    explanation: Node | None = None
    exchange: Exchange | None = None
    sent: Node | None = None
    received: Node | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether it is a call that waits for its response."""
        return isinstance(self.row, CallRow) and is_waiting(self.row)


def is_waiting(row: CallRow) -> bool:
    """Whether a call waits for its response, and not only for the rest of it."""
    return row.facts.state is LineState.WAITING and row.facts.status == "waiting"


def is_same(row: Row | None, other: Row | None) -> bool:
    """Whether two rows are one, which may be completed."""
    return row is not None and other is not None and row.key == other.key


class ShownCall:
    """Prepares rows. `lint` gives the findings about what was sent, `outline` and `request_outline` the two trees."""

    def __init__(
        self,
        lint: Callable[[Exchange], Sequence[Finding]],
        outline: Callable[[Exchange], Node],
        request_outline: Callable[[Exchange, Sequence[Finding]], Node],
    ) -> None:
        self._lint = lint
        self._outline = outline
        self._request_outline = request_outline

    async def prepare(self, row: Row | None, findings: Sequence[VisitFinding]) -> Shown:
        """The panes' content for a row; a call's findings are those of the visit about it."""
        if row is None:
            return Shown(None, sent=_saying("Select a call."), received=_saying(""))
        explanation = explain_row(row, findings)
        if isinstance(row, CallRow):
            return await asyncio.to_thread(self._read, row, explanation)
        words = "A page. Its calls are below it." if isinstance(row, PageRow) else "This never became a call."
        return Shown(row, explanation, sent=_saying(words), received=_saying("Only calls have a response."))

    def _read(self, row: CallRow, explanation: Node) -> Shown:
        exchange = row.exchange
        sent = self._request_outline(exchange, self._lint(exchange))
        if is_waiting(row):
            received = Node("waiting", branches=branch(Node("waiting", "for the response", Tone.NAME, note=_WAITING)))
        else:
            received = self._outline(exchange)
            received.children()
        return Shown(row, explanation, exchange, sent, received)


def _saying(words: str) -> Node:
    """A tree of one line: the panes keep their widgets, so that moving on lays nothing out."""
    return Node(words, branches=branch(Node(words, tone=Tone.DIM)) if words else None)


def explain_row(row: Row, findings: Sequence[VisitFinding]) -> Node:
    """What is to be said about a row as a node: the findings about it with their fixes, then what it is."""
    if isinstance(row, PageRow):
        return _explain_page(row, [each for each in findings if each.page == row.number])
    if isinstance(row, OtherRow):
        note = (
            f"The page's SDK was asked to do this and sent nothing: {row.facts.details[0].words}. A network log has no "
            "trace of it."
        )
        return Node(row.facts.what, row.facts.status, Tone.WARNING, note=f"{note}\n{row.note}".strip())
    about = [each for each in findings if row.key in each.calls]
    node = _explain_call(row)
    return replace(node, note="\n\n".join(filter(None, [*_paragraphs(about), node.note])))


def explain_finding(finding: VisitFinding) -> Node:
    """A finding in full, with its fix and where it was found."""
    parts = [("page", finding.page), ("calls", len(finding.calls))]
    nodes = [Node(label, str(number)) for label, number in parts if number]
    return Node(finding.check, note="".join(_paragraphs([finding])), branches=branch(*nodes))


def _paragraphs(findings: Iterable[VisitFinding]) -> Iterator[str]:
    """The messages of findings, each fix once, below those that it is for."""
    for fix, group in groupby(findings, key=lambda each: each.fix):
        messages = "\n".join(each.message for each in group)
        yield f"{messages}\nFix: {fix}" if fix else messages


def _explain_page(row: PageRow, findings: Sequence[VisitFinding]) -> Node:
    page = row.page
    facts = [Node("URL", one_line(page.url))] if page.url else []
    facts += [Node("tab", one_line(page.tab))] if page.tab else []
    label = "loaded at" if page.document == page.number and not page.prerendered_at else "opened at"
    loaded_at = page.prerendered_at
    facts += [Node("prerendered at", f"{loaded_at.astimezone():%H:%M:%S.%f}"[:-3])] if loaded_at else []
    facts += [Node(label, f"{page.loaded_at.astimezone():%H:%M:%S.%f}"[:-3])] if page.loaded_at else []
    facts += [Node("route of", f"page {page.route_of}, by script: nothing was loaded")] if page.route_of else []
    again = f"page {page.return_of}, from the back/forward cache: nothing was loaded"
    facts += [Node("shown again", again)] if page.return_of else []
    facts.append(Node("calls", str(row.calls)))
    unknown = _NOT_SHOWN if page.is_hidden else "" if page.loaded_at else _LOADED_EARLIER
    notes = [*_paragraphs(findings), *filter(None, [unknown])]
    return Node(f"Page {row.number} · {path_of(page.url)}", note="\n\n".join(notes), branches=branch(*facts))


def _explain_call(row: CallRow) -> Node:
    facts, exchange = row.facts, row.exchange
    origin = exchange.origin
    parts = [
        ("sent at", f"{exchange.sent_at.astimezone():%H:%M:%S.%f}"[:-3]),
        ("datastream", exchange.request.datastream_id),
        ("profile", exchange.profile_name),
        ("request ID", exchange.request_id),
        ("called by", caller_of(row.call).words),
        ("SDK", origin.sdk if origin else ""),
        ("changed by", ", ".join(origin.changed) if origin else ""),
        ("held by edge-tui", f"{origin.held_ms:.0f} ms" if origin and origin.held_ms >= 1 else ""),
    ]
    note = exchange.failure.message if exchange.failure else ""
    if facts.is_unload and not note:
        note = "Sent as the page went: the page never reads the response."
    elif facts.is_prerendered and not note:
        note = "Sent while the page was prerendered, before anybody saw it."
    nodes = [Node(label, one_line(value)) for label, value in parts if value]
    return Node(f"{facts.action} · {facts.what}", facts.status, note=note, branches=branch(*nodes))
