"""Whatever a gateway does: the response is in history, the exchange has ended, and no secret is shown."""

import json
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from edge_tui.model import exchange as exchange_module
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, FailureKind, Response, Timings
from edge_tui.model.profile import Profile
from edge_tui.model.request import InteractRequest
from edge_tui.session.session import Session
from edge_tui.workspace import Workspace

EVENT = Draft('{"event": {"xdm": {"_id": "{{uuid}}", "eventType": "test"}}}')
ASKING = Draft('{"event": {"xdm": {"_id": "{{last:/handle/0/payload/0/id}}"}}}')
SECRET = "CANARY-7f3a"


class Scripted:
    """A gateway that returns or raises the given outcome."""

    def __init__(self, *outcomes: Response | Exception) -> None:
        self._outcomes = list(outcomes)
        self.is_closed = False

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Response:
        outcome = self._outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def close(self) -> None:
        self.is_closed = True


def response(body: bytes = b"{}", *headers: tuple[str, str], status: int = 200) -> Response:
    return Response(status, headers, body, Timings(1.0))


def session_with(workspace: Workspace, *outcomes: Response | Exception, **fields: Any) -> Session:
    """A session of a workspace, with a scripted gateway."""

    async def connect() -> Scripted:
        return Scripted(*outcomes)

    return Session(
        Profile("scripted", **{"datastream_id": "ds", "org_id": "ORG@AdobeOrg", **fields}),
        "default",
        connect=connect,
        history=workspace.history,
        visitors=workspace.visitors,
        clock=workspace.clock,
        new_uuid=workspace.new_uuid,
        environ={},
        note_crash=workspace.note_crash,
    )


@pytest.fixture
async def seeded_workspace(home: Path) -> AsyncIterator[Workspace]:
    numbers = random.Random(1)
    workspace = Workspace({"EDGE_TUI_HOME": str(home)}, new_uuid=lambda: UUID(int=numbers.getrandbits(128), version=4))
    yield workspace
    await workspace.close()


