"""What an answer tells the client to keep, absorbed into its visitor."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from edge_tui.model.client_state import ClientState
from edge_tui.model.cookies import apply_cookies, refused_cookies
from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Answer, Exchange
from edge_tui.model.profile import Authentication, Profile
from edge_tui.model.response import InteractResponse
from edge_tui.model.unforeseen import Net
from edge_tui.model.visitor import Visitor


class Visitors(Protocol):
    """Where visitors are kept, by this process and by others."""

    def get(self, name: str) -> Visitor:
        """A visitor by name, an empty one when there is none."""

    def change(self, name: str, change: Callable[[Visitor], Visitor]) -> Visitor:
        """Changes a visitor as it is kept now, where nobody else does; raises `StorageError` where it cannot."""


class ClientStateStore:
    """The client state of one visitor for one profile.

    Only what an answer changed is written, into what is kept by then: of two processes that are
    the same visitor neither loses what the other was given, and of one key the last one wins.
    What cannot be written is kept for this run. An answer that cannot be absorbed is a notice on
    its exchange, and what is kept stays as it was.
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
        # The state as it could be read last, and what has become of it in this run.
        self._unsaved: tuple[ClientState, ClientState] | None = None

    @property
    def state(self) -> ClientState:
        """What the visitor keeps for the profile's organisation, without what has expired."""
        state = self._unsaved[1] if self._unsaved else self._visitors.get(self._visitor).state(self._profile.org_id)
        return state.live(self._clock())

    def absorb(self, exchange: Exchange) -> Exchange:
        """Keeps what the answer said, in its body and in cookies; with a notice on what could not be kept."""
        answer = exchange.answer
        notices: list[str] = []
        if answer is not None:
            with self._net.noticing("Keeping the visitor's state", notices):
                exchange = self._absorb(exchange, answer, notices)
        for notice in notices:
            exchange = exchange.remarked(notice)
        return exchange

    def _absorb(self, exchange: Exchange, answer: Answer, notices: list[str]) -> Exchange:
        before = after = self.state
        now, response = self._clock(), answer.response()
        with self._net.noticing("Keeping the state in the response's body", notices):
            if isinstance(response, InteractResponse):
                after = after.apply_response(response, now, exchange.request_id)
        with self._net.noticing("Keeping the response's cookies", notices):
            if self._profile.authentication is Authentication.NONE:
                # Also without a site domain in the profile: the event itself may have named one.
                after = apply_cookies(after, answer.headers, self._profile.hostname, now, exchange.request_id)
                notices.extend(refused_cookies(answer.headers, self._profile.hostname))
        return self._keep(exchange, before, after)

    def drop_hint(self, exchange: Exchange) -> Exchange:
        """Forgets the location hint, which the gateway did not know."""
        state = self.state
        return self._keep(exchange, state, state.without_hint())

    def _keep(self, exchange: Exchange, before: ClientState, after: ClientState) -> Exchange:
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
            return exchange.remarked(f"The visitor's state is kept for this run only: {error}")
        return exchange
