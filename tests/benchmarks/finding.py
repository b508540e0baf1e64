"""How soon the filter answers while one types, and how long a key has to wait meanwhile.

    python tests/benchmarks/finding.py [--smoke]

An answer of 10 MB and half a million nodes is in the explorer; a word is typed letter by letter,
as fast as a hand does it. Reported are, beside `json.loads` of the same bytes in the same run, the
time from a letter to the first hits drawn, to all of them counted, and the longest time for which
nothing else could have been done (the aim: 50 ms).
"""

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from textual.pilot import Pilot
from textual.widgets import Input, Static

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.request import InteractRequest
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.benchmarks.outline import response
from tests.tui.workers import workers_ended

_BETWEEN_LETTERS = 0.15
# A word in every proposition, one in a single of them, far down, and one in none.
_WORDS = ("hero", "place-4{}1", "nowhere")


@dataclass
class Watch:
    """Notes how long the event loop was held at one go."""

    longest: float = 0.0
    # The most processor time that this thread used at one go: other processes don't lengthen it.
    longest_used: float = 0.0

    async def run(self) -> None:
        """Looks at the clock whenever it may, until it is cancelled."""
        before, used_before = time.perf_counter(), time.thread_time()
        while True:
            await asyncio.sleep(0)
            now, used = time.perf_counter(), time.thread_time()
            self.longest, before = max(self.longest, now - before), now
            self.longest_used, used_before = max(self.longest_used, used - used_before), used


async def type_word(pilot: Pilot[None], bench: Workbench, word: str) -> str:
    """Opens the filter, types a word, and tells what was seen."""
    tree = bench.query_one(HandleTree)
    tree.focus()
    await pilot.press("slash")
    line = bench.query_one("#find-handles #find", Input)
    # The bar opens with what was searched before.
    line.value = ""
    count = bench.query_one("#find-handles #find-count", Static)
    watch = Watch()
    watching = asyncio.create_task(watch.run())
    waits = []
    for letter in word:
        started = time.perf_counter()
        line.insert_text_at_cursor(letter)
        drawn = 0.0
        while (now := time.perf_counter() - started) < _BETWEEN_LETTERS:
            await asyncio.sleep(0.001)
            if not drawn and tree.found == line.value and tree.root.children:
                drawn = now
        waits.append(drawn)
    started = time.perf_counter()
    # Nothing tells of an outline that is read to its end.
    while "so far" in str(count.render()) or tree.found != word:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    whole = time.perf_counter() - started
    watching.cancel()
    told = str(count.render()).strip()
    await pilot.press("escape")
    answered = [wait * 1000 for wait in waits if wait]
    first = f"{statistics.median(answered):4.0f} ms, at most {max(answered):4.0f}" if answered else "never".rjust(21)
    return (
        f"{word!r:>12}  from a letter to its first hits {first} ({len(answered)} of {len(word)} letters)   "
        f"all counted {whole * 1000:5.0f} ms after the last   longest hold {watch.longest * 1000:4.0f} ms   {told}"
    )


async def report(size: int, home: Path, words: Sequence[str] = _WORDS) -> None:
    """Prints a line for each word, twice: while the answer is read for the first time, and afterwards."""
    body = response(size)
    started = time.perf_counter()
    json.loads(body)
    print(f"json.loads of {len(body):,} bytes {(time.perf_counter() - started) * 1000:.0f} ms")
    workspace = Workspace({**os.environ, "EDGE_TUI_HOME": str(home)})
    request = InteractRequest("benchmark", "https://edge.example/ee/v2/interact", (), "{}")
    exchange = Exchange(
        Draft("{}"), request, "emulator", "default", workspace.clock(), Response(200, (), body, Timings(1.0))
    )
    app = EdgeTui(workspace, workspace.profiles.get("emulator"))
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        await workers_ended(app)
        bench = app.screen
        assert isinstance(bench, Workbench)
        for word in words:
            bench.state.exchange.value = exchange
            await pilot.pause()
            gc.collect()
            for _ in range(2):
                print(await type_word(pilot, bench, word.format(size // 2500 % 1000)))


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, to see that it still works")
    size, words = (100_000, _WORDS[:1]) if parser.parse_args().smoke else (10_000_000, _WORDS)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(report(size, Path(folder), words))


if __name__ == "__main__":
    main()