def recorded(workspace: Workspace, exchange: Exchange) -> Exchange:
    """The exchange as recorded in history."""
    found = workspace.history.find(exchange.request_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "error",
    [
        UnicodeEncodeError("ascii", f"x: Zürich {SECRET}", 4, 5, "ordinal not in range(128)"),
        ValueError(SECRET),
        RecursionError(SECRET),
        OverflowError(SECRET),
        MemoryError(SECRET),
        ExceptionGroup(SECRET, [KeyError(SECRET)]),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_any_exception_of_posting_ends_the_exchange_and_is_named_without_its_message(
    seeded_workspace: Workspace, error: Exception
) -> None:
    exchange = await session_with(seeded_workspace, error).send(EVENT)
    assert exchange.failure is not None
    assert exchange.failure.kind is FailureKind.BROKEN
    assert type(error).__name__ in exchange.failure.message
    [summary] = seeded_workspace.history.recent()
    assert summary.failure == "broken"
    assert recorded(seeded_workspace, exchange).failure == exchange.failure
    [note] = seeded_workspace.crash_notes.all()
    assert "test_recorded_first.py" in note.read_text()
    assert not any(
        SECRET.encode() in path.read_bytes() for path in seeded_workspace.paths.data.rglob("*") if path.is_file()
    )


async def test_a_send_after_one_that_raised_is_sent(seeded_workspace: Workspace) -> None:
    session = session_with(seeded_workspace, ValueError(), response())
    await session.send(EVENT)
    assert (await session.send(EVENT)).response is not None


STEPS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "reading": lambda patch: patch.setattr(exchange_module, "read_response", _raise),
    "applying the body": lambda patch: patch.setattr("edge_tui.model.client_state.ClientState.apply_response", _raise),
    "applying cookies": lambda patch: patch.setattr("edge_tui.model.cookies.refused_cookies", _raise),
    "writing the visitor": lambda patch: patch.setattr("edge_tui.store.visitors.VisitorStore._write", _raise),
    "reading the visitor": lambda patch: patch.setattr(
        "edge_tui.session.client_state_updater.ClientStateStore._apply", _raise
    ),
}


def _raise(*_arguments: Any, **_named: Any) -> None:
    raise LookupError(SECRET)


@pytest.mark.parametrize("step", STEPS)
async def test_any_exception_of_a_later_step_is_a_note_and_the_response_is_in_history(
    seeded_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    payload = [{"key": "k_identity", "value": "v", "maxAge": 60}]
    body = json.dumps({"requestId": "r", "handle": [{"type": "state:store", "payload": payload}]}).encode()
    came = response(body, ("set-cookie", "kndctr_x=v"), status=207)
    session = session_with(seeded_workspace, came)
    with monkeypatch.context() as patch:
        STEPS[step](patch)
        exchange = await session.send(EVENT)
    assert exchange.outcome is came
    assert any("LookupError" in note for note in exchange.notes)
    assert SECRET not in str(exchange.notes)
    kept = recorded(seeded_workspace, exchange)
    assert kept.response == came
    assert kept.notes == exchange.notes
    assert seeded_workspace.history.count() == 1


async def test_a_body_that_crashes_its_parser_is_still_shown(
    seeded_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = response(b'{"requestId": "r", "handle": []}')
    with monkeypatch.context() as patch:
        STEPS["reading"](patch)
        exchange = await session_with(seeded_workspace, came).send(EVENT)
        outline = seeded_workspace.outline(exchange)
    assert "LookupError" in str(came.parsed())
    assert outline.children()


async def test_cookies_that_cannot_be_applied_do_not_affect_the_body(
    seeded_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    payload = [{"key": "k_identity", "value": "v", "maxAge": 60}]
    body = json.dumps({"handle": [{"type": "state:store", "payload": payload}]}).encode()
    session = session_with(seeded_workspace, response(body, ("set-cookie", "kndctr_x=v")))
    with monkeypatch.context() as patch:
        STEPS["applying cookies"](patch)
        await session.send(EVENT)
    assert session.state.value_of("identity") == "v"


async def test_a_failure_before_the_send_is_a_sentence_and_nothing_is_sent(
    seeded_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_tui.session.session.compose", _raise)
    session = session_with(seeded_workspace)
    with pytest.raises(SetupError, match=r"LookupError.* Nothing was sent\.") as raised:
        await session.send(EVENT)
    assert SECRET not in str(raised.value)
    with pytest.raises(SetupError, match="LookupError"):
        session.prepare(EVENT)
    assert seeded_workspace.history.count() == 0


async def test_a_failing_connection_is_a_sentence(seeded_workspace: Workspace) -> None:
    session = session_with(seeded_workspace)

    async def connect() -> Scripted:
        raise OSError(SECRET)

    session._connect = connect
    with pytest.raises(SetupError, match="OSError") as raised:
        await session.send(EVENT)
    assert SECRET not in str(raised.value)


async def test_a_response_is_in_history_before_it_is_parsed(
    seeded_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Any] = []

    def look(body: bytes) -> None:
        found.extend(seeded_workspace.history.recent())
        raise LookupError

    came = response(b'{"handle": []}', status=207)
    with monkeypatch.context() as patch:
        patch.setattr(exchange_module, "read_response", look)
        await session_with(seeded_workspace, came).send(EVENT)
    assert [summary.status for summary in found] == [207]


async def test_a_parsed_response_is_in_the_list_and_found_by_a_search(seeded_workspace: Workspace) -> None:
    problem = {"type": "https://ns.adobe.com/aep/errors/EXEG-0104-422", "title": "Unprocessable", "status": 422}
    body = {"requestId": "r-0123456789abcdef", "handle": [{"type": "a:b", "payload": []}], "errors": [problem]}
    await session_with(seeded_workspace, response(json.dumps(body).encode(), status=207)).send(EVENT)
    [summary] = seeded_workspace.history.recent()
    assert summary.handle_types == ("a:b",)
    assert summary.codes == ("0104",)
    assert summary.gateway_request_id == "r-0123456789abcdef"
    assert [each.key for each in seeded_workspace.history.search("unprocessable", seeded_workspace.clock())] == [
        summary.key
    ]


_NAMES = st.sampled_from(["set-cookie", "Set-Cookie", "retry-after", "content-type", "x-request-id", "date", ""])
_LATIN = st.text(st.characters(max_codepoint=255), max_size=60)
_COOKIES = st.builds(
    lambda name, value, rest: f"{name}={value}; {rest}",
    st.sampled_from(["kndctr_ORG_AdobeOrg_identity", "kndctr_é", "kndctr_\r\n", "demdex", ""]) | _LATIN,
    _LATIN,
    st.sampled_from(
        ["Max-Age=" + "9" * 400, "Expires=Thu, 01 Jan 1970 00:00:00 +99999999999999999999", "Domain=.", "Path=\x00"]
    )
    | _LATIN,
)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["\ud800", "\x00", "kndctr_é"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_ITEMS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("key", "value", "maxAge", "hint", "ttlSeconds", "scope", "attrs"), _VALUES)
)
_TYPES = (
    st.sampled_from(["state:store", "locationHint:result", "identity:result", "personalization:decisions"]) | st.text()
)
_ENVELOPES = st.fixed_dictionaries(
    {
        "handle": st.lists(
            st.fixed_dictionaries({"type": _TYPES, "payload": st.lists(_ITEMS, max_size=3) | _VALUES}), max_size=3
        )
    },
    optional={"requestId": _VALUES, "errors": _VALUES, "warnings": _VALUES},
).map(lambda value: json.dumps(value).encode())
_BODIES = (
    st.binary(max_size=200)
    | _ENVELOPES
    | st.sampled_from([b"[" * 100_000, b'{"a":' * 5_000, b"9" * 5_000, b"\xff\xfe{\x00", b'{"handle": [1e999]}'])
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    body=b"{}",
    headers=[("set-cookie", "kndctr_x=v; Expires=Thu, 01 Jan 1970 00:00:00 +99999999999999999999")],
    status=200,
    site_domain="example.com",
)
@given(
    body=_BODIES,
    headers=st.lists(st.tuples(_NAMES | _LATIN, _COOKIES | _LATIN), max_size=4),
    status=st.integers(0, 999),
    site_domain=st.sampled_from(["", "example.com"]),
)
async def test_any_response_is_in_history_unchanged_and_the_next_event_still_ends(
    seeded_workspace: Workspace, body: bytes, headers: list[tuple[str, str]], status: int, site_domain: str
) -> None:
    came = response(body, *headers, status=status)
    fields = {"site_domain": site_domain, "url": "https://edge.example.com"} if site_domain else {}
    session = session_with(seeded_workspace, came, response(), **fields)
    exchange = await session.send(EVENT)
    assert exchange.outcome is came
    kept = recorded(seeded_workspace, exchange)
    assert kept.response == came
    assert kept.notes == exchange.notes
    try:
        following = await session.send(ASKING)
    except SetupError:
        return
    assert following.outcome is not None
