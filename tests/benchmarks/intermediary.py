"""How much longer a call takes through the proxies, with its recording: beside the same call made directly.

The emulator serves TLS as the real gateway, in its own process; each proxy runs in another, as `edge-tui forward`
and `edge-tui proxy` do, and records in a history. Calls are made in turn, over connections that stay open. Then
200 are made at once, and counted in history.

    python tests/benchmarks/intermediary.py [--smoke] [--calls N]

Aims at the median: forward at most 1.7 times direct, proxy at most 2 times; all 200 recorded.
"""

import argparse
import asyncio
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.workspace import Workspace

HOST = "edge.adobedc.net"
AIMS = {"forward": 1.7, "proxy": 2.0}
AT_ONCE = 200
TARGET = f"/ee/v1/interact?configId={EMULATOR_DATASTREAM_ID}&requestId="
EVENT = {"eventType": "web.webpagedetails.pageViews", "web": {"webPageDetails": {"name": "Home"}}}
BODY = json.dumps({"events": [{"xdm": {**EVENT, "timestamp": "2026-03-02T12:00:00Z"}}]})
HEADERS = {"content-type": "application/json"}

EMULATOR = """
import sys
from pathlib import Path
from edge_tui.emulator.serve import serving
with serving(tls=Path(sys.argv[1]), host_names=(sys.argv[2],)) as emulator:
    print(emulator.url, emulator.certificates.ca_certificate, flush=True)
    sys.stdin.read()
"""
# The proxies lead their hosts to the emulator: there is one network only, and it isn't Adobe's.
INTERMEDIARY = """
import sys
from urllib.parse import urlsplit
import httpcore
from edge_tui.model.origin import Source
from edge_tui.workspace import Workspace

import gc
from edge_tui import __main__ as program
gc.set_threshold(program._ALLOCATIONS_BETWEEN_COLLECTIONS)
kind, gateway = sys.argv[1], urlsplit(sys.argv[2])
connect = httpcore.AnyIOBackend.connect_tcp
async def connect_elsewhere(self, host, port, *arguments, **options):
    return await connect(self, gateway.hostname, gateway.port, *arguments, **options)
httpcore.AnyIOBackend.connect_tcp = connect_elsewhere
workspace = Workspace()
opened = workspace.intermediaries.forward(sys.argv[2], 0) if kind == "forward" else workspace.intermediaries.proxy(0)
live = workspace.captures.begin(kind, Source(kind), opened.make_source, hosts=opened.hosts)
live.start()
print(opened.announcement["url"], opened.announcement.get("caCertificate", "-"), flush=True)
sys.stdin.read()
live.stop()
"""


class Program:
    """A program that writes a URL and a path first, and ends with its standard input."""

    def __init__(self, script: str, *arguments: str, **environ: str) -> None:
        command = [sys.executable, "-c", script, *arguments]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environ}
        )
        assert self.process.stdout is not None
        first = self.process.stdout.readline().split()
        if len(first) != 2:
            self.process.kill()
            raise RuntimeError("A server did not start.")
        self.url, self.ca = first

    def stop(self) -> None:
        """Ends it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            self.process.wait()


async def measure(clients: dict[str, tuple[httpx.AsyncClient, str]], calls: int) -> dict[str, list[float]]:
    """Milliseconds of each call, made in turn."""
    times: dict[str, list[float]] = {name: [] for name in clients}
    for number in range(calls + 1):
        for name, (client, base) in clients.items():
            started = time.perf_counter()
            response = await client.post(base + TARGET + str(uuid4()), content=BODY, headers=HEADERS)
            response.raise_for_status()
            if number:
                times[name].append((time.perf_counter() - started) * 1000)
    return times


async def at_once(clients: dict[str, tuple[httpx.AsyncClient, str]], count: int) -> dict[str, tuple[int, float]]:
    """How many calls that were made at once succeeded, and in how many seconds."""
    found = {}
    for name, (client, base) in clients.items():
        started = time.perf_counter()
        posts = (client.post(base + TARGET + str(uuid4()), content=BODY, headers=HEADERS) for _ in range(count))
        responses = await asyncio.gather(*posts, return_exceptions=True)
        succeeded = sum(isinstance(each, httpx.Response) and each.status_code == 200 for each in responses)
        found[name] = succeeded, time.perf_counter() - started
    return found


def trusting(path: str) -> ssl.SSLContext:
    """What trusts an authority."""
    return ssl.create_default_context(cafile=path)


async def run(programs: dict[str, Program], calls: int, count: int, report: Callable[[str], None]) -> None:
    """Measures and reports."""
    gateway, forward, proxy = (programs[name] for name in ("gateway", "forward", "proxy"))
    options: dict[str, Any] = {"timeout": 120, "limits": httpx.Limits(max_connections=count)}
    async with (
        httpx.AsyncClient(verify=trusting(gateway.ca), **options) as direct,
        httpx.AsyncClient(**options) as through_forward,
        httpx.AsyncClient(verify=trusting(proxy.ca), proxy=proxy.url, **options) as through_proxy,
    ):
        clients = {
            "direct": (direct, gateway.url),
            "forward": (through_forward, forward.url),
            "proxy": (through_proxy, f"https://{HOST}"),
        }
        times = await measure(clients, calls)
        base = statistics.median(times["direct"])
        for name, found in times.items():
            median, p95 = statistics.median(found), sorted(found)[len(found) * 95 // 100]
            aim = f", aim {AIMS[name]}" if name in AIMS else ""
            report(f"{name:8} p50 {median:6.1f} ms  p95 {p95:6.1f} ms  {median / base:4.2f} x direct{aim}")
        for name, (succeeded, seconds) in (await at_once(clients, count)).items():
            report(f"{name:8} {succeeded} of {count} at once succeeded, {seconds:.1f} s")


def main() -> int:
    """Prints the report; 1 when a call wasn't recorded."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="few calls, once: to see that it works")
    parser.add_argument("--calls", type=int, default=200)
    arguments = parser.parse_args()
    calls, count = (5, 20) if arguments.smoke else (arguments.calls, AT_ONCE)
    with tempfile.TemporaryDirectory() as folder:
        gateway = Program(EMULATOR, str(Path(folder, "ca")), HOST)
        programs = {"gateway": gateway}
        try:
            for kind in AIMS:
                environ = {"EDGE_TUI_HOME": str(Path(folder, kind)), "SSL_CERT_FILE": gateway.ca}
                programs[kind] = Program(INTERMEDIARY, kind, gateway.url, **environ)
            asyncio.run(run(programs, calls, count, print))
        finally:
            for program in reversed(programs.values()):
                program.stop()
        missing = 0
        for kind in AIMS:
            home = Workspace({"EDGE_TUI_HOME": str(Path(folder, kind))})
            recorded = len(home.history.keys_of_recording(kind))
            print(f"{kind:8} {recorded} of {calls + 1 + count} calls recorded")
            missing += calls + 1 + count - recorded
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
