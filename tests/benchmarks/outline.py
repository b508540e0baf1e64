"""How long an answer takes to become a tree, and to be searched, beside `json.loads` of the same bytes.

Reported are processor times, medians of several runs, for answers of 100 KB to 50 MB made of nested
propositions. The aim: bytes to visible lines in at most one and a half times `json.loads`, nothing
that runs at one go for more than 50 ms afterwards, and a search of half a million nodes between
two key presses. A sent answer is read whole, which is what the aim is about; a huge file that
`edge-tui handles` is given is split, and measured beside it. Where `jq` is installed, the time from the
start of `edge-tui handles` to its first screenful is reported beside that of `jq -C .`; the aim is 0.6 of it
at 50 MB.

    python tests/benchmarks/outline.py [--smoke]
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from edge_tui.compare.diff import diff
from edge_tui.model.exchange import Draft, Exchange, Response, Timings
from edge_tui.model.node import Node, Tone
from edge_tui.model.request import InteractRequest
from edge_tui.outline import HUGE_BYTES, outline, outline_of_body
from edge_tui.outline.search import Index

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SIZES = {"100 KB": 100_000, "1 MB": 1_000_000, "10 MB": 10_000_000, "50 MB": 50_000_000}
AIM = 1.5


def response(size: int) -> bytes:
    """An answer of at least so many bytes, its propositions in handles of five hundred."""
    item = {
        "id": "0",
        "schema": "https://ns.adobe.com/personalization/dom-action",
        "meta": {"activity.name": "Home hero", "experience.name": "A", "offer.id": "17"},
        "data": {"type": "setHtml", "content": "<p>Hello</p>", "selector": "#hero", "characteristics": {"a": [1, 2]}},
    }
    propositions: list[dict[str, Any]] = []
    written = 0
    while written < size:
        proposition = {
            "id": "AT:eyJhY3Rpdml0eUlkIjoiNjQ5MzI4IiwiZXhwZXJpZW5jZUlkIjoiMCJ9",
            "scope": f"place-{len(propositions)}",
            "scopeDetails": {"decisionProvider": "TGT", "activity": {"id": "649328"}, "experience": {"id": "0"}},
            "items": [item] * 8,
        }
        written += len(json.dumps(proposition))
        propositions.append(proposition)
    handles = [
        {"type": "personalization:decisions", "eventIndex": 0, "payload": propositions[first : first + 500]}
        for first in range(0, len(propositions), 500)
    ]
    return json.dumps({"requestId": "benchmark-0123456789abcdef", "handle": handles}).encode()


def visible(root: Node) -> list[Node]:
    """What a screen shows first: the root's children, and theirs where they want to be open."""
    shown = list(root.children())
    return shown + [child for node in shown if node.opened for child in node.children()]


def sent(body: bytes) -> Node:
    """The outline of an exchange that was answered with a body."""
    request = InteractRequest("benchmark", "https://edge.adobedc.net/ee/v2/interact", (), "{}")
    answered = Response(200, (), body, Timings(1.0))
    return outline(Exchange(Draft("{}"), request, "emulator", "default", NOW, answered), NOW)


def milliseconds(work: Callable[[], object], runs: int) -> float:
    """The median processor time of some runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def report_size(name: str, size: int, runs: int) -> None:
    """One line for one size."""
    body = response(size)
    loads = milliseconds(lambda: json.loads(body), runs)
    shown = milliseconds(lambda: visible(sent(body)), runs)
    split = milliseconds(lambda: visible(outline_of_body(body, NOW)), runs)
    group = next(node for node in sent(body).children() if node.tone is Tone.HEADING)
    opened = milliseconds(group.children, runs)
    print(
        f"{name:>7}  json.loads {loads:8.1f} ms   visible {shown:8.1f} ms   "
        f"ratio {shown / loads:4.2f} (aim {AIM})   a group opened {opened:6.1f} ms"
        + (f"   split {split:6.1f} ms, ratio {split / loads:4.2f}" if size >= HUGE_BYTES else "")
    )


def report_search(size: int, runs: int) -> None:
    """Reading an outline for search, then searching it."""
    index = Index(outline_of_body(response(size), NOW))
    start = last = time.process_time()
    longest = 0.0
    for _ in index.grow():
        now = time.process_time()
        longest, last = max(longest, now - last), now
    print(f"search: {index.size:,} nodes read in {last - start:.2f} s, the longest slice {longest * 1000:.0f} ms")
    for text in ("place-17", "hero", "no such text"):
        search = index.search(text)
        list(search.scan())
        shown = milliseconds(lambda search=search: index.tree_of(search, 500).children(), runs)  # type: ignore[misc]
        print(f"        {text!r}: {len(search.numbers):,} found, the tree of them in {shown:.0f} ms")


def report_diff(size: int, runs: int) -> None:
    """Comparing two answers that are equal but for their order."""
    left = json.loads(response(size))
    right = json.loads(json.dumps(left))
    for handle in right["handle"]:
        handle["payload"].reverse()
    print(
        f"diff: two answers of {size:,} bytes in other orders: {milliseconds(lambda: diff(left, right), runs):.0f} ms"
    )


def first_screenful(command: list[str]) -> float:
    """Milliseconds from the start of a command to its fortieth line; then it is ended."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        for _ in range(40):
            running.stdout.readline()
        taken = (time.perf_counter() - start) * 1000
        running.kill()
    return taken


def report_command(name: str, size: int, runs: int) -> None:
    """The first screenful of whole processes, theirs and ours in turn."""
    jq = shutil.which("jq")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "answer.json"
        file.write_bytes(response(size))
        commands = {"edge-tui handles": [sys.executable, "-m", "edge_tui", "handles", str(file)]}
        if jq:
            commands["jq -C ."] = [jq, "-C", ".", str(file)]
        taken: dict[str, list[float]] = {title: [] for title in commands}
        for _ in range(runs):
            for title, command in commands.items():
                taken[title].append(first_screenful(command))
    medians = {title: statistics.median(times) for title, times in taken.items()}
    print(f"{name:>7}  to the first screenful: " + "   ".join(f"{t} {m:.0f} ms" for t, m in medians.items()), end="")
    print(f"   ratio {medians['edge-tui handles'] / medians['jq -C .']:.2f}" if jq else "")


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description="How long an answer takes to become a tree.")
    parser.add_argument("--smoke", action="store_true", help="the smallest size, once")
    smoke = parser.parse_args().smoke
    for name, size in list(SIZES.items())[: 1 if smoke else None]:
        report_size(name, size, 1 if smoke else 5)
    for name in ["100 KB"] if smoke else ["10 MB", "50 MB"]:
        report_command(name, SIZES[name], 1 if smoke else 5)
    report_search(SIZES["100 KB" if smoke else "10 MB"], 1 if smoke else 5)
    report_diff(SIZES["100 KB" if smoke else "1 MB"], 1 if smoke else 3)


if __name__ == "__main__":
    main()
