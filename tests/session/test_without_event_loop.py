"""A session without an event loop keeps what one in an event loop keeps: nothing that was sent is lost."""

import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.model.request import InteractRequest
from edge_tui.runtime.blocking import Blocking
from edge_tui.runtime.event_loop import EventLoop
from edge_tui.session.session import Session
from edge_tui.workspace import Workspace

EVENT = Draft('{"event":{"xdm":{"eventType":"test"}}}')
PROFILE = Profile("acme", url="https://edge.acme.example", datastream_id="d1", org_id="ORG@AdobeOrg")
STORED = (
    b'{"requestId":"1","handle":[{"type":"state:store","payload":[{"key":"k_identity","value":"abc","maxAge":60}]}]}'
)


class Scripted:
    """A gateway that calls `during` while a request is under way."""

    def __init__(self, runtime: Blocking, during: Callable[[], None], body: bytes = STORED) -> None:
        self._runtime = runtime
        self._during = during
        self._body = body

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Response | Failure:
        return await self._runtime.within(timeout_seconds, self._answer())

    async def _answer(self) -> Response | Failure:
        self._during()
        return Response(200, (("content-type", "application/json"),), self._body, Timings(1.0))

    async def close(self) -> None:
        """Nothing to close."""


def _session(workspace: Workspace, runtime: Blocking, gateway: Scripted, history: Any = None) -> Session:
    async def connect() -> Scripted:
        return gateway

    return Session(
        PROFILE,
        "default",
        connect=connect,
        history=history or workspace.history,
        visitors=workspace.visitors,
        clock=workspace.clock,
        new_uuid=workspace.new_uuid,
        environ={},
        runtime=runtime,
    )


def _latest(workspace: Workspace) -> Exchange:
    exchange = workspace.history.load(workspace.history.recent(1)[0].key)
    assert exchange is not None
    return exchange


def test_an_exchange_is_in_history_before_the_gateway_gets_it_and_complete_afterwards(
    workspace: Workspace, home: Path
) -> None:
    seen: list[int | None] = []

    def look() -> None:
        another = Workspace({"EDGE_TUI_HOME": str(home)})
        seen.extend(each.status for each in another.history.recent(10))
        another.history.close()

    runtime = Blocking()
    session = _session(workspace, runtime, Scripted(runtime, look))
    exchange = runtime.run(session.send(EVENT))
    assert seen == [None]
    assert exchange.response is not None
    assert [each.status for each in workspace.history.recent(10)] == [200]
    assert session.state.value_of("identity") == "abc"
    assert not session.cancel()


def test_an_interrupted_send_is_in_history_as_canceled(workspace: Workspace) -> None:
    main = threading.main_thread().ident
    assert main is not None

    def interrupt() -> None:
        signal.pthread_kill(main, signal.SIGINT)
        time.sleep(60)

    runtime = Blocking()
    with pytest.raises(KeyboardInterrupt):
        runtime.run(_session(workspace, runtime, Scripted(runtime, interrupt)).send(EVENT))
    failure = _latest(workspace).failure
    assert failure is not None
    assert failure.kind is FailureKind.CANCELED


class _Interrupted:
    """A history that gets SIGINT in the middle of one of its writes."""

    def __init__(self, workspace: Workspace, method: str) -> None:
        self._history = workspace.history
        self._method = method

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._history, name)
        if name != self._method:
            return found

        def write(*arguments: Any) -> Any:
            signal.raise_signal(signal.SIGINT)
            return found(*arguments)

        return write


@pytest.mark.parametrize(("method", "has_response"), [("begin", False), ("secure", True), ("complete", True)])
def test_no_write_to_history_is_cut_short_by_an_interruption(
    workspace: Workspace, method: str, has_response: bool
) -> None:
    runtime = Blocking()
    sent: list[str] = []
    session = _session(
        workspace, runtime, Scripted(runtime, lambda: sent.append("sent")), _Interrupted(workspace, method)
    )
    with pytest.raises(KeyboardInterrupt):
        runtime.run(session.send(EVENT))
    exchange = _latest(workspace)
    assert bool(sent) is has_response
    assert (exchange.response is not None) is has_response
    assert has_response or (exchange.failure is not None and exchange.failure.kind is FailureKind.CANCELED)


def test_a_command_that_sends_once_has_no_event_loop_unless_the_gateway_is_in_this_process(
    workspace: Workspace,
) -> None:
    assert isinstance(workspace.sessions.for_one_send(PROFILE).runtime, Blocking)
    assert isinstance(workspace.sessions.for_one_send(EMULATOR_PROFILE).runtime, EventLoop)
    assert isinstance(workspace.sessions.get(PROFILE, "another").runtime, EventLoop)


def test_a_secret_that_is_missing_is_said_before_anything_is_sent(workspace: Workspace) -> None:
    from dataclasses import replace

    from edge_tui.model.profile import Authentication

    session = workspace.sessions.for_one_send(replace(PROFILE, authentication=Authentication.OAUTH))
    with pytest.raises(SetupError, match="no client secret"):
        session.runtime.run(session.send(EVENT))
    assert list(workspace.history.recent(1)) == []
