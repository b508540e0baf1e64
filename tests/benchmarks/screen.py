"""The first whole frame, and key to tree, each beside something plainer in the same run.

    python tests/benchmarks/screen.py [--smoke] [--posting PYTHON]

The first frame is whole when its titles, panes and invitations are on a pseudo-terminal. Its user and
system time is compared with that of a bare app with four widgets on the same terminal, all of them in
sight (the aim: at most 1.5 of it). Key to tree is from the send key to the response in the tree, history's
durable write included, against a server on loopback, beside `json.loads` of the body. One more send
measures the longest time for which the keys had to wait (the aim: 30 ms).

With the Python of an environment that has posting (`pip install 'posting<3' 'tree-sitter==0.25.2'`), the
same two are measured of posting, which ends a send when the response is in its text area. The aims: first
frame at most 0.5 of posting's time and 0.7 of its memory, key to tree a tenth of it at 2 KB and a
hundredth at 1 MB.
"""

import argparse
import asyncio
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


from edge_tui.model.profile import Profile
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.benchmarks.finding import Watch
from tests.benchmarks.pseudo_terminal import Start, start
from tests.tui.workers import workers_ended

_SIZE = (160, 45)
BARE = """
from textual.app import App
from textual.containers import Horizontal
from textual.widgets import DataTable, TabbedContent, TabPane, TextArea, Tree
class Bare(App):
    CSS = "TabbedContent, TextArea, DataTable { width: 1fr; }"
    def compose(self):
        with Horizontal():
            with TabbedContent():
                with TabPane("TAB"):
                    yield Tree("TREE")
            yield TextArea("EDITOR")
            yield DataTable()
    def on_mount(self):
        self.query_one(DataTable).add_columns("COLUMN")
        self.query_one(TextArea).focus()
Bare().run()
"""
BARE_WORDS = ("TAB", "TREE", "EDITOR", "COLUMN")
# One of every part of the screen, in a home without history.
EXPLORER_WORDS = (
    "edge-tui",
    "built-in emulator",
    "1 Templates",
    "Page view",
    "p Profiles",
    "f11 History",
    "Nothing yet",
    "2 Event",
    "siteSection",
    "3 Response",
    "Nothing sent yet",
    "4 Explain",
    "Select something",
    "no account needed",
    "Commands",
)
_POSTING_WORDS = ("Collection", "Request", "Response", "Search requests")

_POSTING = """
import asyncio, pathlib, os, statistics, sys, tempfile, time
from posting.__main__ import make_posting
from posting.app import Posting
folder = pathlib.Path(tempfile.mkdtemp())
app = make_posting(folder)
"""
_POSTING_SENDS = (
    _POSTING
    + """
from posting.widgets.request.method_selection import MethodSelector
async def sends():
    async with app.run_test(size=(160, 45)) as pilot:
        await pilot.pause()
        screen = app.screen
        screen.url_bar.url_input.value = sys.argv[1]
        screen.query_one(MethodSelector).value = "POST"
        await pilot.pause()
        area, times = screen.response_area, []
        for _ in range(int(sys.argv[2]) + 1):
            before, started = area._latest_response, time.perf_counter()
            await screen.action_send_request()
            while area._latest_response is before:
                await asyncio.sleep(0.0005)
            times.append((time.perf_counter() - started) * 1000)
            await pilot.pause()
            await asyncio.sleep(0.3)
        print(statistics.median(times[1:]))
asyncio.run(sends())
"""
)


