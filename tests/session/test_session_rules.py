"""Where a session sends events, how often, and what it records: rules as tables."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count, product
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.errors import SetupError, UnresolvedPlaceholderError
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.json.document import at, parse
from edge_tui.model.profile import EMULATOR_PROFILE, Authentication, Profile
from edge_tui.model.request import SERVER_HOST, Action, InteractRequest
from edge_tui.model.visitor import Identity, Visitor
from edge_tui.session.session import Session
from edge_tui.workspace import Workspace

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
EVENT = Draft('{"event": {"xdm": {"timestamp": "{{now}}", "eventType": "test"}}}')
ORG = "ORG@AdobeOrg"

Outcome = Response | Failure


def response(body: bytes | Any = b"", status: int = 200) -> Response:
    """A response with this body, as bytes or as JSON."""
    return Response(status, (), body if isinstance(body, bytes) else json.dumps(body).encode(), Timings(1.0))


ENVELOPE = response({"requestId": "r", "handle": []})


class Scripted:
    """A gateway that returns the given outcomes in order, repeats the last one, and records requests."""

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes) or [ENVELOPE]
        self.requests: list[InteractRequest] = []
        self.timeouts: list[float] = []
        self.closed = 0

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Outcome:
        self.requests.append(request)
        self.timeouts.append(timeout_seconds)
        return self._outcomes.pop(0) if len(self._outcomes) > 1 else self._outcomes[0]

    async def close(self) -> None:
        self.closed += 1


class Harness:
    """Stores on disk, a clock moved by hand, and sessions with a scripted gateway."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.now = NOW
        self.connected = 0
        self._ids = count(1)

    def session(
        self,
        gateway: Scripted,
        url: str = "https://edge.acme.example",
        visitor: str = "anna",
        environ: dict[str, str] | None = None,
        answers: Callable[[], dict[str, str]] = dict,
        **fields: Any,
    ) -> Session:
        async def connect() -> Scripted:
            self.connected += 1
            return gateway

        return Session(
            Profile("acme", url=url, datastream_id="d1", org_id=ORG, **fields),
            visitor,
            connect=connect,
            history=self.workspace.history,
            visitors=self.workspace.visitors,
            clock=lambda: self.now,
            new_uuid=lambda: UUID(int=next(self._ids), version=4),
            environ=environ or {},
            answers=answers,
        )

    def keep(self, *entries: StateEntry, hint: str | None = None, visitor: str = "anna") -> ClientState:
        """Sets a visitor's client state."""
        found = LocationHint(hint, self.now + timedelta(minutes=30)) if hint else None
        state = ClientState(entries, found)
        self.workspace.visitors.save(self.workspace.visitors.get(visitor).with_state(ORG, state))
        return state

    def latest(self, number: int = 1) -> list[Exchange]:
        """The exchanges in history, latest first."""
        history = self.workspace.history
        found = [history.load(each.key) for each in history.recent(number)]
        return [each for each in found if each is not None]


@pytest.fixture
def harness(workspace: Workspace) -> Harness:
    return Harness(workspace)


def origin_at(url: str, *, request_id: str = "origin") -> Exchange:
    """A past exchange with a URL."""
    request = InteractRequest(request_id, url, (("content-type", "application/json"),), '{"event":{}}')
    return Exchange(Draft("{}"), request, "elsewhere", "bert", NOW - timedelta(days=1), ENVELOPE)


# Where an exact replay may go.

