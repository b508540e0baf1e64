"""How many events a second the emulator answers, beside a Starlette app that only echoes.

Both are served by uvicorn in separate processes, interleaved, and asked by the same clients.
Told are answers by wall clock, which the clients slow down, and answers by second of the
server's own processor time, which nothing else disturbs; the ratio of the latter is to be at
least a half. Run by hand it then keeps the emulator under load for a minute and reports errors
and memory.

    python tests/benchmarks/emulator.py [--smoke]
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID

ECHO = """
import sys
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

async def echo(request: Request) -> JSONResponse:
    return JSONResponse(await request.json())

app = Starlette(routes=[Route("/{path:path}", echo, methods=["POST"])])
config = uvicorn.Config(app, port=0, log_config=None, access_log=False, lifespan="off", ws="none")
import socket
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
listener.listen(128)
print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
uvicorn.Server(config).run(sockets=[listener])
"""
EMULATOR = """
from edge_tui.emulator.serve import serve
serve(on_ready=lambda listening: print(listening.url, flush=True))
"""
PATH = f"/ee/v2/interact?datastreamId={EMULATOR_DATASTREAM_ID}"
AIM = 0.5
CLIENTS = 8
MEGABYTE = 1024 * 1024


def page_view() -> bytes:
    """A page view of 2 KB, as a web site sends it."""
    products = [{"SKU": f"SKU-{n}", "name": f"Trail shoe {n}", "priceTotal": 79.9, "quantity": 1} for n in range(18)]
    xdm = {
        "eventType": "web.webpagedetails.pageViews",
        "timestamp": "2026-03-02T12:00:00Z",
        "identityMap": {"ECID": [{"id": "41861666193140161934276845651148876988"}]},
        "web": {"webPageDetails": {"name": "Home", "URL": "https://www.example.com/", "pageViews": {"value": 1}}},
        "environment": {"type": "browser", "browserDetails": {"viewportHeight": 900, "viewportWidth": 1680}},
        "productListItems": products,
    }
    body = {"event": {"xdm": xdm}, "query": {"personalization": {"decisionScopes": ["hero"]}}}
    return json.dumps(body).encode()


@dataclass
class Load:
    """What a number of clients saw: how many answers, how many wrong ones, and how long each took."""

    answers: int = 0
    wrong: int = 0
    milliseconds: list[float] = field(default_factory=list)


class Server:
    """A program that serves and says where, in its own process."""

    def __init__(self, program: str) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def memory(self) -> int:
        """Resident bytes."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * 4096

    def processor_seconds(self) -> float:
        """Processor time it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


def load(port: int, seconds: float, clients: int = CLIENTS) -> Load:
    """Keeps some clients busy for a while; each waits for its answer before it asks again."""
    body = page_view()
    request = f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n".encode()
    request += b"content-length: %d\r\n\r\n" % len(body) + body
    seen = Load()
    end = time.perf_counter() + seconds

    def client() -> None:
        mine = Load()
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while time.perf_counter() < end:
                started = time.perf_counter()
                connection.sendall(request)
                status = _read_answer(connection)
                mine.milliseconds.append((time.perf_counter() - started) * 1000)
                mine.answers += 1
                mine.wrong += status != 200
        seen.answers += mine.answers
        seen.wrong += mine.wrong
        seen.milliseconds += mine.milliseconds

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _read_answer(connection: socket.socket) -> int:
    received = connection.recv(65_536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, rest = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    missing = length - len(rest)
    while missing > 0:
        piece = connection.recv(65_536)
        if not piece:
            raise ConnectionError("the connection broke in the middle of an answer")
        missing -= len(piece)
    return int(head.split(b" ", 2)[1])


def compare(rounds: int, seconds: float) -> dict[str, Any]:
    """Answers a second of both, interleaved: by the clock, and by processor time."""
    servers = {"echo": Server(ECHO), "emulator": Server(EMULATOR)}
    by_clock: dict[str, list[float]] = {name: [] for name in servers}
    by_processor: dict[str, list[float]] = {name: [] for name in servers}
    wrong = 0
    try:
        for server in servers.values():
            load(server.port, seconds / 2)
        for _ in range(rounds):
            for name, server in servers.items():
                before = server.processor_seconds()
                seen = load(server.port, seconds)
                by_clock[name].append(seen.answers / seconds)
                by_processor[name].append(seen.answers / max(server.processor_seconds() - before, 0.01))
                wrong += seen.wrong
    finally:
        for server in servers.values():
            server.stop()
    report: dict[str, Any] = {}
    for told, rates in (("by_clock", by_clock), ("by_processor_time", by_processor)):
        ratios = [ours / theirs for ours, theirs in zip(rates["emulator"], rates["echo"], strict=True)]
        medians = {f"{name}_per_second": round(statistics.median(found)) for name, found in rates.items()}
        report[told] = {**medians, "ratio": round(statistics.median(ratios), 2)}
    return {**report, "aim": AIM, "wrong_answers": wrong}


def endure(seconds: float, clients: int) -> dict[str, Any]:
    """Errors and memory of an emulator under load for a while."""
    emulator = Server(EMULATOR)
    try:
        warm = load(emulator.port, seconds / 6, clients)
        before = emulator.memory()
        halves = [load(emulator.port, seconds / 2, clients)]
        middle = emulator.memory()
        halves.append(load(emulator.port, seconds / 2, clients))
        after = emulator.memory()
    finally:
        emulator.stop()
    times = sorted(time for half in halves for time in half.milliseconds)
    return {
        "seconds": seconds,
        "clients": clients,
        "answers": sum(half.answers for half in halves),
        "wrong_answers": warm.wrong + sum(half.wrong for half in halves),
        "p50_ms": round(times[len(times) // 2], 1),
        "p99_ms": round(times[len(times) * 99 // 100], 1),
        "memory_mb": [round(size / MEGABYTE, 1) for size in (before, middle, after)],
    }


def main() -> int:
    """Prints the report as JSON; fails only when an answer was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a second of each, to see that it starts")
    smoke = parser.parse_args().smoke
    report: dict[str, Any] = {"serving": compare(1, 0.5) if smoke else compare(5, 3.0)}
    report["endurance"] = endure(1.0, 4) if smoke else endure(60.0, 32)
    print(json.dumps(report, indent=2))
    return 1 if report["serving"]["wrong_answers"] or report["endurance"]["wrong_answers"] else 0


if __name__ == "__main__":
    sys.exit(main())
