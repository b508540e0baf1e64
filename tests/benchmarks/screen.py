"""First paint and key to tree, each beside something plainer in the same run.

    python tests/benchmarks/screen.py [--smoke] [--posting PYTHON]

First paint is from the start of a process, beside that of a bare app with four widgets (the aim: at
most 1.25 of it). Key to tree is from the send key to the answer in the tree, history's durable write
included, against a server on loopback, beside `json.loads` of the body. In one more send it is noted for
how long the keys had to wait at one go (the aim: 50 ms).

With the Python of an environment that has posting (`pip install 'posting<3' 'tree-sitter==0.25.2'`), the
same two are measured of posting, which ends a send when the answer is in its text area. The aims:
first paint at most 0.45 of posting's, key to tree a tenth of it at 2 KB and a hundredth at 1 MB.
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
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from textual.worker import WorkerCancelled

from edge_tui.model.profile import Profile
from edge_tui.tui.app import EdgeTui
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.benchmarks.finding import Watch

_SIZE = (160, 45)
# Each says how long after START its screen was written out first, and leaves at once.
_BARE = """
import os, time
from textual.app import App
from textual.widgets import DataTable, TabbedContent, TabPane, TextArea, Tree
class Bare(App):
    def compose(self):
        with TabbedContent():
            with TabPane("one"):
                yield Tree("tree")
        yield TextArea("{}")
        yield DataTable()
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if screen.query("TextArea").first().region:
            os.write(1, str(time.time() - float(os.environ["START"])).encode())
            os._exit(0)
Bare().run(headless=True, size=(160, 45))
"""
# The collector is off until then, as `edge_tui.__main__` has it.
_EXPLORER = """
import gc
gc.disable()
import inspect, os, pathlib, time
from edge_tui.tui.app import EdgeTui
from edge_tui.workspace import Workspace
class Leaving(EdgeTui):
    CSS_PATH = pathlib.Path(inspect.getfile(EdgeTui)).with_name("app.tcss")
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if screen.query("#editor") and screen.query("#editor").first().region:
            os.write(1, str(time.time() - float(os.environ["START"])).encode())
            os._exit(0)
workspace = Workspace()
Leaving(workspace, workspace.accounts.profile()).run(headless=True, size=(160, 45))
"""

_POSTING = """
import asyncio, pathlib, os, statistics, sys, tempfile, time
from posting.__main__ import make_posting
from posting.app import Posting
folder = pathlib.Path(tempfile.mkdtemp())
app = make_posting(folder)
"""
_POSTING_PAINT = (
    _POSTING
    + """
class Leaving(Posting):
    def _display(self, screen, renderable):
        super()._display(screen, renderable)
        if screen.query("UrlBar") and screen.query("UrlBar").first().region:
            os.write(1, str(time.time() - float(os.environ["START"])).encode())
            os._exit(0)
app.__class__ = Leaving
app.run(headless=True, size=(160, 45))
"""
)
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
        await app.workers.wait_for_complete()
        bench = app.screen
        assert isinstance(bench, Workbench)
        server.response = body(2_000)
        await _send(bench)
        gc.collect()
        gc.freeze()
        for name, size in sizes:
            server.response = body(size)
            parses, sends, memory = [], [], list[int]()
            for _ in range(repeats):
                started = time.perf_counter()
                json.loads(server.response)
                parses.append((time.perf_counter() - started) * 1000)
                sends.append(await _send(bench))
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
                f"longest hold {watch.longest * 1000:4.0f} ms   "
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


async def _send(bench: Workbench) -> float:
    """Milliseconds from the send key's action to the answer in the tree."""
    before = bench.exchange
    tree = bench.query_one(HandleTree)
    started = time.perf_counter()
    bench.action_send()
    # Nothing tells of a tree that is drawn.
    while bench.exchange is before or tree.root.data is not bench.outline:  # noqa: ASYNC110
        await asyncio.sleep(0.0005)
    elapsed_ms = (time.perf_counter() - started) * 1000
    # A list of history that is drawn again cancels the one before it.
    with suppress(WorkerCancelled):
        await bench.app.workers.wait_for_complete()
    return elapsed_ms


def posting_sends(python: str, url: str, repeats: int) -> float:
    """Milliseconds from posting's send key to the answer in its text area, the median."""
    done = subprocess.run(
        [python, "-c", _POSTING_SENDS, url, str(repeats)], check=True, capture_output=True, timeout=300
    )
    return float(done.stdout.split()[-1])


def first_paint(program: str, repeats: int, home: Path, python: str = sys.executable) -> float:
    """Seconds from the start of a process to the first paint of its screen, the median."""
    times = []
    for _ in range(repeats + 1):
        environ = {**os.environ, "EDGE_TUI_HOME": str(home), "START": str(time.time())}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run([python, "-c", program], env=environ, check=True, capture_output=True, timeout=120)
        times.append(float(done.stdout))
    # The first of them may have had to compile.
    return statistics.median(times[1:])


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="once and small, to see that it still works")
    parser.add_argument("--posting", default="", metavar="PYTHON", help="the Python of an environment with posting")
    arguments = parser.parse_args()
    is_smoke, posting = arguments.smoke, arguments.posting
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        repeats = 1 if is_smoke else 7
        bare, explorer = first_paint(_BARE, repeats, home), first_paint(_EXPLORER, repeats, home)
        print(f"first paint   bare {bare:.2f} s   explorer {explorer:.2f} s   ratio {explorer / bare:.2f}", flush=True)
        if posting:
            theirs = first_paint(_POSTING_PAINT, repeats, home, posting)
            print(f"              posting {theirs:.2f} s   ratio {explorer / theirs:.2f}", flush=True)
        sizes = [("2 KB", 2_000), ("100 KB", 100_000), ("1 MB", 1_000_000), ("10 MB", 10_000_000)]
        with serving() as server:
            asyncio.run(key_to_tree(server, sizes[:2] if is_smoke else sizes, 1 if is_smoke else 5, home, posting))


if __name__ == "__main__":
    main()
