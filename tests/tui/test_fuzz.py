"""The explorer shows any response: damaged captures are drawn, expanded, explained and shown as a body."""

import os

import pytest

from edge_tui.model.exchange import Response, Timings
from edge_tui.workspace import Workspace
from tests.outline.test_fuzz import CAPTURES, DAMAGES, damaged
from tests.tui.stage import explorer

pytestmark = pytest.mark.draws

_LINES = 12
# What is made of each body is looked at in many rounds without a screen.
_ROUNDS = 2 if "EDGE_TUI_THOROUGH" in os.environ else 1


@pytest.mark.parametrize("name", CAPTURES)
async def test_a_damaged_response_is_drawn_opened_and_explained(workspace: Workspace, name: str) -> None:
    async with explorer(workspace) as stage:
        sent = await stage.send()
        for damage in DAMAGES:
            for body in damaged(name, damage, rounds=_ROUNDS):
                stage.bench.state.exchange.value = sent.ended(Response(200, (), body, Timings(1.0)))
                await stage.focus(stage.tree)
                assert stage.tree.last_line >= 0
                for line in range(min(stage.tree.last_line, _LINES)):
                    stage.tree.cursor_line = line
                    stage.tree.action_expand()
                await stage.still()
                assert stage.drawn
        await stage.use("answer.next-tab")
        await stage.still()
        assert (await stage.send()).response is not None