QUERY = "/ee/v2/interact?datastreamId=d1&requestId=origin"
ELSEWHERE = [
    ("https://edge.acme.example", "http://edge.acme.example", "without TLS"),
    ("http://edge.acme.example", "https://edge.acme.example", "another scheme"),
    ("https://edge.acme.example", "//edge.acme.example", "no scheme"),
    ("https://edge.acme.example", "", "no host"),
    ("https://edge.acme.example", "ftp://edge.acme.example", "a scheme that is not HTTP"),
    ("https://edge.acme.example", "https://edge.acme.example:8443", "another port"),
    ("https://edge.acme.example:8443", "https://edge.acme.example", "the default port"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:80801", "a port that begins alike"),
    ("https://edge.acme.example", "https://evil.example", "another host"),
    ("https://edge.acme.example", "https://acme.example", "the domain above"),
    ("https://edge.acme.example", "https://other.acme.example", "a host next door"),
    ("https://edge.acme.example", "https://notedge.acme.example", "a host that ends alike"),
    ("https://edge.acme.example", "https://edge.acme.example.evil.example", "a host that begins alike"),
    ("https://edge.acme.example", "https://x.edge.acme.example", "a host below that isn't a location"),
    ("https://acme.example", "https://blog.acme.example", "another host of the site"),
    ("https://edge.acme.example", "https://edge.acme.example@evil.example", "the host as a user name"),
    ("https://edge.acme.example", "https://me:secret@edge.acme.example", "a user name"),
    ("https://edge.acme.example", "https://evil.example/.edge.acme.example", "the host in the path"),
    ("https://edge.acme.example", "https://evil.example?.edge.acme.example", "the host in the query"),
    ("https://edge.acme.example", "https://evil.example#.edge.acme.example", "the host in the fragment"),
    ("https://edge.acme.example", "https://evil.example\\.edge.acme.example", "a backslash"),
    ("https://server.adobedc.net", "http://or2.server.adobedc.net", "a location without TLS"),
    ("https://server.adobedc.net", "https://a.b.server.adobedc.net", "two labels before the server's"),
    ("https://server.adobedc.net", "https://me@or2.server.adobedc.net", "a location behind a user name"),
    ("https://server.adobedc.net", "https://evil.example:x.server.adobedc.net", "a location that is a port"),
    ("https://server.adobedc.net", "https://evil.example%2f.server.adobedc.net", "a location that is an address"),
    ("https://server.adobedc.net", "https://.server.adobedc.net", "an empty location"),
    ("https://or2.server.adobedc.net", "https://va6.server.adobedc.net", "another location of a profile with one"),
    ("https://edge.acme.example", "http://emulator", "the emulator"),
]
THERE = [
    ("https://edge.acme.example", "https://edge.acme.example"),
    ("https://edge.acme.example/", "https://edge.acme.example"),
    ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ("https://server.adobedc.net", "https://server.adobedc.net"),
    ("https://server.adobedc.net", "https://or2.server.adobedc.net"),
    ("https://server.adobedc.net:8443", "https://va6.server.adobedc.net:8443"),
    ("emulator", "http://emulator"),
]


@pytest.mark.parametrize(("own", "origin_url"), [each[:2] for each in ELSEWHERE], ids=[each[2] for each in ELSEWHERE])
async def test_an_exact_replay_to_anywhere_but_the_profiles_gateway_is_refused(
    harness: Harness, own: str, origin_url: str
) -> None:
    gateway = Scripted()
    session = harness.session(gateway, own, authentication=Authentication.TOKEN)

    with pytest.raises(SetupError, match="another gateway"):
        await session.replay(origin_at(origin_url + QUERY), exactly=True)

    assert gateway.requests == []
    assert harness.connected == 0
    assert harness.latest() == []


@pytest.mark.parametrize(("own", "origin_url"), THERE)
async def test_an_exact_replay_to_the_profiles_gateway_is_sent(harness: Harness, own: str, origin_url: str) -> None:
    gateway = Scripted()
    origin = origin_at(origin_url + QUERY)

    await harness.session(gateway, own).replay(origin, exactly=True)

    assert gateway.requests == [origin.request]


async def test_no_url_takes_an_exact_replay_to_another_server(harness: Harness) -> None:
    schemes = ("https://", "http://", "https:/", "HTTPS://", "https:///", "//")
    users = ("", "me@", "edge.acme.example@", "evil.example:443@", "evil.example\\@")
    hosts = (
        "edge.acme.example",
        "EDGE.ACME.EXAMPLE",
        "edge.acme.example.",
        "or2.edge.acme.example",
        "evil.example\\.edge.acme.example",
        "evil.example%2f.edge.acme.example",
        "[::1].edge.acme.example",
    )
    ports = ("", ":443", ":80", ":", ":443.edge.acme.example")
    for scheme, user, host, port in product(schemes, users, hosts, ports):
        gateway = Scripted()
        url = scheme + user + host + port + QUERY
        try:
            await harness.session(gateway, keeps_history=False).replay(origin_at(url), exactly=True)
        except SetupError:
            continue
        [request] = gateway.requests
        reached = httpx.URL(request.url)
        assert (reached.scheme, reached.host, reached.port or 443) == ("https", "edge.acme.example", 443), url
        assert not reached.userinfo, url


async def test_an_exact_replay_is_recorded_as_a_new_send_of_this_visitor(harness: Harness) -> None:
    gateway = Scripted()
    kept = harness.keep(StateEntry("k_identity", "now"), hint="or2")
    origin = replace(
        origin_at("https://edge.acme.example" + QUERY),
        notes=("The origin's own note.",),
        replay_of="an earlier one",
        state=ClientState((StateEntry("k_identity", "then"),)),
    )
    again = await harness.session(gateway, visitor="anna").replay(origin, exactly=True)

    for exchange in (again, *harness.latest()):
        assert exchange.state == kept
        assert (exchange.profile_name, exchange.visitor, exchange.sent_at) == ("acme", "anna", NOW)
        assert exchange.replay_of == "origin"
        assert exchange.notes == ()
        assert exchange.request == origin.request


async def test_an_exact_replay_that_fails_shows_its_own_failure_and_not_the_origins_response(harness: Harness) -> None:
    broken = Failure(FailureKind.BROKEN, "The connection broke.", 2.0)
    again = await harness.session(Scripted(broken)).replay(origin_at("https://edge.acme.example" + QUERY), exactly=True)

    assert again.outcome == broken
    [recorded] = harness.latest()
    assert recorded.outcome == broken


# When an event is resent without its location hint.

BODIES = {"an empty body": b"", "a blank one": b" ", "an envelope": ENVELOPE.body, "a page": b"<html>"}
UNREACHABLE = Failure(FailureKind.UNREACHABLE, "The host cannot be found.")
PATH, HOST = "https://edge.acme.example", f"https://{SERVER_HOST}"
ONCE: list[tuple[str, Outcome, str]] = [
    *(
        (PATH, response(body, status), f"hint in the path, {status} with {words}")
        for status, (words, body) in product((200, 202, 204, 400, 401, 403, 404, 410, 421, 500, 503), BODIES.items())
        if (status, words) != (404, "an empty body")
    ),
    *((HOST, response(b"", status), f"hint in the host, {status}") for status in (200, 204, 400, 404, 410, 500)),
    *(
        (HOST, Failure(kind, "No response."), f"hint in the host, {kind}")
        for kind in FailureKind
        if kind is not FailureKind.UNREACHABLE
    ),
    *((PATH, Failure(kind, "No response."), f"hint in the path, {kind}") for kind in FailureKind),
]


@pytest.mark.parametrize(("url", "outcome"), [each[:2] for each in ONCE], ids=[each[2] for each in ONCE])
async def test_an_event_is_sent_once_if_the_hint_was_known(harness: Harness, url: str, outcome: Outcome) -> None:
    gateway = Scripted(outcome, ENVELOPE)
    harness.keep(hint="or2")
    session = harness.session(gateway, url)
    exchange = await session.send(EVENT)

    assert exchange.outcome == outcome
    assert len(gateway.requests) == 1
    assert session.state.hint is not None
    assert exchange.notes == ()


@pytest.mark.parametrize("outcome", [response(b"", 404), UNREACHABLE], ids=["an empty 404", "no server"])
async def test_an_event_without_a_hint_is_never_sent_twice(harness: Harness, outcome: Outcome) -> None:
    gateway = Scripted(outcome, ENVELOPE)
    exchange = await harness.session(gateway).send(EVENT)

    assert exchange.outcome == outcome
    assert len(gateway.requests) == 1


LOST = [(PATH, response(b"", 404)), (HOST, UNREACHABLE)]
AGAIN = ["send", "replay"]


@pytest.mark.parametrize(("url", "outcome"), LOST, ids=["in the path", "in the host"])
@pytest.mark.parametrize("way", AGAIN)
async def test_an_unknown_hint_is_dropped_and_the_same_event_is_resent(
    harness: Harness, url: str, outcome: Outcome, way: str
) -> None:
    gateway = Scripted(outcome, ENVELOPE)
    harness.keep(StateEntry("k_identity", "abc"), hint="or2")
    session = harness.session(gateway, url)
    if way == "send":
        exchange = await session.send(EVENT)
    else:
        exchange = await session.replay(replace(origin_at(url + QUERY), draft=EVENT))
    first, second = gateway.requests

    assert "or2" in first.url
    assert second == replace(first, url=first.url.replace("or2/", "").replace("or2.", ""))
    assert exchange.outcome == ENVELOPE
    assert exchange.request == second
    assert len(exchange.notes) == 1
    assert "location hint or2" in exchange.notes[0]
    assert harness.workspace.visitors.get("anna").state(ORG) == session.state == exchange.state
    assert session.state == ClientState((StateEntry("k_identity", "abc"),))
    again, refused = harness.latest(2)
    assert again.replay_of == refused.request_id
    assert refused.outcome == outcome
    assert refused.state is not None
    assert refused.state.hint is not None


@pytest.mark.parametrize(("url", "outcome"), LOST, ids=["in the path", "in the host"])
async def test_an_event_that_fails_without_its_hint_too_is_not_sent_a_third_time(
    harness: Harness, url: str, outcome: Outcome
) -> None:
    gateway = Scripted(outcome)
    harness.keep(hint="or2")
    exchange = await harness.session(gateway, url).send(EVENT)

    assert exchange.outcome == outcome
    assert len(gateway.requests) == 2


@pytest.mark.parametrize(("url", "outcome"), LOST, ids=["in the path", "in the host"])
async def test_an_exact_replay_is_never_sent_without_the_hint_it_had(
    harness: Harness, url: str, outcome: Outcome
) -> None:
    gateway = Scripted(outcome, ENVELOPE)
    harness.keep(hint="or2")
    session = harness.session(gateway, url)
    there = session.url(Action.INTERACT, "origin")
    exchange = await session.replay(origin_at(there), exactly=True)

    assert [request.url for request in gateway.requests] == [there]
    assert exchange.outcome == outcome
    assert session.state.hint is not None


async def test_a_resent_event_has_its_own_send_time(harness: Harness) -> None:
    class Slow(Scripted):
        async def post(self, request: InteractRequest, timeout_seconds: float) -> Outcome:
            harness.now += timedelta(seconds=3)
            return await super().post(request, timeout_seconds)

    harness.keep(hint="or2")
    exchange = await harness.session(Slow(response(b"", 404), ENVELOPE)).send(EVENT)

    assert exchange.sent_at == NOW + timedelta(seconds=3)


# The values of `{{last:…}}`.

LATER = [
    ({"requestId": "2", "handle": []}, 200, "no handles"),
    ({"requestId": "2"}, 200, "an envelope without handles"),
    ({"requestId": "2", "handle": [], "errors": [{"title": "no"}]}, 207, "in part"),
    ({"requestId": "2", "title": "Invalid", "status": 400, "type": "x"}, 400, "a refusal"),
    ({"requestId": "2", "other": 1}, 500, "an object that is none of the gateway's"),
]


@pytest.mark.parametrize(("body", "status"), [each[:2] for each in LATER], ids=[each[2] for each in LATER])
async def test_the_last_response_is_the_latest_one_whatever_its_content(
    harness: Harness, body: Any, status: int
) -> None:
    first = response({"requestId": "1", "handle": [{"type": "t", "payload": [{"id": "old"}]}]})
    gateway = Scripted(first, response(body, status), ENVELOPE)
    session = harness.session(gateway)
    await session.send(EVENT)
    await session.send(EVENT)
    await session.send(Draft('{"event": {"data": {"of": "{{last:/requestId}}"}}}'))

    assert at(parse(gateway.requests[2].body), "/event/data/of") == "2"
    with pytest.raises(SetupError, match="last:t/0/id"):
        session.prepare(Draft('{"event": {"data": {"of": "{{last:t/0/id}}"}}}'))


@pytest.mark.parametrize("outcome", [UNREACHABLE, response(b"<html>", 502)], ids=["a failure", "a page"])
async def test_a_response_that_is_not_json_does_not_replace_the_last_response(
    harness: Harness, outcome: Outcome
) -> None:
    session = harness.session(Scripted(response({"requestId": "1"}), outcome))
    await session.send(EVENT)
    await session.send(EVENT)

    assert session.sources().last == {"requestId": "1"}


async def test_an_exact_replay_sets_the_last_response_too(harness: Harness) -> None:
    session = harness.session(Scripted(response({"requestId": "1"}), response({"requestId": "2"})))
    await session.send(EVENT)
    await session.replay(origin_at(PATH + QUERY), exactly=True)

    assert session.sources().last == {"requestId": "2"}


# The sources of placeholders.

IDENTITY = (
    "CiY0MTg2MTY2NjE5MzE0MDE2MTkzNDI3Njg0NTY1MTE0ODg3Njk4OFIQCM68vcXoMhgBKgNPUjIwAaAB0ry9xegysAHCqAHwAc68vcXoMg=="
)


def test_a_visitors_own_ecid_takes_precedence_over_its_identity_entry(harness: Harness) -> None:
    harness.keep(StateEntry("k_identity", IDENTITY))
    session = harness.session(Scripted())
    assert session.ecid == "41861666193140161934276845651148876988"

    visitor = harness.workspace.visitors.get("anna")
    harness.workspace.visitors.save(replace(visitor, identities=(Identity("CRMID", "7"), Identity("ECID", "1234"))))
    assert session.ecid == "1234"
    assert session.sources().ecid == "1234"


@pytest.mark.parametrize("entries", [(), (StateEntry("k_identity", "not an identity"),)], ids=["none", "unreadable"])
def test_a_visitor_without_an_ecid_is_given_the_same_one_in_every_event(
    harness: Harness, entries: tuple[StateEntry, ...]
) -> None:
    harness.keep(*entries)
    session = harness.session(Scripted())

    assert session.ecid is None
    minted = session.sources().ecid
    assert len(minted) == 38
    assert minted.isdigit()
    assert session.sources().ecid == minted
    assert harness.session(Scripted()).sources().ecid != minted


def test_a_visitors_variable_takes_precedence_over_the_profiles(harness: Harness) -> None:
    own = Visitor("anna", variables={"shop": "anna's", "basket": "full"})
    harness.workspace.visitors.save(own)
    session = harness.session(
        Scripted(),
        variables={"shop": "the profile's", "page": "home"},
        environ={"SHOP": "9"},
        answers=lambda: {"colour": "red"},
    )
    words = ("{{var:shop}}", "{{var:page}}", "{{var:basket}}", "{{env:SHOP}}", "{{ask:colour}}")
    sent = parse(session.prepare(Draft(json.dumps({"event": {"data": list(words)}}))).request.body)

    assert at(sent, "/event/data") == ["anna's", "home", "full", "9", "red"]


def test_an_event_can_be_prepared_with_other_sources(harness: Harness) -> None:
    session = harness.session(Scripted())
    elsewhere = replace(session.sources(), now=NOW - timedelta(days=1), variables={"shop": "theirs"})
    draft = Draft('{"event": {"data": ["{{now}}", "{{var:shop}}"]}}', headers=(("x-forwarded-for", "{{var:shop}}"),))
    request = session.prepare(draft, "its own id", elsewhere).request

    assert at(parse(request.body), "/event/data") == ["2026-02-28T09:30:00.000Z", "theirs"]
    assert dict(request.headers)["x-forwarded-for"] == "theirs"
    assert request.request_id == "its own id"
    assert "requestId=its+own+id" in request.url


def test_an_unresolved_placeholder_has_its_location(harness: Harness) -> None:
    session = harness.session(Scripted())
    with pytest.raises(UnresolvedPlaceholderError, match=r"\{\{var:no\}\} at /event/data/1 ") as refused:
        session.prepare(Draft('{"event": {"data": [1, "{{var:no}}"]}}'))
    assert refused.value.pointer == "/event/data/1"
    with pytest.raises(SetupError, match=r"\{\{var:no\}\} in the header x-note can't be filled"):
        session.prepare(Draft("{}", headers=(("x-note", "{{var:no}}"),)))


@pytest.mark.parametrize(
    ("text", "what", "how"),
    [
        ("{", "isn't JSON", "nothing was sent"),
        ("[1]", "an array, not an object", '{"event": …}'),
        ('{"a": "{{var:no}}"}', "{{var:no}} at /a", "Nothing was sent"),
    ],
)
def test_an_error_has_the_problem_and_the_fix(harness: Harness, text: str, what: str, how: str) -> None:
    with pytest.raises(SetupError) as refused:
        harness.session(Scripted()).prepare(Draft(text))
    assert what in refused.value.what
    assert how in refused.value.how


@pytest.mark.parametrize(
    ("name", "value"), [("x-note", "a\nb"), ("x-note", "a\rx-api-key: b"), ("content-length", "{{var:it}}")]
)
def test_a_header_that_filling_makes_impossible_is_refused(harness: Harness, name: str, value: str) -> None:
    session = harness.session(Scripted(), variables={"it": value})
    with pytest.raises(SetupError, match=r"^[A-Z]") as refused:
        session.prepare(Draft("{}", headers=((name, "{{var:it}}"),)))
    assert "\n" not in str(refused.value)


# One send at a time, canceling, and recording.


async def test_a_session_connects_once_and_reconnects_after_it_was_closed(harness: Harness) -> None:
    gateway = Scripted()
    session = harness.session(gateway, timeout_seconds=7.5)
    await session.connect()
    await session.send(EVENT)
    await session.send(EVENT)
    assert (harness.connected, gateway.closed) == (1, 0)
    assert gateway.timeouts == [7.5, 7.5]

    await session.close()
    await session.close()
    assert gateway.closed == 1
    await session.send(EVENT)
    assert harness.connected == 2


class Waiting(Scripted):
    """A gateway that signals a request, and waits before it responds."""

    def __init__(self, *outcomes: Outcome) -> None:
        super().__init__(*outcomes)
        self.received = asyncio.Event()
        self.go_on = asyncio.Event()

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Outcome:
        self.received.set()
        await self.go_on.wait()
        return await super().post(request, timeout_seconds)


@pytest.mark.parametrize("keeps_history", [True, False], ids=["recorded", "not recorded"])
async def test_a_caller_that_goes_away_leaves_a_record_only_if_the_profile_keeps_history(
    harness: Harness, keeps_history: bool
) -> None:
    gateway = Waiting()
    sending = asyncio.create_task(harness.session(gateway, keeps_history=keeps_history).send(EVENT))
    await gateway.received.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    assert gateway.requests == []
    assert [each.failure and each.failure.kind for each in harness.latest()] == [FailureKind.CANCELED] * keeps_history


async def test_a_caller_can_go_away_even_if_nothing_can_be_written(harness: Harness, home: Path) -> None:
    (home / "history.sqlite").mkdir()
    gateway = Waiting()
    sending = asyncio.create_task(harness.session(gateway).send(EVENT))
    await gateway.received.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending


async def test_a_canceled_send_says_so_once_and_leaves_the_visitor_and_the_last_response_alone(
    harness: Harness,
) -> None:
    gateway = Waiting(response({"requestId": "1", "handle": []}))
    kept = harness.keep(StateEntry("k_identity", "abc"), hint="or2")
    session = harness.session(gateway)
    sending = asyncio.create_task(session.send(EVENT))
    await gateway.received.wait()
    assert session.cancel()
    exchange = await sending

    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.CANCELED
    assert exchange.failure.elapsed_ms >= 0
    assert not session.cancel()
    assert session.sources().last is None
    assert session.state == kept
    assert len(harness.latest(2)) == 1


async def test_a_replay_waits_for_the_send_before_it(harness: Harness) -> None:
    gateway = Waiting()
    session = harness.session(gateway)
    first = asyncio.create_task(session.send(EVENT))
    await gateway.received.wait()
    replays = [
        asyncio.create_task(session.replay(replace(origin_at(PATH + QUERY), draft=EVENT), exactly=exactly))
        for exactly in (True, False)
    ]
    gateway.received.clear()
    for _ in range(5):
        await asyncio.sleep(0)
    assert not gateway.received.is_set()
    gateway.go_on.set()
    await asyncio.gather(first, *replays)
    assert len(gateway.requests) == 3


def texts_of(drafts: Iterable[Draft]) -> list[Any]:
    return [parse(draft.text) for draft in drafts]


def test_a_draft_is_reshaped_only_where_its_version_asks_for_it(harness: Harness) -> None:
    session = harness.session(Scripted())
    as_it_is = [Draft('{ "event": {} }'), Draft("{"), Draft("[1]"), Draft('{"events": [{}, {}]}')]

    assert [session.reshaped(draft) for draft in as_it_is] == as_it_is
    older = Draft('{"events": [{"xdm": {}}]}', template="t", headers=(("x-note", "1"),))
    fitting = session.reshaped(older)
    assert parse(fitting.text) == {"event": {"xdm": {}}}
    assert replace(fitting, text="") == replace(older, text="")


def test_the_current_url_has_the_current_hint(harness: Harness) -> None:
    session = harness.session(Scripted())
    assert urlsplit(session.url(Action.INTERACT, "r")).path == "/ee/v2/interact"
    harness.keep(hint="or2")
    assert session.url(Action.COLLECT, "r") == "https://edge.acme.example/ee/or2/v2/collect?datastreamId=d1&requestId=r"
    media = {"events": [{"xdm": {"eventType": "media.ping"}}]}
    assert urlsplit(session.url(Action.MEDIA, "r", media)).path == "/ee/or2/va/v1/ping"


def test_the_emulators_own_profile_is_at_the_emulator(harness: Harness) -> None:
    gateway = Scripted()
    session = harness.session(gateway, EMULATOR_PROFILE.url)
    asyncio.run(session.replay(origin_at(EMULATOR_PROFILE.base_url + QUERY), exactly=True))
    assert len(gateway.requests) == 1
