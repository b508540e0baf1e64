"""The lines of the timeline as values: pages, their calls, and what never became a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import Page, Tried
from edge_tui.model.visit import Call
from edge_tui.tui.capture.call_facts import CallFacts, Detail


@dataclass(frozen=True, slots=True)
class PageRow:
    """The heading of a page. `facts` are the SDK's version, the consent, another datastream: what differs here."""

    page: Page
    calls: int = 0
    facts: tuple[Detail, ...] = ()

    @property
    def key(self) -> str:
        """Identifies the line; no call has such a key."""
        return f"page {self.page.number}"

    @property
    def number(self) -> int:
        """The number of the page."""
        return self.page.number


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call. `marks` come from the findings about it, `findings` are the names of their checks."""

    key: str
    number: int
    since_s: float | None
    call: Call
    facts: CallFacts
    marks: tuple[Detail, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def exchange(self) -> Exchange:
        """The request with its response or failure so far."""
        return self.call.exchange

    @property
    def at(self) -> datetime:
        """When it was sent."""
        return self.call.at


@dataclass(frozen=True, slots=True)
class OtherRow:
    """What the site tried and what no exchange shows: a command that made no call, a call that never left the page."""

    key: str
    since_s: float | None
    tried: Tried
    facts: CallFacts

    @property
    def number(self) -> int:
        """The number of its page."""
        return self.tried.page

    @property
    def at(self) -> datetime:
        """When it was tried."""
        return self.tried.at

    @property
    def note(self) -> str:
        """What the page says of it."""
        return self.tried.detail


Row: TypeAlias = PageRow | CallRow | OtherRow
Entry: TypeAlias = CallRow | OtherRow
