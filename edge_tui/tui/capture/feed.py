"""What the Capture screen shows: a visit, live from a source or from history, as values that are read in a thread."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from edge_tui.model.errors import SetupError
from edge_tui.model.node import Tone
from edge_tui.model.visit import Visit, VisitFinding
from edge_tui.workspace.live_rewriting import LiveRewriting, RulesNow


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about the visit as a whole."""

    label: str
    words: str
    tone: Tone = Tone.PLAIN


class FeedState(StrEnum):
    """Whether more will come."""

    STARTING = "starting"
    LIVE = "live"
    # The source has ended. What it told is still read and written.
    ENDING = "ending"
    OVER = "over"
    # The source did not start: `Look.problem` says why.
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Look:
    """The visit at one moment. `is_provisional`: something of it is older than it could be, look again soon.

    `warnings` are sentences about what couldn't be kept, `doing` says what the end of the recording waits for. `rules`
    hold now; None where none can be changed. `ended_by` says why the source ended by itself.
    """

    visit: Visit
    findings: tuple[VisitFinding, ...] = ()
    facts: tuple[Fact, ...] = ()
    state: FeedState = FeedState.OVER
    problem: SetupError | None = None
    warnings: tuple[str, ...] = ()
    is_provisional: bool = False
    doing: str = ""
    rules: RulesNow | None = None
    ended_by: str = ""

    @property
    def rules_on(self) -> tuple[str, ...]:
        """The sentences of the rules that change what passes, or of those that did in a visit that is over."""
        return self.rules.sentences if self.rules is not None and self.is_live else self.visit.recording.rules

    @property
    def changed_calls(self) -> int:
        """How many calls rules have changed."""
        return sum(bool(call.changed) for call in self.visit.calls)

    @property
    def is_live(self) -> bool:
        """Whether the site may send more."""
        return self.state in (FeedState.STARTING, FeedState.LIVE)

    @property
    def may_change(self) -> bool:
        """Whether there may be more to show: what was told before the end may not be read yet."""
        return self.is_live or self.state is FeedState.ENDING


class Feed(Protocol):
    """A visit that may still go on. `look` is called in a thread, `listen`'s callback from any thread."""

    @property
    def name(self) -> str:
        """The recording's name."""

    @property
    def source(self) -> str:
        """What records it, in words: `Chromium 156 · throw-away profile`."""

    @property
    def doing(self) -> str:
        """What the end of the recording waits for now, a look may be older; empty when it waits for nothing."""

    @property
    def rewriting(self) -> LiveRewriting | None:
        """Changes the rules of a visit that goes on; None where nothing can be changed."""

    def look(self) -> Look:
        """The visit now. Raises `SetupError` if it can't be read."""

    def listen(self, changed: Callable[[], object]) -> None:
        """Calls back after each change from now on, until `unlisten`."""

    def unlisten(self, changed: Callable[[], object]) -> None:
        """Calls it no more."""

    def delete(self, calls: tuple[str, ...]) -> None:
        """Permanently deletes calls, by their keys; in a thread. Raises `SetupError`."""

    def stop(self) -> None:
        """Ends the recording; returns at once, and the end is a change. Nothing for one that is over."""
