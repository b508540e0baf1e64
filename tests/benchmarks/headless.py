"""What headless commands take as whole processes, in user and system time, beside what they can't beat.

python tests/benchmarks/headless.py            21 runs of each, in turn
python tests/benchmarks/headless.py --smoke    one of each, to see that it runs

A send goes to a small server on loopback, and so does the same body of 2 KB from curl and from HTTPie
(`http`), where they are installed; HTTPie should be installed for the same Python. The aims: a send takes
at most 0.6 of HTTPie's time, and `--version`, `explain` and `decode` at most 50 ms more than Python alone.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PYTHON = sys.executable
ANSWER = json.dumps(
    {
        "requestId": "a-0123456789abcdef",
        "handle": [
            {
                "type": "state:store",
                "payload": [{"key": f"kndctr_X_AdobeOrg_{n}", "value": "v" * 200} for n in range(9)],
            }
        ],
    }
).encode()


# The least that a send through httpx can take: no profile, no history, no outline, no command line.
_FLOOR = """
import sys
sys.modules["httpx._main"] = None
import httpx, pathlib, ssl
with httpx.Client(verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as client:
    print(client.post(sys.argv[1], content=pathlib.Path(sys.argv[2]).read_bytes()).text)
"""


class Gateway(BaseHTTPRequestHandler):
    """Answers every POST with 2 KB of JSON."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_arguments: Any) -> None:
        """Says nothing."""


def commands(url: str, body: Path, home: Path) -> dict[str, list[str]]:
    """What is measured, by title."""
    edge_tui = [PYTHON, "-m", "edge_tui"]
    (home / "profiles.toml").write_text(f'[profiles.loopback]\nurl = "{url}"\ndatastream_id = "ds"\n')
    address = f"{url}/ee/v2/interact?datastreamId=ds&requestId=a"
    measured = {
        "python -c pass": [PYTHON, "-c", "pass"],
        "python, one POST with httpx": [PYTHON, "-c", _FLOOR, address, str(body)],
        "edge-tui send": [*edge_tui, "send", str(body), "--profile", "loopback"],
        "edge-tui --version": [*edge_tui, "--version"],
        "edge-tui send --help": [*edge_tui, "send", "--help"],
        "edge-tui explain 0104": [*edge_tui, "explain", "0104"],
        "edge-tui decode OR2;9": [*edge_tui, "decode", "OR2;9"],
        "edge-tui lint --help": [*edge_tui, "lint", "--help"],
        "edge-tui history list": [*edge_tui, "history", "list"],
    }
    if curl := shutil.which("curl"):
        measured["curl"] = [curl, "-s", address, "-H", "content-type: application/json", "--data", f"@{body}"]
    if httpie := shutil.which("http"):
        measured["http POST (HTTPie)"] = [httpie, "--ignore-stdin", "POST", address, f"@{body}"]
    return measured


def milliseconds(command: list[str], environ: dict[str, str]) -> float:
    """User and system time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, env=environ, stdin=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def quartiles(values: list[float]) -> str:
    """The median, and the quartiles as the spread."""
    ordered = sorted(values)
    low, high = ordered[len(ordered) // 4], ordered[3 * len(ordered) // 4]
    return f"{statistics.median(ordered):.2f} ({low:.2f} to {high:.2f})"


def main() -> None:
    """Runs every command in turn, so that a busy moment is everybody's, and prints medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--smoke", action="store_true", help="one run of each")
    runs = 1 if parser.parse_args().smoke else 21
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        body = home / "event.json"
        filler = "x" * 1900
        body.write_text(f'{{"event": {{"xdm": {{"eventType": "test", "_acme": {{"note": "{filler}"}}}}}}}}')
        # Compiled once and from then on read, as pip leaves what it installs.
        environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environ |= {"EDGE_TUI_HOME": folder, "PYTHONPYCACHEPREFIX": str(home / "compiled")}
        measured = commands(f"http://127.0.0.1:{server.server_port}", body, home)
        taken: dict[str, list[float]] = {title: [] for title in measured}
        for command in measured.values():
            milliseconds(command, environ)
        for _ in range(runs):
            for title, command in measured.items():
                taken[title].append(milliseconds(command, environ))
    server.shutdown()
    medians = {title: statistics.median(times) for title, times in taken.items()}
    for title, median in medians.items():
        print(f"{title:<36} {median:7.0f} ms   least {min(taken[title]):7.0f} ms")
    send, httpie = taken["edge-tui send"], taken.get("http POST (HTTPie)")
    if httpie:
        ratios = [ours / theirs for ours, theirs in zip(send, httpie, strict=True)]
        print(f"\na send takes {quartiles(ratios)} of HTTPie's time; the aim is 0.6 at most")
    for title in ("edge-tui --version", "edge-tui explain 0104", "edge-tui decode OR2;9"):
        over = [ours - plain for ours, plain in zip(taken[title], taken["python -c pass"], strict=True)]
        print(f"{title} takes {quartiles(over)} ms more than Python alone; the aim is 50 at most")


if __name__ == "__main__":
    main()
