"""How soon the body of an answer can be read, and how long a key has to wait meanwhile.

    python tests/benchmarks/reading.py [--smoke]

The Body tab is opened on answers of 10 MB: laid out JSON, the same in one line that is not JSON, and
text that is not ASCII. Reported are, beside `json.loads` of the JSON in the same run, the time from
the key to the first rows drawn, to the last one laid out, the longest time for which nothing else
could have been done (the aim: 50 ms), and what it costs in memory. Then a word is typed into the line
to find with, and the end is gone to.
"""

import argparse
import asyncio
import gc
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from textual.pilot import Pilot
from textual.widgets import Input

from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.request import InteractRequest
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.widgets.tab_view import TabView
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.benchmarks.finding import Watch
from tests.benchmarks.outline import response
from tests.tui.workers import workers_ended


def bodies(size: int) -> dict[str, bytes]:
    """What is read: JSON, and what a proxy may say in its place."""
    laid_out = response(size)
    return {
        "JSON": laid_out,
        "one line": b"<html>" + laid_out,
        "not ASCII": ("<p>Grüße aus 東京 ✨</p>\n" * (size // 32)).encode(),
    }


async def until(ready: Callable[[], object]) -> float:
    """Seconds until something is so."""
    started = time.perf_counter()
    # Nothing tells of a text that is laid out or drawn.
    while not ready():  # noqa: ASYNC110
        await asyncio.sleep(0.0005)
    return time.perf_counter() - started


def is_painted(rows: TextRows) -> bool:
    """Whether the text is on the screen."""
    return bool(rows.is_attached and rows.region and rows.virtual_size.height > 1 and not rows._repaint_required)


async def report_body(pilot: Pilot[None], bench: Workbench, name: str, body: bytes) -> None:
    """Opens the tab, finds in it, goes to its end."""
    request = InteractRequest("benchmark", "https://edge.example/ee/v2/interact", (), "{}")
    answered = Response(200, (), body, Timings(1.0))
    bench.state.exchange.value = Exchange(
        Draft("{}"), request, "emulator", "default", bench.workspace.clock(), answered
    )
    bench.query_one("#answer-tabs", TabView).active = "Handles"
    bench.query_one(HandleTree).focus()
    await pilot.pause()
    gc.collect()
    watch = Watch()
    watching = asyncio.create_task(watch.run())
    await asyncio.sleep(0)
    started = time.perf_counter()
    pilot.app.simulate_key("right_square_bracket")
    await until(lambda: bench.query("#body-text TextRows"))
    rows = bench.query_one("#body-text TextRows", TextRows)
    await until(lambda: is_painted(rows))
    painted = time.perf_counter() - started
    await until(lambda: rows.is_whole)
    whole = time.perf_counter() - started
    opening, watch.longest = watch.longest, 0.0
    memory = sum(sys.getsizeof(block.text) + sys.getsizeof(block.rows) for block in rows._text.blocks) / 1e6
    await pilot.press("slash")
    line = bench.query_one("#body-text #find", Input)
    # The bar opens with what was searched before.
    line.value = ""
    started = time.perf_counter()
    line.insert_text_at_cursor("649328" if name != "not ASCII" else "京")
    await until(lambda: rows.current is not None)
    first = time.perf_counter() - started
    await until(lambda: rows.hits is not None and rows.hits.is_whole)
    counted = time.perf_counter() - started
    finding, watch.longest = watch.longest, 0.0
    await pilot.press("escape")
    started = time.perf_counter()
    pilot.app.simulate_key("end")
    await until(lambda: rows.scroll_offset.y and rows.scroll_offset.y == rows.max_scroll_y)
    await until(lambda: is_painted(rows))
    at_end = time.perf_counter() - started
    watching.cancel()
    print(
        f"{name:>9}  Body tab, key to painted {painted * 1000:5.0f} ms   whole {whole * 1000:5.0f} ms, "
        f"{rows.virtual_size.height:,} rows   longest hold {opening * 1000:3.0f} ms   kept {memory:.0f} MB\n"
        f"{'':9}  a letter to its first hit {first * 1000:4.0f} ms   all counted {counted * 1000:4.0f} ms   "
        f"longest hold {finding * 1000:3.0f} ms   the end painted {at_end * 1000:3.0f} ms after its key"
    )


async def report(size: int, home: Path) -> None:
    """Prints two lines for each body."""
    found = bodies(size)
    started = time.perf_counter()
    json.loads(found["JSON"])
    print(f"json.loads of {len(found['JSON']):,} bytes {(time.perf_counter() - started) * 1000:.0f} ms")
    workspace = Workspace({**os.environ, "EDGE_TUI_HOME": str(home)})
    app = EdgeTui(workspace, workspace.profiles.get("emulator"))
    app.animation_level = "none"
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        await workers_ended(app)
        bench = app.screen
        assert isinstance(bench, Workbench)
        for name, body in found.items():
            await report_body(pilot, bench, name, body)


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small, to see that it still works")
    size = 100_000 if parser.parse_args().smoke else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(report(size, Path(folder)))


if __name__ == "__main__":
    main()
