"""A program for tests: it sends, replays and edits in child processes, and kills each at a random moment.

`python -m tests.killed HOME ROUNDS SEED` prints the request ids that a gateway saw, one a line.
"""

import asyncio
import itertools
import os
import random
import select
import signal
import sys
from pathlib import Path

import edge_tui.emulator.app
import edge_tui.handles
import edge_tui.store.database
import edge_tui.store.drafts
import edge_tui.store.words  # noqa: F401  (loaded once, before the forks)
from edge_tui.gateway.client import GatewayClient
from edge_tui.model.exchange import Draft, Failure, Response
from edge_tui.model.profile import EMULATOR_PROFILE
from edge_tui.model.request import InteractRequest
from edge_tui.session.session import Session
from edge_tui.workspace import Workspace

_LONGEST_SECONDS = 0.05
_EVENT = '{"event": {"xdm": {"eventType": "web.webpagedetails.pageViews", "timestamp": "{{now}}", "_id": "%d"}}}'


class Logging:
    """The real client, but logs each request before it posts it: by then it must be in history."""

    def __init__(self, client: GatewayClient, pipe: int) -> None:
        self._client = client
        self._pipe = pipe

    async def post(self, request: InteractRequest, timeout_seconds: float) -> Response | Failure:
        os.write(self._pipe, f"{request.request_id}\n".encode())
        return await self._client.post(request, timeout_seconds)

    async def close(self) -> None:
        await self._client.close()


async def work(home: str, visitor: str, pipe: int) -> None:
    """Sends, replays and edits until it is killed."""
    workspace = Workspace({"EDGE_TUI_HOME": home})

    async def connect() -> Logging:
        return Logging(GatewayClient("http://emulator", transport=workspace.emulator.transport()), pipe)

    session = Session(
        EMULATOR_PROFILE,
        visitor,
        connect=connect,
        history=workspace.history,
        visitors=workspace.visitors,
        clock=workspace.clock,
        new_uuid=workspace.new_uuid,
        environ={},
    )
    for number in itertools.count():
        draft = Draft(_EVENT % number)
        workspace.drafts.save(draft)
        exchange = await session.send(draft)
        await session.replay(exchange, exactly=number % 2 == 0)


def fork(home: str, visitor: str) -> tuple[int, int]:
    """Forks a working child; returns its process id, and the reading end of its log."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        asyncio.run(work(home, visitor, writer))
    os.close(writer)
    return child, reader


def end(child: int, reader: int) -> list[str]:
    """Kills a child; returns its log."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader) as notes:
        # A request with a truncated line was not posted.
        return [line.strip() for line in notes if line.endswith("\n")]


def main() -> None:
    home, rounds, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)
    seen: list[str] = []
    for number in range(rounds):
        # In every other round two children use one visitor at once.
        children = [fork(home, "anna") for _ in range(1 + number % 2)]
        for _, reader in children:
            select.select([reader], [], [], 30)
        select.select([], [], [], chance.uniform(0, _LONGEST_SECONDS))
        for child in children:
            seen += end(*child)
    Path(home, "seen").write_text("\n".join(seen))


if __name__ == "__main__":
    main()
