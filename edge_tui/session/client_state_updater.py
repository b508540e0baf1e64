"""Applies what a response tells the client to keep to its visitor."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from edge_tui.model.client_state import ClientState
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Exchange, Response
from edge_tui.model.profile import Authentication, Profile
from edge_tui.model.response import InteractResponse
from edge_tui.model.unforeseen import Net
from edge_tui.model.visitor import Visitor


class Visitors(Protocol):
    """The store of visitors, shared with other processes."""

    def get(self, name: str) -> Visitor:
        """The visitor with a name; an empty one if none was saved."""

    def change(self, name: str, change: Callable[[Visitor], Visitor]) -> Visitor:
        """Applies a change to the stored visitor, under a lock. Raises `StorageError`."""


class ClientStateStore:
    """The client state of one visitor for one profile.

    Only what a response changes is merged into the stored state: two processes with the same
    visitor don't lose each other's changes, and of one key the last one wins. What can't be
    written applies to this run. A response that can't be applied is a note on its exchange, and
    the state is unchanged.
    """

    def __init__(
        self,
        profile: Profile,
        visitor: str,
        visitors: Visitors,
        clock: Callable[[], datetime],
        net: Net | None = None,
    ) -> None:
        self._profile = profile
        self._visitor = visitor
        self._visitors = visitors
        self._clock = clock
        self._net = net or Net()
        # The last state that was read or written, and the state in this run.
        self._unsaved: tuple[ClientState, ClientState] | None = None

    @property
    def state(self) -> ClientState:
        """The visitor's state for the profile's organization, without expired entries."""
        state = self._unsaved[1] if self._unsaved else self._visitors.get(self._visitor).state(self._profile.org_id)
        return state.live(self._clock())

    def apply_response(self, exchange: Exchange) -> Exchange:
        """Applies the state in a response's body and cookies, with notes about what couldn't be saved."""
        response = exchange.response
        notes: list[str] = []
        if response is not None:
            with self._net.noticing("Saving the visitor's state", notes):
                exchange = self._apply(exchange, response, notes)
        for note in notes:
            exchange = exchange.noted(note)
        return exchange

    def _apply(self, exchange: Exchange, response: Response, notes: list[str]) -> Exchange:
        before = after = self.state
        now, parsed = self._clock(), response.parsed()
        with self._net.noticing("Saving the state in the response's body", notes):
            if isinstance(parsed, InteractResponse):
                after = after.apply_response(parsed, now, exchange.request_id)
        with self._net.noticing("Saving the response's cookies", notes):
            if self._profile.authentication is Authentication.NONE and response.header("set-cookie") is not None:
                from edge_tui.model.cookies import apply_cookies, refused_cookies

                # Even if the profile has no site domain: the event itself may have one.
                after = apply_cookies(after, response.headers, self._profile.hostname, now, exchange.request_id)
                notes.extend(refused_cookies(response.headers, self._profile.hostname))
        return self._save(exchange, before, after)

    def drop_hint(self, exchange: Exchange) -> Exchange:
        """Drops the location hint, which the gateway didn't know."""
        state = self.state
        return self._save(exchange, state, state.without_hint())

    def _save(self, exchange: Exchange, before: ClientState, after: ClientState) -> Exchange:
        if before == after:
            return exchange
        start = self._unsaved[0] if self._unsaved else before

        def changed(visitor: Visitor) -> Visitor:
            state = visitor.state(self._profile.org_id).live(self._clock())
            return visitor.with_state(self._profile.org_id, state.changed(start, after))

        try:
            self._visitors.change(self._visitor, changed)
            self._unsaved = None
        except StorageError as error:
            self._unsaved = (start, after)
            return exchange.noted(f"The visitor's state is kept for this run only: {error}")
        return exchange
