"""What `edge-tui handles` costs on large responses, beside `jq -C .` printing the same file.

    python tests/benchmarks/handles.py [--smoke] [--rounds N]

Both print to a pipe, in turn. Reported are processor times (user and system), the ratio in each round
with its median and spread (the aim: at most 3 at 10 MB), the time to the first screenful, and how soon
the command ends after `head` has closed the pipe. `repeated` is the body of the other benchmarks, in
which propositions are nearly equal; in `varied` every one has other values. Needs jq.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.outline import response

_AIM = 3.0


def varied(size: int) -> bytes:
    """A response of at least so many bytes in which no two propositions have the same values."""
    document = json.loads(response(size))
    number = 0
    for handle in document["handle"]:
        for proposition in handle["payload"]:
            number += 1
            proposition["id"] = f"{number:08x}-6b1d-4c5e-9f3a-{number:012x}"
            proposition["scopeDetails"]["activity"]["id"] = str(number)
            for index, item in enumerate(proposition["items"]):
                data: dict[str, Any] = item["data"]
                data["content"] = f"<p>Grüße {number}, ✨ {index}</p>\n"
                item["meta"]["experience.name"] = f"Experience {number % 97}-{index}"
    return json.dumps(document, ensure_ascii=False).encode()


def processor_seconds(command: list[str]) -> float:
    """User and system time of a command that prints into a pipe which is read to its end."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        while running.stdout.read(1 << 20):
            pass
        _, _, used = os.wait4(running.pid, 0)
        running.returncode = 0
    return used.ru_utime + used.ru_stime


def first_screenful(command: list[str]) -> tuple[float, float]:
    """Milliseconds to the fortieth line, and from closing the pipe to the end of the command."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        for _ in range(40):
            running.stdout.readline()
        shown = time.perf_counter()
        running.stdout.close()
        running.wait()
    return (shown - start) * 1000, (time.perf_counter() - shown) * 1000


def report(name: str, file: Path, rounds: int) -> None:
    """One line for one file."""
    ours = [sys.executable, "-m", "edge_tui", "handles", str(file)]
    theirs = ["jq", "-C", ".", str(file)]
    pairs = [(processor_seconds(ours), processor_seconds(theirs)) for _ in range(rounds)]
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    screens = [(first_screenful(ours), first_screenful(theirs)) for _ in range(rounds)]
    print(
        f"{name:>16}  handles {statistics.median(ours for ours, _ in pairs):6.2f} s   "
        f"jq {statistics.median(theirs for _, theirs in pairs):6.2f} s   "
        f"ratio {statistics.median(ratios):5.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}; aim {_AIM:g})   "
        f"first screenful {statistics.median(ours[0] for ours, _ in screens):5.0f} ms "
        f"(jq {statistics.median(theirs[0] for _, theirs in screens):.0f})   "
        f"ended {statistics.median(ours[1] for ours, _ in screens):4.0f} ms after its reader"
    )


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="100 KB, once")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, nargs="*", default=[1, 10, 50])
    options = parser.parse_args()
    if shutil.which("jq") is None:
        sys.exit("jq isn't installed.")
    sizes = {"100 KB": 100_000} if options.smoke else {f"{n} MB": n * 1_000_000 for n in options.megabytes}
    with tempfile.TemporaryDirectory() as folder:
        for size_name, size in sizes.items():
            for kind, body in (("repeated", response(size)), ("varied", varied(size))):
                file = Path(folder) / f"{kind}.json"
                file.write_bytes(body)
                report(f"{size_name} {kind}", file, 1 if options.smoke else options.rounds)


if __name__ == "__main__":
    main()
