"""A session: one send at a time, canceling, client state, and recording."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, FailureKind, Response, Timings
from edge_tui.model.json.document import at, parse
from edge_tui.model.origin import Origin, Source
from edge_tui.model.profile import EMULATOR_PROFILE, ApiVersion, Profile
from edge_tui.model.request import Action, InteractRequest
from edge_tui.session.session import Session
from edge_tui.workspace import Workspace
from tests.gateway.loopback import Loopback, answering, http

pytestmark = pytest.mark.sends

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
EVENT = Draft('{"event": {"xdm": {"_id": "{{uuid}}", "timestamp": "{{now}}", "eventType": "test"}}}')


def _answer(*handles: dict[str, Any]) -> bytes:
    return http(json.dumps({"requestId": "r-0123456789abcdef", "handle": list(handles)}).encode())


def _state(*entries: tuple[str, str, int]) -> dict[str, Any]:
    return {"type": "state:store", "payload": [{"key": k, "value": v, "maxAge": seconds} for k, v, seconds in entries]}


def _hint(hint: str, seconds: int = 1800) -> dict[str, Any]:
    return {
        "type": "locationHint:result",
        "payload": [{"scope": "EdgeNetwork", "hint": hint, "ttlSeconds": seconds}],
    }


class _Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class _Ids:
    """Ids in order: 1, 2, 3 …"""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> UUID:
        self._last += 1
        return UUID(int=self._last, version=4)


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
async def counting_workspace(home: Path, clock: _Clock) -> AsyncIterator[Workspace]:
    """A workspace with a fixed clock and counted ids."""
    workspace = Workspace({"EDGE_TUI_HOME": str(home)}, clock=clock, new_uuid=_Ids())
    yield workspace
    await workspace.close()


def _profile(gateway: Loopback) -> Profile:
    return Profile("loopback", url=gateway.url, datastream_id="ds", org_id="ORG@AdobeOrg", timeout_seconds=60)


def _sent_entries(exchange: Exchange) -> list[dict[str, str]]:
    entries = at(parse(exchange.request.body), "/meta/state/entries", [])
    assert isinstance(entries, list)
    return entries


async def test_a_second_event_carries_the_state_and_the_hint_the_first_was_given(counting_workspace: Workspace) -> None:
    async with answering(_answer(_state(("k_identity", "abc", 60)), _hint("or2"))) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        first = await session.send(EVENT)
        second = await session.send(EVENT)
    assert _sent_entries(first) == []
    assert "/ee/v2/interact" in first.request.url
    assert _sent_entries(second) == [{"key": "k_identity", "value": "abc"}]
    assert "/ee/or2/v2/interact" in second.request.url
    assert gateway.requests[1][0].startswith("POST /ee/or2/v2/interact")


class _Ready:
    """A gateway that responds immediately."""

    def __init__(self, response: Response) -> None:
        self._answer = response
        self.received = asyncio.Event()

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Response:
        self.received.set()
        return self._answer

    async def close(self) -> None:
        """Nothing to close."""


async def test_a_send_canceled_while_a_large_response_is_parsed_has_it_in_history(
    counting_workspace: Workspace,
) -> None:
    items = [{"text": "e" * 40}] * 100_000
    body = json.dumps({"requestId": "r-0123456789abcdef", "handle": [{"type": "large", "payload": items}]}).encode()
    gateway = _Ready(Response(200, (), body, Timings(1.0)))

    async def connect() -> _Ready:
        return gateway

    session = Session(
        Profile("loopback", datastream_id="ds"),
        "default",
        connect=connect,
        history=counting_workspace.history,
        visitors=counting_workspace.visitors,
        clock=counting_workspace.clock,
        new_uuid=counting_workspace.new_uuid,
        environ={},
    )
    sending = asyncio.create_task(session.send(EVENT))
    await gateway.received.wait()
    for _ in range(3):
        await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    (summary,) = counting_workspace.history.recent()
    assert (summary.status, summary.failure) == (200, None)
    assert summary.handle_types == ("large",)


async def test_expired_state_is_not_sent(counting_workspace: Workspace, clock: _Clock) -> None:
    response = _answer(_state(("k_identity", "abc", 60), ("k_cluster", "or2", 3600)), _hint("or2", 30))
    async with answering(response) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        await session.send(EVENT)
        clock.now += timedelta(seconds=60)
        second = await session.send(EVENT)
    assert _sent_entries(second) == [{"key": "k_cluster", "value": "or2"}]
    assert "/or2/" not in second.request.url


async def test_state_survives_the_end_of_the_process(counting_workspace: Workspace, clock: _Clock, home: Path) -> None:
    async with answering(_answer(_state(("k_identity", "abc", 60)))) as gateway:
        await counting_workspace.sessions.get(_profile(gateway)).send(EVENT)
        another = Workspace({"EDGE_TUI_HOME": str(home)}, clock=clock)
        second = await another.sessions.get(_profile(gateway)).send(EVENT)
        await another.close()
    assert _sent_entries(second) == [{"key": "k_identity", "value": "abc"}]


async def test_visitors_and_organizations_never_share_their_state(counting_workspace: Workspace) -> None:
    async with answering(_answer(_state(("k_identity", "abc", 60)))) as gateway:
        profile = _profile(gateway)
        await counting_workspace.sessions.get(profile, "anna").send(EVENT)
        of_bert = await counting_workspace.sessions.get(profile, "bert").send(EVENT)
        elsewhere = await counting_workspace.sessions.get(replace(profile, org_id="OTHER@AdobeOrg"), "anna").send(EVENT)
    assert _sent_entries(of_bert) == _sent_entries(elsewhere) == []


async def test_an_unknown_hint_is_dropped_and_the_event_resent_once_with_a_note(counting_workspace: Workspace) -> None:
    lost = http(b"", "404 Not Found")
    async with answering(_answer(_hint("or2")), lost, _answer()) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        await session.send(EVENT)
        second = await session.send(EVENT)
    assert second.response is not None
    assert second.response.status == 200
    assert "/or2/" not in second.request.url
    assert any("or2" in note for note in second.notes)
    refused, again = gateway.requests[1], gateway.requests[2]
    assert json.loads(refused[1]) == json.loads(again[1])
    assert [summary.status for summary in counting_workspace.history.recent(10)] == [200, 404, 200]


async def test_an_empty_404_without_a_hint_is_just_a_response(counting_workspace: Workspace) -> None:
    async with answering(http(b"", "404 Not Found")) as gateway:
        exchange = await counting_workspace.sessions.get(_profile(gateway)).send(EVENT)
    assert exchange.response is not None
    assert exchange.response.status == 404
    assert len(gateway.requests) == 1


async def test_a_second_send_waits_for_the_first_and_carries_its_state(counting_workspace: Workspace) -> None:
    release = asyncio.Event()

    async def slowly(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await release.wait()
        writer.write(_answer(_state(("k_identity", "abc", 60))))
        await writer.drain()

    async with answering(slowly, _answer()) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        first = asyncio.create_task(session.send(EVENT))
        second = asyncio.create_task(session.send(EVENT))
        await gateway.received()
        assert not second.done()
        release.set()
        ended = [await first, await second]
    assert _sent_entries(ended[1]) == [{"key": "k_identity", "value": "abc"}]
    assert [summary.request_id for summary in counting_workspace.history.recent(2)] == [
        ended[1].request_id,
        ended[0].request_id,
    ]


async def test_a_canceled_send_ends_as_a_failure_and_the_next_one_is_sent(counting_workspace: Workspace) -> None:
    async with answering(_silent, _answer()) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        sending = asyncio.create_task(session.send(EVENT))
        await gateway.received()
        assert session.cancel()
        cancelled = await sending
        after = await session.send(EVENT)
    assert cancelled.failure is not None
    assert cancelled.failure.kind is FailureKind.CANCELED
    assert after.response is not None
    assert [summary.failure for summary in counting_workspace.history.recent(2)] == [None, "cancelled"]


async def test_there_is_nothing_to_cancel_when_nothing_is_in_flight(counting_workspace: Workspace) -> None:
    async with answering(_answer()) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        assert not session.cancel()
        await session.send(EVENT)
        assert not session.cancel()


async def test_a_send_whose_caller_is_gone_is_recorded_as_canceled(counting_workspace: Workspace) -> None:
    async with answering(_silent) as gateway:
        sending = asyncio.create_task(counting_workspace.sessions.get(_profile(gateway)).send(EVENT))
        await gateway.received()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
    assert [summary.failure for summary in counting_workspace.history.recent(2)] == ["cancelled"]


async def test_an_exchange_is_in_history_before_the_gateway_sees_a_byte_of_it(
    counting_workspace: Workspace, home: Path
) -> None:
    recorded: list[tuple[str, int | None]] = []

    async def look(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        another = Workspace({"EDGE_TUI_HOME": str(home)})
        recorded.extend((summary.request_id, summary.status) for summary in another.history.recent(10))
        another.history.close()
        writer.write(_answer())
        await writer.drain()

    async with answering(look) as gateway:
        exchange = await counting_workspace.sessions.get(_profile(gateway)).send(EVENT)
    assert recorded == [(exchange.request_id, None)]
    assert [summary.status for summary in counting_workspace.history.recent(10)] == [200]


async def test_an_unwritable_history_does_not_stop_a_send_and_is_noted(
    counting_workspace: Workspace, home: Path
) -> None:
    (home / "history.sqlite").mkdir()
    async with answering(_answer()) as gateway:
        exchange = await counting_workspace.sessions.get(_profile(gateway)).send(EVENT)
    assert exchange.response is not None
    assert exchange.response.status == 200
    assert [note for note in exchange.notes if "not in history" in note]


async def test_an_unwritable_visitor_keeps_its_state_for_the_run_with_a_note(
    counting_workspace: Workspace, home: Path
) -> None:
    (home / "visitors").symlink_to("/proc/no-such-folder")
    async with answering(_answer(_state(("k_identity", "abc", 60))), _answer()) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        first = await session.send(EVENT)
        second = await session.send(EVENT)
    assert [note for note in first.notes if "this run only" in note]
    assert _sent_entries(second) == [{"key": "k_identity", "value": "abc"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"event": }', "line 1, column 11"),
        ("[1]", "an array, not an object"),
        ('{"event": {"a": "{{nonsense}}"}}', "/event/a"),
        ('{"event": {"a": "{{env:NO_SUCH_VARIABLE}}"}}', "NO_SUCH_VARIABLE"),
        ('{"event": {"a": "{{env:EDGE_TUI_CLIENT_SECRET}}"}}', "secret"),
    ],
    ids=["a parse error", "no object", "an unknown placeholder", "an unset variable", "a secret"],
)
async def test_an_invalid_draft_is_refused_with_a_sentence_and_nothing_is_sent(
    counting_workspace: Workspace, text: str, words: str
) -> None:
    async with answering(_answer()) as gateway:
        with pytest.raises(SetupError, match=words):
            await counting_workspace.sessions.get(_profile(gateway)).send(Draft(text))
        assert gateway.requests == []
    assert counting_workspace.history.recent(10) == []


@pytest.mark.parametrize("where", ["event", "header"])
async def test_a_draft_of_another_origin_reads_no_variable(counting_workspace: Workspace, where: str) -> None:
    held = "{{env:EDGE_TUI_HOME}}"
    text = '{"event": {"a": "' + (held if where == "event" else "") + '"}}'
    draft = Draft(text, headers=(("user-agent", held),) if where == "header" else (), origin="a file")
    async with answering(_answer()) as gateway:
        with pytest.raises(SetupError, match="EDGE_TUI_HOME"):
            await counting_workspace.sessions.get(_profile(gateway)).send(draft)
        assert gateway.requests == []
        sent = await counting_workspace.sessions.get(_profile(gateway)).send(replace(draft, allowed=("EDGE_TUI_HOME",)))
    assert str(counting_workspace.paths.data.parent) in sent.request.body + str(sent.request.headers)
    kept = counting_workspace.history.load(counting_workspace.history.recent(1)[0].key)
    assert kept is not None
    assert (kept.draft.origin, kept.draft.allowed) == ("a file", ())
    assert held in kept.draft.text + str(kept.draft.headers)


async def test_placeholders_are_filled_when_sent_and_the_draft_keeps_them(counting_workspace: Workspace) -> None:
    exchange = await counting_workspace.sessions.get(EMULATOR_PROFILE).send(EVENT)
    xdm = at(parse(exchange.request.body), "/event/xdm")
    assert xdm["timestamp"] == "2026-03-01T09:30:00.000Z"
    assert UUID(xdm["_id"]).version == 4
    assert exchange.draft == EVENT


async def test_a_value_of_the_last_response_goes_into_the_next_event(counting_workspace: Workspace) -> None:
    proposition = {"id": "AT:1", "scope": "hero", "scopeDetails": {"characteristics": {"eventToken": "t"}}}
    decided = {"type": "personalization:decisions", "payload": [proposition]}
    display = Draft('{"event": {"data": {"shown": "{{last:personalization:decisions/0}}"}}}')
    async with answering(_answer(decided), _answer()) as server:
        session = counting_workspace.sessions.get(Profile("loopback", server.url, datastream_id="d"))
        with pytest.raises(SetupError, match="no response yet"):
            await session.send(display)
        await session.send(EVENT)
        await session.send(display)
        assert json.loads(server.requests[1][1])["event"]["data"] == {"shown": proposition}


async def test_the_ecid_of_a_visitor_is_the_gateways(counting_workspace: Workspace) -> None:
    session = counting_workspace.sessions.get(EMULATOR_PROFILE)
    assert session.ecid is None
    draft = Draft('{"event": {"xdm": {"_id": "{{ecid}}", "timestamp": "{{now}}"}}}')
    await session.send(draft)
    given = session.ecid
    second = await session.send(draft)
    assert given is not None
    assert at(parse(second.request.body), "/event/xdm/_id") == given


async def test_a_replay_has_new_ids_and_is_linked_to_its_origin(counting_workspace: Workspace, clock: _Clock) -> None:
    session = counting_workspace.sessions.get(EMULATOR_PROFILE)
    origin = await session.send(EVENT)
    clock.now += timedelta(minutes=5)
    again = await session.replay(origin)
    assert again.replay_of == origin.request_id
    assert again.request_id != origin.request_id
    assert at(parse(again.request.body), "/event/xdm/timestamp") == "2026-03-01T09:35:00.000Z"
    assert counting_workspace.history.recent(1)[0].replay_of == origin.request_id


async def test_a_replay_of_what_a_site_sent_has_a_time_and_an_id_for_each_send(
    counting_workspace: Workspace, clock: _Clock
) -> None:
    session = counting_workspace.sessions.get(EMULATOR_PROFILE)
    sent = Draft('{"event": {"xdm": {"_id": "once", "timestamp": "2026-01-01T00:00:00Z", "eventType": "test"}}}')
    own = await session.send(sent)
    recorded = replace(own, origin=Origin(Source.CHROMIUM, "spring sale", "1"))
    clock.now += timedelta(seconds=5)
    bodies = [parse((await session.replay(each)).request.body) for each in (own, recorded, recorded)]
    moments = [at(body, "/event/xdm/timestamp") for body in bodies]
    assert moments == ["2026-01-01T00:00:00Z", *["2026-03-01T09:30:05.000Z"] * 2]
    identifiers = [at(body, "/event/xdm/_id") for body in bodies]
    assert identifiers[0] == "once"
    assert len(set(identifiers)) == 3


async def test_an_exact_replay_sends_the_same_bytes_to_the_same_url(counting_workspace: Workspace) -> None:
    async with answering(_answer(_state(("k_identity", "abc", 60)), _hint("or2"))) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        origin = await session.send(EVENT)
        again = await session.replay(origin, exactly=True)
    assert again.request == origin.request
    assert again.replay_of == origin.request_id
    first, second = gateway.requests
    assert (second[0].split("\r\n")[0], second[1]) == (first[0].split("\r\n")[0], first[1])


async def test_an_exact_replay_never_takes_a_token_to_another_gateway(counting_workspace: Workspace) -> None:
    origin = await counting_workspace.sessions.get(EMULATOR_PROFILE).send(EVENT)
    async with answering(_answer()) as gateway:
        with pytest.raises(SetupError, match="another gateway"):
            await counting_workspace.sessions.get(_profile(gateway)).replay(origin, exactly=True)
    assert gateway.requests == []


async def test_a_replay_with_another_api_version_is_reformatted(counting_workspace: Workspace) -> None:
    origin = await counting_workspace.sessions.get(EMULATOR_PROFILE).send(EVENT)
    older = replace(EMULATOR_PROFILE, name="v1", api_version=ApiVersion.V1)
    again = await counting_workspace.sessions.get(older).replay(origin)
    assert "/v1/interact?configId=" in again.request.url
    assert at(parse(again.request.body), "/events/0/xdm/eventType") == "test"
    assert again.response is not None
    assert again.response.status == 200


async def test_a_response_that_is_not_json_leaves_the_state_unchanged(counting_workspace: Workspace) -> None:
    html = http(b"<html>", "200 OK", "text/html")
    async with answering(_answer(_state(("k_identity", "abc", 60))), html, _answer()) as gateway:
        session = counting_workspace.sessions.get(_profile(gateway))
        await session.send(EVENT)
        await session.send(EVENT)
        third = await session.send(EVENT)
    assert _sent_entries(third) == [{"key": "k_identity", "value": "abc"}]


async def test_collect_has_no_response_body_and_is_recorded_nonetheless(counting_workspace: Workspace) -> None:
    draft = Draft('{"events": [{"xdm": {"_id": "1", "timestamp": "{{now}}"}}]}', Action.COLLECT)
    exchange = await counting_workspace.sessions.get(EMULATOR_PROFILE).send(draft)
    assert exchange.response is not None
    assert exchange.response.status in (202, 204)
    assert counting_workspace.history.recent(1)[0].action is Action.COLLECT


async def test_a_profile_and_a_visitor_share_one_session(counting_workspace: Workspace) -> None:
    assert counting_workspace.sessions.get(EMULATOR_PROFILE) is counting_workspace.sessions.get(EMULATOR_PROFILE)
    assert counting_workspace.sessions.get(EMULATOR_PROFILE, "anna") is not counting_workspace.sessions.get(
        EMULATOR_PROFILE
    )
    assert isinstance(counting_workspace.sessions.get(EMULATOR_PROFILE), Session)


async def _silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()
