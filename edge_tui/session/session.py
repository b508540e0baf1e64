"""Sends one visitor's events with one profile: compose, send, record, read, apply the response."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from edge_tui.model.client_state import ClientState, LocationHint
from edge_tui.model.document import JsonObject, JsonValue, ParseError, kind_of, parse, pretty
from edge_tui.model.errors import SetupError, UnresolvedPlaceholderError
from edge_tui.model.exchange import Answer, Draft, Exchange, Failure, FailureKind
from edge_tui.model.headers import Headers, header_problem
from edge_tui.model.identity import mint_ecid
from edge_tui.model.placeholders import Sources, fill
from edge_tui.model.profile import Profile
from edge_tui.model.request import SERVER_HOST, Action, InteractRequest, compose, left_out, reshape, url_of
from edge_tui.model.response import InteractResponse
from edge_tui.model.trust import trusted
from edge_tui.model.unforeseen import Net, NoteCrash
from edge_tui.model.visitor import Identity
from edge_tui.session.client_state_updater import ClientStateStore, Visitors
from edge_tui.session.recorder import Record, Recorder
from edge_tui.values import identity_cookie

# A body beyond it is read in a thread: the keys would wait for it otherwise.
_LARGE_BYTES = 200_000


class Gateway(Protocol):
    """What a session sends through."""

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Answer | Failure:
        """Posts a request; trouble on the way is a `Failure`."""

    async def close(self) -> None:
        """Lets go of what it holds."""


class Session:
    """Sends events of one visitor with one profile, one at a time.

    Clock and ids come in from outside: `clock` gives an aware moment, `new_uuid` a random UUID.
    `connect` makes the gateway client when the first request is sent; it may raise `SetupError`
    for a credential that is missing.

    What the gateway answered is recorded before anything reads it. Whatever goes wrong after that
    is a notice on the exchange; whatever goes wrong before is its `Failure`, or a `SetupError`
    while nothing is sent yet. What nobody foresaw is handed to `note_crash`.
    """

    def __init__(
        self,
        profile: Profile,
        visitor: str,
        *,
        connect: Callable[[], Awaitable[Gateway]],
        history: Record,
        visitors: Visitors,
        clock: Callable[[], datetime],
        new_uuid: Callable[[], UUID],
        environ: Mapping[str, str],
        answers: Callable[[], Mapping[str, str]] = dict,
        note_crash: NoteCrash = lambda _error, _during: "",
    ) -> None:
        self.profile = profile
        self.visitor = visitor
        self._connect = connect
        self._gateway: Gateway | None = None
        self._visitors = visitors
        self._clock = clock
        self._new_uuid = new_uuid
        self._environ = environ
        self._answers = answers
        self._net = Net(note_crash)
        self._recorder = Recorder(history, self._net, keeps_history=profile.keeps_history)
        self._client_state = ClientStateStore(profile, visitor, visitors, clock, self._net)
        self._turn = asyncio.Lock()
        self._posting: asyncio.Task[Answer | Failure] | None = None
        self._minted_ecid = mint_ecid(new_uuid())
        self._last: JsonValue = None

    @property
    def state(self) -> ClientState:
        """What the visitor keeps for the profile's organisation, without what has expired."""
        return self._client_state.state

    @property
    def identities(self) -> tuple[Identity, ...]:
        """The visitor's own identities."""
        return self._visitors.get(self.visitor).identities

    @property
    def ecid(self) -> str | None:
        """The visitor's ECID: its own, or the one in the identity entry; None when there is none yet."""
        own = self._visitors.get(self.visitor).identity("ECID")
        value = self.state.value_of("identity")
        if own is not None or value is None:
            return own
        try:
            return identity_cookie.decode(value).ecid
        except ValueError:
            return None

    def sources(self) -> Sources:
        """Where placeholders would take their values from now; the last answer is this session's."""
        return self._sources(self.ecid, self._visitors.get(self.visitor).variables)

    def sources_without_visitor(self) -> Sources:
        """The same for a visitor that cannot be read: with it nothing can be sent, but an event can be written."""
        return self._sources(None, {})

    def _sources(self, ecid: str | None, variables: Mapping[str, str]) -> Sources:
        return Sources(
            self._clock(),
            lambda: str(self._new_uuid()),
            ecid or self._minted_ecid,
            self._environ,
            {**self.profile.variables, **variables},
            self._answers(),
            self._last,
        )

    def url(self, action: Action, request_id: str, document: JsonValue = None) -> str:
        """Where an action would be posted now; a media call's document says where in the API."""
        hint = self.state.hint
        return url_of(self.profile, action, request_id, hint.hint if hint else None, document)

    def prepare(self, draft: Draft, request_id: str | None = None, sources: Sources | None = None) -> Exchange:
        """What sending the draft now would send. Raises `SetupError` for a draft that cannot go out.

        `sources` fill its placeholders in place of the session's own.
        """
        with self._net.refusing("Preparing the event", "Nothing was sent."):
            return self._prepared(draft, request_id, sources)

    def _prepared(self, draft: Draft, request_id: str | None, sources: Sources | None) -> Exchange:
        sources = trusted(sources or self.sources(), draft, self.profile)
        document, headers = _filled(draft, sources), _filled_headers(draft, sources)
        request_id = request_id or str(self._new_uuid())
        state = self.state
        request = compose(
            self.profile, draft.action, document, request_id, state, identities=self.identities, headers=headers
        )
        notes = left_out(self.profile, state, self.identities)
        return Exchange(draft, request, self.profile.name, self.visitor, self._clock(), notes=notes, state=state)

    async def send(self, draft: Draft, request_id: str | None = None) -> Exchange:
        """Sends a draft and waits for how it ends.

        The exchange is in history before the first byte goes out. Sends of one session take
        turns: none overtakes another. Raises `SetupError` for a draft or a profile that cannot
        be sent with; trouble on the way is the exchange's `Failure`.
        """
        async with self._turn:
            gateway = await self._connected()
            with self._net.refusing("Preparing the event", "Nothing was sent."):
                hint = self.state.hint
            exchange = await self._exchange(gateway, self.prepare(draft, request_id))
            return await self._found(gateway, exchange, hint)

    async def connect(self) -> None:
        """Makes the gateway client, so that the next send starts at once. Raises `SetupError`."""
        await self._connected()

    async def replay(self, origin: Exchange, *, exactly: bool = False) -> Exchange:
        """Sends a past exchange again, linked to its origin.

        Afresh: its draft with a new time, new ids and the visitor's state of now, in the shape
        of this profile's API version. Exactly: the same URL and body, byte for byte; refused
        where that URL is another gateway's than the profile's, whose token must not go there.
        """
        if exactly and not _is_at(origin.request.url, self.profile):
            raise SetupError(
                f"An exact replay goes where the event went, and {self.profile.name} is at another gateway.",
                "Replay it afresh, or with its own profile.",
            )
        async with self._turn:
            gateway = await self._connected()
            with self._net.refusing("Preparing the replay", "Nothing was sent."):
                again = self._again(origin, exactly=exactly)
                hint = None if exactly else self.state.hint
            exchange = await self._exchange(gateway, replace(again, replay_of=origin.request_id))
            return await self._found(gateway, exchange, hint)

    def _again(self, origin: Exchange, *, exactly: bool) -> Exchange:
        """A past exchange as it would be sent now."""
        if not exactly:
            return self._prepared(self.reshaped(origin.draft), None, None)
        return replace(
            origin,
            profile_name=self.profile.name,
            visitor=self.visitor,
            sent_at=self._clock(),
            outcome=None,
            notes=(),
            state=self.state,
        )

    def reshaped(self, draft: Draft) -> Draft:
        """The draft in the shape of this profile's API version; unchanged when it is that already."""
        document = parse(draft.text)
        if isinstance(document, ParseError):
            return draft
        fitting = reshape(document, draft.action, draft.action.version(self.profile))
        if fitting is document:
            return draft
        return replace(draft, text=pretty(fitting))

    def cancel(self) -> bool:
        """Cancels the send in flight, which then ends as a `Failure`; False when there is none."""
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

    async def _exchange(self, gateway: Gateway, exchange: Exchange) -> Exchange:
        exchange = await self._recorder.begin(exchange)
        ended = exchange.ended(await self._outcome(gateway, exchange))
        if ended.answer is None:
            return await self._recorder.complete(ended, None)
        try:
            read, response = await self._read(await self._recorder.secure(ended), ended.answer)
        except asyncio.CancelledError:
            self._recorder.complete_at_once(ended)
            raise
        read = self._client_state.apply_response(read)
        if isinstance(response, InteractResponse):
            self._last = response.document
        return await self._recorder.complete(read, response)

    async def _outcome(self, gateway: Gateway, exchange: Exchange) -> Answer | Failure:
        """Posts a request and waits for how that ends; an exception is a `Failure` too."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            self._posting = asyncio.create_task(gateway.post(exchange.request, self.profile.timeout_seconds))
            return await self._posting
        except asyncio.CancelledError:
            if self._posting is not None:
                self._posting.cancel()
            elapsed_ms = (loop.time() - started) * 1000
            cancelled = Failure(FailureKind.CANCELLED, "Cancelled before an answer came.", elapsed_ms)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                self._recorder.complete_at_once(exchange.ended(cancelled))
                raise
            return cancelled
        except Exception as error:  # noqa: BLE001
            message = self._net.caught(error, "Sending the event")
            return Failure(FailureKind.BROKEN, message, (loop.time() - started) * 1000)
        finally:
            self._posting = None

    async def _read(self, exchange: Exchange, answer: Answer) -> tuple[Exchange, InteractResponse | ParseError]:
        """The exchange and its response; with a notice where its reader met what nobody foresaw."""
        if len(answer.body) > _LARGE_BYTES:
            response = await asyncio.to_thread(answer.response)
        else:
            response = answer.response()
        if answer.reading_error is not None:
            exchange = exchange.noted(self._net.caught(answer.reading_error, "Reading the response"))
        return exchange, response

    async def _found(self, gateway: Gateway, exchange: Exchange, hint: LocationHint | None) -> Exchange:
        """The exchange, or the one that it was sent again as where the gateway did not know the hint."""
        if hint is None or not _is_lost(exchange, hint.hint):
            return exchange
        notices: list[str] = []
        with self._net.noticing("Sending again without the location hint", notices):
            exchange = await self._exchange(gateway, self._without_hint(exchange, hint))
        for notice in notices:
            exchange = exchange.noted(notice)
        return exchange

    def _without_hint(self, refused: Exchange, hint: LocationHint) -> Exchange:
        """What is sent in place of an exchange whose location hint the gateway did not know; the hint is dropped."""
        self._client_state.drop_hint(refused)
        url = self.url(refused.draft.action, refused.request_id, parse(refused.request.body))
        again = replace(
            refused,
            request=replace(refused.request, url=url),
            sent_at=self._clock(),
            outcome=None,
            replay_of=refused.request_id,
            notes=(),
            state=self.state,
        )
        return again.noted(
            f"The gateway did not know the location hint {hint.hint}: it was dropped and the event sent again."
        )


def _is_at(url: str, profile: Profile) -> bool:
    """Whether a URL leads to a profile's gateway, a location hint in the host's name aside."""
    asked, own = urlsplit(url), urlsplit(profile.base_url)
    if asked.scheme != own.scheme or asked.netloc == own.netloc:
        return asked.scheme == own.scheme
    # Only the server endpoint has hints in its host: any other host below the gateway's is another server.
    hint, _, host = asked.netloc.partition(".")
    return profile.hostname == SERVER_HOST and host == own.netloc and hint.replace("-", "").isalnum()


def _is_lost(exchange: Exchange, hint: str) -> bool:
    """Whether the gateway did not know the location hint that was sent.

    In the path it is answered 404 with an empty body (Adobe's mobile upstream tests); in the
    host it leads to no server.
    """
    is_in_host = f"://{hint}." in exchange.request.url
    if exchange.answer is not None:
        return exchange.answer.status == 404 and not exchange.answer.body and not is_in_host
    failure = exchange.failure
    return failure is not None and failure.kind is FailureKind.UNREACHABLE and is_in_host


def _filled(draft: Draft, sources: Sources) -> JsonObject:
    document = parse(draft.text)
    if isinstance(document, ParseError):
        raise SetupError(f"The event is not JSON: {document}.", "Mend it there; nothing was sent.")
    if not isinstance(document, dict):
        raise SetupError(f"The event is {kind_of(document)}, not an object.", 'It starts with {"event": …}.')
    filled = fill(document, sources)
    if filled.unresolved:
        missing = filled.unresolved[0]
        what = f"{missing.placeholder} at {missing.pointer} cannot be filled: {missing.reason}."
        raise UnresolvedPlaceholderError(what, "Nothing was sent.", missing.pointer)
    assert isinstance(filled.document, dict)
    return filled.document


def _filled_headers(draft: Draft, sources: Sources) -> Headers:
    """A draft's own headers. A value is looked at again when it is filled: it may have become another one."""
    headers = []
    for name, value in draft.headers:
        filled = fill(value, sources)
        if filled.unresolved:
            missing = filled.unresolved[0]
            raise SetupError(
                f"{missing.placeholder} in the header {name} cannot be filled: {missing.reason}.", "Nothing was sent."
            )
        if trouble := header_problem(name, filled.document):
            raise SetupError(f"{trouble[:1].upper()}{trouble[1:]}.", "Nothing was sent.")
        headers.append((name, filled.document))
    return tuple(headers)