def body(size: int) -> bytes:
    """An answer of about so many bytes: propositions, as Target gives them."""
    item = {
        "id": "AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9",
        "scope": "__view__",
        "scopeDetails": {"decisionProvider": "TGT", "activity": {"id": "126486"}, "experience": {"id": "0"}},
        "items": [
            {
                "id": "1",
                "schema": "https://ns.adobe.com/personalization/html-content-item",
                "data": {"id": "1", "format": "text/html", "content": "<p>Free shipping this week</p>" * 4},
            }
        ],
    }
    count = max(size // len(json.dumps(item)), 1)
    handle = {"type": "personalization:decisions", "eventIndex": 0, "payload": [item] * count}
    return json.dumps({"requestId": "b-0123456789abcdef", "handle": [handle]}).encode()


class _Server(ThreadingHTTPServer):
    response = b""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without this, small answers wait for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        assert isinstance(self.server, _Server)
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.server.response)))
        self.end_headers()
        self.wfile.write(self.server.response)

    def log_message(self, *_parts: object) -> None:
        """Says nothing: the report is the output."""


@contextmanager
def serving() -> Iterator[_Server]:
    """A server on loopback that answers what it was given."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()


async def key_to_tree(server: _Server, sizes: list[tuple[str, int]], repeats: int, home: Path, posting: str) -> None:
    """Prints a line for each size of answer."""
    workspace = Workspace({**os.environ, "EDGE_TUI_HOME": str(home)})
    workspace.profiles.add(Profile("bench", url=f"http://127.0.0.1:{server.server_port}", datastream_id="bench"))
    app = EdgeTui(workspace, workspace.profiles.get("bench"))
    async with app.run_test(size=_SIZE) as pilot:
        await pilot.pause()
        await workers_ended(app)
        bench = app.screen
        assert isinstance(bench, Workbench)
        server.response = body(2_000)
        await _send(bench)
        gc.collect()
        gc.freeze()
        for name, size in sizes:
            server.response = body(size)
            parses, sends, wholes, memory = [], [], [], list[int]()
            for _ in range(repeats):
                started = time.perf_counter()
                json.loads(server.response)
                parses.append((time.perf_counter() - started) * 1000)
                seen, whole = await _send(bench)
                sends.append(seen)
                wholes.append(whole)
                await pilot.pause()
                # Nobody sends again before the screen is still.
                await asyncio.sleep(0.3)
                memory.append(_peak_mib())
            parse, send = statistics.median(parses), statistics.median(sends)
            watch = Watch()
            watching = asyncio.create_task(watch.run())
            await _send(bench)
            await pilot.pause()
            watching.cancel()
            print(
                f"{name:>8}  key to tree {send:8.1f} ms   json.loads {parse:7.1f} ms   ratio {send / parse:6.1f}   "
                f"parsed {statistics.median(wholes):7.1f} ms   "
                f"longest hold {watch.longest * 1000:4.0f} ms, {watch.longest_used * 1000:3.0f} of processor time   "
                f"peak memory {memory[0]} MiB, after {repeats} sends {memory[-1]} MiB",
                flush=True,
            )
            if posting and size <= 1_000_000:
                theirs = posting_sends(posting, f"http://127.0.0.1:{server.server_port}/", repeats)
                print(f"{'':>8}  posting {theirs:.0f} ms   ratio {send / theirs:.3f}")
        gc.unfreeze()


def _peak_mib() -> int:
    """The most memory this process has had, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


async def _send(bench: Workbench) -> tuple[float, float]:
    """Milliseconds from the send key's action to the answer in the tree, and to all of it parsed."""
    # IDs, because freeing the last response would be measured, too, if its objects were held here.
    tree = bench.query_one(HandleTree)
    before, drawn = id(bench.exchange), id(tree.root.data)
    started = time.perf_counter()
    bench.action_send()
    # Nothing tells of a tree that is drawn.
    while id(tree.root.data) == drawn or tree.root.data is None:  # noqa: ASYNC110
        await asyncio.sleep(0.0005)
    elapsed_ms = (time.perf_counter() - started) * 1000
    while id(bench.exchange) == before or tree.root.data is not bench.outline:  # noqa: ASYNC110
        await asyncio.sleep(0.0005)
    parsed_ms = (time.perf_counter() - started) * 1000
    # A list of history that is drawn again cancels the one before it.
    await workers_ended(bench.app)
    return elapsed_ms, parsed_ms


