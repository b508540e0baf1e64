"""Sends one visitor's events with one profile: compose, send, record, read, apply the response."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from edge_tui.model.client_state import ClientState, LocationHint
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response
from edge_tui.model.identity import new_ecid
from edge_tui.model.json.document import JsonValue, ParseError, parse, pretty
from edge_tui.model.placeholders import Sources
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action, InteractRequest, compose, left_out, reshape, url_of
from edge_tui.model.response import InteractResponse
from edge_tui.model.trust import trusted
from edge_tui.model.unforeseen import Net, NoteCrash
from edge_tui.model.visitor import Identity
from edge_tui.runtime import Runtime, Started, running_loop
from edge_tui.session.client_state_updater import ClientStateStore, Visitors
from edge_tui.session.filled_draft import filled_body, filled_headers
from edge_tui.session.recorder import HistoryWriter, Recorder

# A larger body is parsed in a thread, so that the keys don't wait for it.
_LARGE_BODY_BYTES = 200_000


# Shows a response that is not parsed yet.
ShowReceived = Callable[[Exchange], Awaitable[None]]


class Gateway(Protocol):
    """The HTTP client of a session."""

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Response | Failure:
        """Posts a request; network errors are a `Failure`."""

    async def close(self) -> None:
        """Closes all connections."""


class Session:
    """Sends events of one visitor with one profile, one at a time.

    `clock` returns an aware datetime, `new_uuid` a random UUID. `connect` creates the gateway
    client for the first request, and may raise `SetupError` for missing credentials. `runtime` is the
    event loop if none is given; a command's own runs it.

    A response is recorded before anything parses it. Whatever goes wrong after that is a note on
    the exchange; whatever goes wrong before is its `Failure`, or a `SetupError` if nothing was sent
    yet. Unexpected exceptions are passed to `note_crash`.
    """

    def __init__(
        self,
        profile: Profile,
        visitor: str,
        *,
        connect: Callable[[], Awaitable[Gateway]],
        history: HistoryWriter,
        visitors: Visitors,
        clock: Callable[[], datetime],
        new_uuid: Callable[[], UUID],
        environ: Mapping[str, str],
        answers: Callable[[], Mapping[str, str]] = dict,
        note_crash: NoteCrash = lambda _error, _during: "",
        runtime: Runtime | None = None,
    ) -> None:
        self.profile = profile
        self.visitor = visitor
        self.runtime = runtime or running_loop()
        self._connect = connect
        self._gateway: Gateway | None = None
        self._visitors = visitors
        self._clock = clock
        self._new_uuid = new_uuid
        self._environ = environ
        self._answers = answers
        self._net = Net(note_crash)
        self._recorder = Recorder(history, self._net, self.runtime, keeps_history=profile.keeps_history)
        self._client_state = ClientStateStore(profile, visitor, visitors, clock, self._net)
        self._turn = self.runtime.lock()
        self._posting: Started[Response | Failure] | None = None
        self._minted_ecid = new_ecid(new_uuid())
        self._last: InteractResponse | None = None
        # Gets a response that is in history but not parsed yet; parsing waits for it.
        self.show_received: ShowReceived | None = None

    @property
    def state(self) -> ClientState:
        """The visitor's client state for the profile's organization, without expired entries."""
        return self._client_state.state

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The visitor's own identities."""
        return self._visitors.get(self.visitor).identities

    @property
    def ecid(self) -> str | None:
        """The visitor's ECID: its own identity, or the one in its client state; None if there is none yet."""
        own = self._visitors.get(self.visitor).identity("ECID")
        value = self.state.value_of("identity")
        if own is not None or value is None:
            return own
        from edge_tui.values import identity_cookie

        try:
            return identity_cookie.decode(value).ecid
        except ValueError:
            return None

    def sources(self) -> Sources:
        """The current values for placeholders; the last response is this session's."""
        return self._sources(self.ecid, self._visitors.get(self.visitor).variables)

    def sources_without_visitor(self) -> Sources:
        """The same without the visitor, whose file may be unreadable: enough to edit an event, not to send it."""
        return self._sources(None, {})

    def _sources(self, ecid: str | None, variables: Mapping[str, str]) -> Sources:
        return Sources(
            self._clock(),
            lambda: str(self._new_uuid()),
            ecid or self._minted_ecid,
            self._environ,
            {**self.profile.variables, **variables},
            self._answers(),
            self._last.document if self._last else None,
        )

    def url(self, action: Action, request_id: str, document: JsonValue = None) -> str:
        """The URL an action would be posted to now; the path of a media call depends on its document."""
        hint = self.state.hint
        return url_of(self.profile, action, request_id, hint.hint if hint else None, document)

    def prepare(self, draft: Draft, request_id: str | None = None, sources: Sources | None = None) -> Exchange:
        """The exchange that sending a draft would begin now. Raises `SetupError` if it can't be sent.

        `sources` replace the session's own.
        """
        with self._net.refusing("Preparing the event", "Nothing was sent."):
            return self._prepared(draft, request_id, sources)

    def _prepared(self, draft: Draft, request_id: str | None, sources: Sources | None) -> Exchange:
        sources = trusted(sources or self.sources(), draft, self.profile)
        document, headers = filled_body(draft, sources), filled_headers(draft, sources)
        request_id = request_id or str(self._new_uuid())
        state = self.state
        request = compose(
            self.profile, draft.action, document, request_id, state, identities=self.identities, headers=headers
        )
        notes = left_out(self.profile, state, self.identities)
        return Exchange(draft, request, self.profile.name, self.visitor, self._clock(), notes=notes, state=state)

    async def send(self, draft: Draft, request_id: str | None = None) -> Exchange:
        """Sends a draft; returns the completed exchange.

        The exchange is in history before the first byte is sent. Sends of one session run one at a
        time, in order. Raises `SetupError` if the draft or the profile can't be used; network
        errors are the exchange's `Failure`.
        """
        async with self._turn:
            gateway = await self._connected()
            with self._net.refusing("Preparing the event", "Nothing was sent."):
                hint = self.state.hint
            exchange = await self._send(gateway, self.prepare(draft, request_id))
            return await self._without_unknown_hint(gateway, exchange, hint)

    async def connect(self) -> None:
        """Creates the gateway client, so that the next send starts immediately. Raises `SetupError`."""
        await self._connected()

    async def replay(self, origin: Exchange, *, exactly: bool = False) -> Exchange:
        """Sends a past exchange again, linked to its origin.

        By default its draft is sent with a new time, new ids and the visitor's current state, in
        the format of this profile's API version. With `exactly`, the same URL and body, byte for
        byte; raises `SetupError` if the URL isn't the profile's gateway, which must not get its token.
        """
        if exactly and not self._is_at_gateway(origin.request.url):
            raise SetupError(
                f"An exact replay uses the original URL, and {self.profile.name} has another gateway.",
                "Replay it with new IDs, or with its own profile.",
            )
        async with self._turn:
            gateway = await self._connected()
            with self._net.refusing("Preparing the replay", "Nothing was sent."):
                resent = self._replayed(origin, exactly=exactly)
                hint = None if exactly else self.state.hint
            exchange = await self._send(gateway, replace(resent, replay_of=origin.request_id))
            return await self._without_unknown_hint(gateway, exchange, hint)

    def _is_at_gateway(self, url: str) -> bool:
        from edge_tui.session.location_hint import is_at_gateway

        return is_at_gateway(url, self.profile)

    def _replayed(self, origin: Exchange, *, exactly: bool) -> Exchange:
        """The replay of an exchange, before it is sent."""
        if not exactly:
            from edge_tui.model.recorded_event import draft_to_send

            return self._prepared(self.reshaped(draft_to_send(origin)), None, None)
        return replace(
            origin,
            profile_name=self.profile.name,
            visitor=self.visitor,
            sent_at=self._clock(),
            outcome=None,
            notes=(),
            state=self.state,
            previous_ecid="",
        )

    def reshaped(self, draft: Draft) -> Draft:
        """The draft in the format of this profile's API version, unchanged if it has that already."""
        document = parse(draft.text)
        if isinstance(document, ParseError):
            return draft
        reshaped = reshape(document, draft.action, draft.action.version(self.profile))
        if reshaped is document:
            return draft
        return replace(draft, text=pretty(reshaped))

    def cancel(self) -> bool:
        """Cancels the send in flight, which then ends as a `Failure`; False if there is none."""
        if self._posting is None or self._posting.done():
            return False
        return self._posting.cancel()

    async def close(self) -> None:
        """Closes the connection."""
        if self._gateway is not None:
            await self._gateway.close()
            self._gateway = None

    async def _connected(self) -> Gateway:
        if self._gateway is None:
            with self._net.refusing("Opening the connection", "Nothing was sent."):
                self._gateway = await self._connect()
        return self._gateway

    async def _send(self, gateway: Gateway, exchange: Exchange) -> Exchange:
        exchange = await self._recorder.begin(exchange)
        ended = exchange.ended(await self._post(gateway, exchange))
        if ended.response is None:
            return await self._recorder.complete(ended, None)
        try:
            secured = await self._secured(ended)
            read, parsed = await self._parse(secured, ended.response)
        except self.runtime.cancellation:
            self._recorder.complete_now(ended)
            raise
        read = self._client_state.apply_response(read)
        if isinstance(parsed, InteractResponse):
            # Not only its document, which something else would then be the last to hold.
            self._last = parsed
        return await self._recorder.complete(read, parsed)

    async def _post(self, gateway: Gateway, exchange: Exchange) -> Response | Failure:
        """Posts a request; an exception becomes a `Failure` too."""
        started = time.monotonic()
        try:
            self._posting = self.runtime.start(gateway.post(exchange.request, self.profile.timeout_seconds))
            return await self._posting
        except self.runtime.cancellation:
            if self._posting is not None:
                self._posting.cancel()
            elapsed_ms = (time.monotonic() - started) * 1000
            canceled = Failure(FailureKind.CANCELED, "Canceled before a response arrived.", elapsed_ms)
            if self.runtime.is_canceled():
                self._recorder.complete_now(exchange.ended(canceled))
                raise
            return canceled
        except Exception as error:  # noqa: BLE001
            message = self._net.caught(error, "Sending the event")
            return Failure(FailureKind.BROKEN, message, (time.monotonic() - started) * 1000)
        finally:
            self._posting = None

    async def _secured(self, exchange: Exchange) -> Exchange:
        """The exchange once its raw response is in history; shown meanwhile, if somebody wants that."""
        if self.show_received is None:
            return await self._recorder.secure(exchange)
        secured, notes = await self.runtime.both(
            self._recorder.secure(exchange), self._shown(exchange, self.show_received)
        )
        for note in notes:
            secured = secured.noted(note)
        return secured

    async def _shown(self, exchange: Exchange, show: ShowReceived) -> list[str]:
        """Shows a response; returns what went wrong."""
        notes: list[str] = []
        with self._net.noticing("Showing the response", notes):
            await show(exchange)
        return notes

    async def _parse(self, exchange: Exchange, response: Response) -> tuple[Exchange, InteractResponse | ParseError]:
        """The exchange and its parsed response, with a note if parsing failed unexpectedly."""
        if len(response.body) > _LARGE_BODY_BYTES:
            parsed = await self.runtime.in_thread(response.parsed)
        else:
            parsed = response.parsed()
        if response.reading_error is not None:
            exchange = exchange.noted(self._net.caught(response.reading_error, "Reading the response"))
        return exchange, parsed

    async def _without_unknown_hint(self, gateway: Gateway, exchange: Exchange, hint: LocationHint | None) -> Exchange:
        """The exchange; if the gateway didn't know the location hint, the exchange resent without it."""
        if hint is None:
            return exchange
        from edge_tui.session.location_hint import has_unknown_hint

        if not has_unknown_hint(exchange, hint.hint):
            return exchange
        notes: list[str] = []
        with self._net.noticing("Resending without the location hint", notes):
            exchange = await self._send(gateway, self._resent_without_hint(exchange, hint))
        for note in notes:
            exchange = exchange.noted(note)
        return exchange

    def _resent_without_hint(self, refused: Exchange, hint: LocationHint) -> Exchange:
        """Drops an unknown location hint; returns the exchange to send in place of the refused one."""
        self._client_state.drop_hint(refused)
        url = self.url(refused.draft.action, refused.request_id, parse(refused.request.body))
        resent = replace(
            refused,
            request=replace(refused.request, url=url),
            sent_at=self._clock(),
            outcome=None,
            replay_of=refused.request_id,
            notes=(),
            state=self.state,
        )
        return resent.noted(
            f"The gateway didn't know the location hint {hint.hint}: it was dropped and the event sent again."
        )
