"""Hints below the response: one key at a time, where it is useful, and none of them twice in a session."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from textual.screen import Screen

from edge_tui.model.exchange import Exchange
from edge_tui.model.response import InteractResponse
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.widgets.pane import Pane

# The choice that turns hints off, and its value.
CHOICE, OFF = "hints", "off"


@dataclass(frozen=True, slots=True)
class Moment:
    """What is on the screen: the exchange, its number in this session, and the brief actions on the node."""

    exchange: Exchange
    count: int
    actions: Collection[str]
    is_new: bool

    @property
    def parsed(self) -> InteractResponse | None:
        """The response, if it is one of the gateway."""
        parsed = self.exchange.response.parsed() if self.exchange.response else None
        return parsed if isinstance(parsed, InteractResponse) else None


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence after the key of a binding, and when it is useful.

    `is_about_node`: it is about the node under the cursor; the others come with a response.
    """

    binding: str
    words: str
    fits: Callable[[Moment], bool]
    is_about_node: bool = False


def _has_problems(moment: Moment) -> bool:
    return moment.parsed is not None and bool(moment.parsed.errors)


def _has_state(moment: Moment) -> bool:
    return moment.parsed is not None and bool(moment.parsed.of_type("state:store"))


def _has_chips(moment: Moment) -> bool:
    return moment.parsed is not None and moment.count > 1


HINTS = (
    Hint(
        "report.display",
        "builds the display event for this proposition",
        lambda moment: "display event" in moment.actions,
        is_about_node=True,
    ),
    Hint("tree.actions", "goes from an error to its likely cause", _has_problems),
    Hint("compare", "compares this exchange with another one", lambda moment: moment.count > 1),
    Hint("answer.find", "filters the response as you type", lambda moment: moment.parsed is not None),
    Hint("answer.chip", "filters by a chip of the board", _has_chips),
    Hint("visitors", "shows the cookies that this visitor keeps", _has_state),
    Hint("doctor", "checks which services of the datastream respond", lambda moment: moment.count > 2),
    Hint("side-by-side", "sends the event to several datastreams at once", lambda moment: moment.count > 3),
)


class Hints:
    """Chooses hints, each once; `is_off` tells whether the user wants none."""

    def __init__(self, is_off: Callable[[], bool]) -> None:
        self._is_off = is_off
        self._shown: set[str] = set()

    def choose(self, moment: Moment) -> Hint | None:
        """The hint for a moment, if there is one that was not shown before.

        A hint that isn't about the node comes only with a new response, so that one stays until the next.
        """
        if self._is_off():
            return None
        for hint in HINTS:
            if hint.binding not in self._shown and (hint.is_about_node or moment.is_new) and hint.fits(moment):
                self._shown.add(hint.binding)
                return hint
        return None


class Teacher:
    """Shows hints on the border of the response."""

    def __init__(self, screen: Screen[None], choice: Callable[[str], str | None]) -> None:
        self._screen = screen
        self._hints = Hints(lambda: choice(CHOICE) == OFF)
        self._hint: Hint | None = None
        # Not the exchange itself, which may be large.
        self._request_id = ""
        self._count = 0

    def teach(self, exchange: Exchange | None, actions: Collection[str]) -> None:
        """Shows a hint that fits the exchange and the actions on the node under the cursor, if there is one."""
        if exchange is None:
            return
        is_new = exchange.request_id != self._request_id
        self._request_id, self._count = exchange.request_id, self._count + is_new
        hint = self._hints.choose(Moment(exchange, self._count, actions, is_new))
        if hint is None and not is_new and not (self._hint is not None and self._hint.is_about_node):
            return
        self._hint = hint
        pane = self._screen.query_one("#answer", Pane)
        if hint is None:
            pane.hint()
        else:
            owners = (HandleTree, ResponsePane, type(self._screen))
            pane.hint((key_by_id(self._screen.app, hint.binding, owners), hint.words))
