"""How many events the emulator responds to per second of processor time, beside a Starlette app that only echoes.

Both run on uvicorn with h11, each in its own process, and get the same load in turn, in many
short rounds: 1, 32 and 256 connections that each wait for a response before the next request.
Reported are the medians and, of the ratios within a round, median, lowest and highest:
responses per second of the server's processor time, which other work on the machine disturbs
least, and the 99th percentile of the response time. `emulator` is the server alone, `logging`
is `edge-tui emulator --json`. Run without `--smoke`, it then keeps the emulator under load for a
minute and reports errors and memory.

    python tests/benchmarks/emulator.py [--smoke] [--rounds N] [--seconds S]
"""

import argparse
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
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
COMMANDS = {
    "echo": ["-c", ECHO],
    "emulator": ["-c", EMULATOR],
    "logging": ["-m", "edge_tui", "emulator", "--port", "0", "--json"],
}
PATH = f"/ee/v2/interact?datastreamId={EMULATOR_DATASTREAM_ID}"
CONNECTIONS = (1, 32, 256)
AIMS = {"responses": 0.8, "p99_at_256": 2.0}
START_SECONDS = 60
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
    """What the clients saw: the number of responses, how many were wrong, and how long each took."""

    responses: int = 0
    wrong: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def percentile(self, percent: int) -> float:
        """A response time in milliseconds."""
        times = sorted(self.milliseconds)
        return times[len(times) * percent // 100] if times else 0.0


class Server:
    """A program that serves in its own process, and writes its URL first."""

    def __init__(self, arguments: list[str]) -> None:
        self._output = tempfile.NamedTemporaryFile()  # noqa: SIM115 (as long as the process)
        self.process = subprocess.Popen([sys.executable, *arguments], stdout=self._output)
        self.port = self._announced_port()

    def _announced_port(self) -> int:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            first, newline, _ = Path(self._output.name).read_text("utf-8").partition("\n")
            if newline:
                url: str = json.loads(first)["url"] if first.startswith("{") else first
                return int(url.rsplit(":", 1)[1])
            time.sleep(0.02)
        self.stop()
        raise RuntimeError("The server did not start.")

    def memory(self) -> int:
        """Resident bytes."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * 4096

    def processor_seconds(self) -> float:
        """Processor time it has used, in user and system mode."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        self._output.close()


class Client:
    """One connection: sends the request again whenever its response is complete."""

    def __init__(self, port: int, request: bytes) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port))
        self._request = request
        self._received = bytearray()
        self._sent_at = 0.0

    def send(self) -> None:
        self._received.clear()
        self._sent_at = time.perf_counter()
        self.connection.sendall(self._request)

    def receive(self, seen: Load) -> bool:
        """Reads what has arrived; whether the response is complete."""
        piece = self.connection.recv(65_536)
        if not piece:
            raise ConnectionError("The connection broke in the middle of a response.")
        self._received += piece
        head, blank, body = self._received.partition(b"\r\n\r\n")
        if not blank:
            return False
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        if len(body) < length:
            return False
        seen.milliseconds.append((time.perf_counter() - self._sent_at) * 1000)
        seen.responses += 1
        seen.wrong += not head.startswith(b"HTTP/1.1 200 ")
        return True


def load(port: int, seconds: float, connections: int) -> Load:
    """Keeps some connections busy for a while, from one thread."""
    body = page_view()
    request = f"POST {PATH} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n".encode()
    request += b"content-length: %d\r\n\r\n" % len(body) + body
    seen = Load()
    clients = [Client(port, request) for _ in range(connections)]
    with selectors.DefaultSelector() as selector:
        for client in clients:
            selector.register(client.connection, selectors.EVENT_READ, client)
            client.send()
        end = time.perf_counter() + seconds
        while selector.get_map():
            for key, _ in selector.select():
                if not key.data.receive(seen):
                    continue
                if time.perf_counter() < end:
                    key.data.send()
                else:
                    # The server closes it when it has been idle for a few seconds.
                    selector.unregister(key.fileobj)
    for client in clients:
        client.connection.close()
    return seen


def compare(rounds: int, seconds: float) -> dict[str, Any]:
    """Every server under every number of connections, in turn."""
    servers: dict[str, Server] = {}
    report: dict[str, Any] = {"aims": AIMS, "wrong_responses": 0}
    try:
        for name, arguments in COMMANDS.items():
            servers[name] = Server(arguments)
            load(servers[name].port, seconds / 2, 8)
        for connections in CONNECTIONS:
            rates: dict[str, list[float]] = {name: [] for name in servers}
            tails: dict[str, list[float]] = {name: [] for name in servers}
            for _ in range(rounds):
                for name, server in servers.items():
                    before = server.processor_seconds()
                    seen = load(server.port, seconds, connections)
                    rates[name].append(seen.responses / max(server.processor_seconds() - before, 0.01))
                    tails[name].append(seen.percentile(99))
                    report["wrong_responses"] += seen.wrong
            report[f"{connections} connections"] = {
                name: {
                    "per_processor_second": round(statistics.median(rates[name])),
                    "ratio": _ratios(rates[name], rates["echo"]),
                    "p99_ms": round(statistics.median(tails[name]), 1),
                    "p99_ratio": _ratios(tails[name], tails["echo"]),
                }
                for name in servers
            }
    finally:
        for server in servers.values():
            server.stop()
    return report


def _ratios(ours: list[float], theirs: list[float]) -> str:
    """Median, lowest and highest of the ratios within each round."""
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def endure(seconds: float, connections: int) -> dict[str, Any]:
    """Errors and memory of an emulator under load for a while."""
    emulator = Server(COMMANDS["emulator"])
    try:
        warm = load(emulator.port, seconds / 6, connections)
        before = emulator.memory()
        halves = [load(emulator.port, seconds / 2, connections)]
        middle = emulator.memory()
        halves.append(load(emulator.port, seconds / 2, connections))
        after = emulator.memory()
    finally:
        emulator.stop()
    both = Load(milliseconds=[milliseconds for half in halves for milliseconds in half.milliseconds])
    return {
        "seconds": seconds,
        "connections": connections,
        "responses": sum(half.responses for half in halves),
        "wrong_responses": warm.wrong + sum(half.wrong for half in halves),
        "p50_ms": round(both.percentile(50), 1),
        "p99_ms": round(both.percentile(99), 1),
        "memory_mb": [round(size / MEGABYTE, 1) for size in (before, middle, after)],
    }


def main() -> int:
    """Prints the report as JSON; fails only when a response was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="one short round, to see that it starts")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each server in each round")
    options = parser.parse_args()
    report: dict[str, Any] = {"serving": compare(1, 0.3) if options.smoke else compare(options.rounds, options.seconds)}
    report["endurance"] = endure(1.0, 4) if options.smoke else endure(60.0, 32)
    print(json.dumps(report, indent=2))
    return 1 if report["serving"]["wrong_responses"] or report["endurance"]["wrong_responses"] else 0


if __name__ == "__main__":
    sys.exit(main())