def posting_sends(python: str, url: str, repeats: int) -> float:
    """Milliseconds from posting's send key to the answer in its text area, the median."""
    done = subprocess.run(
        [python, "-c", _POSTING_SENDS, url, str(repeats)], check=True, capture_output=True, timeout=300
    )
    return float(done.stdout.split()[-1])


def first_frames(repeats: int, home: Path, posting: str) -> None:
    """Prints what a first whole frame takes: medians, and quartiles of the ratio to the bare app."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environ["EDGE_TUI_HOME"] = str(home)
    programs: dict[str, tuple[list[str], tuple[str, ...]]] = {
        "bare": ([sys.executable, "-c", BARE], BARE_WORDS),
        "explorer": ([sys.executable, "-m", "edge_tui"], EXPLORER_WORDS),
    }
    if posting:
        program = str(Path(posting).with_name("posting"))
        programs["posting"] = ([program, "default", "--collection", str(home / "collection")], _POSTING_WORDS)
        (home / "collection").mkdir(exist_ok=True)
    # Leaves the index of the built-in templates, as the first start does once its frame is drawn.
    subprocess.run(
        [sys.executable, "-m", "edge_tui", "templates", "list"], check=True, capture_output=True, env=environ
    )
    starts = starts_in_turn(programs, repeats, dict.fromkeys(programs, environ))
    for title, found in starts.items():
        cpu = statistics.median(each.cpu_seconds for each in found)
        memory = statistics.median(each.peak_mib for each in found)
        print(
            f"{title:>9}  first whole frame {cpu:.3f} s of user and system time   {memory:.0f} MiB   "
            f"frames {max(each.frames for each in found)}   {found[-1].written_bytes / 1024:.0f} KB",
            flush=True,
        )
    for other in [title for title in starts if title != "explorer"]:
        print(f"           beside {other}: {ratio_in_words(starts['explorer'], starts[other])}", flush=True)


def starts_in_turn(
    programs: dict[str, tuple[list[str], tuple[str, ...]]], repeats: int, environs: dict[str, dict[str, str]]
) -> dict[str, list[Start]]:
    """Starts every program in turn, so that a busy moment is everybody's; the first of several only compiles."""
    starts: dict[str, list[Start]] = {title: [] for title in programs}
    for turn in range(0 if repeats > 1 else 1, repeats + 1):
        for title, (command, words) in programs.items():
            found = start(command, words, environs[title])
            starts[title] += [found] if turn else []
    return starts


def ratio_in_words(ours: list[Start], theirs: list[Start]) -> str:
    """The ratio of the times, with its quartiles, and that of the memory."""
    ratios = sorted(one.cpu_seconds / other.cpu_seconds for one, other in zip(ours, theirs, strict=True))
    memory = statistics.median(one.peak_mib / other.peak_mib for one, other in zip(ours, theirs, strict=True))
    low, high = ratios[len(ratios) // 4], ratios[3 * len(ratios) // 4]
    return f"time {statistics.median(ratios):.2f} ({low:.2f} to {high:.2f}), memory {memory:.2f}"


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="once and small, to see that it still works")
    parser.add_argument("--posting", default="", metavar="PYTHON", help="the Python of an environment with posting")
    arguments = parser.parse_args()
    is_smoke, posting = arguments.smoke, arguments.posting
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        first_frames(1 if is_smoke else 15, home, posting)
        sizes = [
            ("2 KB", 2_000),
            ("100 KB", 100_000),
            ("1 MB", 1_000_000),
            ("10 MB", 10_000_000),
            ("50 MB", 50_000_000),
        ]
        with serving() as server:
            asyncio.run(key_to_tree(server, sizes[:1] if is_smoke else sizes, 1 if is_smoke else 5, home, posting))


if __name__ == "__main__":
    main()
