"""A week of use leaves memory where it was."""

import gc
import random
import sys
from pathlib import Path

import pytest

from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

_KEYS = (
    *("a", "b", "backspace", "quotation_mark", "left_curly_bracket", "up", "down", "left", "right", "end", "home"),
    *("pagedown", "pageup", "delete", "enter"),
)
_PAGE_BYTES = 4096
_MAX_GROWTH_MIB = 10


def resident_mib() -> float:
    """The resident memory of this process, without garbage."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE_BYTES / 2**20


async def use(stage: Stage, text: str, *, keys: int, sends: int) -> None:
    """Types at random, and sends."""
    numbers = random.Random(20260314)
    for _ in range(sends):
        # After a send the focus is in the response.
        await stage.focus(stage.editor.area)
        for _ in range(keys // sends):
            await stage.app._press_keys((numbers.choice(_KEYS),))
        stage.editor.load(text)
        await stage.send()


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's /proc")
async def test_keys_and_sends_leave_memory_where_it_was(workspace: Workspace, thorough: bool) -> None:
    async with explorer(workspace) as stage:
        text = stage.editor.text
        # The first uses load modules and fill caches.
        await use(stage, text, keys=60, sends=3)
        before = resident_mib()
        await use(stage, text, keys=2000 if thorough else 90, sends=200 if thorough else 6)
        assert resident_mib() - before < _MAX_GROWTH_MIB
