"""What doing nothing costs with the editor focused, beside a plain app with the same four widgets.

    python -m tests.benchmarks.idle [--smoke]

The aim: at most 1.1 times the processor time, and at most one wake-up per second more. Both run in
pseudo-terminals at the same time, with a blinking cursor in a text area; the second part begins when the
explorer's cursor rests. Reported per second: user and system time, wake-ups of all threads, bytes.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.editor import document
from tests.benchmarks.keys import explorers_home
from tests.benchmarks.terminal import Program, running

_BLINKING_SECONDS = 20.0
_AIM, _AIM_WAKE_UPS = 1.1, 1.0


def part(name: str, programs: list[Program], rounds: int, seconds: float) -> tuple[float, float]:
    """Prints two lines; returns the ratio of the processor times, and the additional wake-ups per second."""
    found: list[list[tuple[float, float, float]]] = [[], []]
    for _ in range(rounds):
        before = [(each.cpu_ms, each.wake_ups, len(each.written)) for each in programs]
        for program in programs:
            program.read(seconds / 2)
        for i, program in enumerate(programs):
            program.read(0.01)
            after = program.cpu_ms, program.wake_ups, len(program.written)
            cpu, wakes, size = ((new - old) / seconds for new, old in zip(after, before[i], strict=True))
            found[i].append((cpu, wakes, size))
    medians = [[statistics.median(column) for column in zip(*rows, strict=True)] for rows in found]
    ratios = [ours[0] / theirs[0] for ours, theirs in zip(*found, strict=True)]
    for label, (cpu, wakes, size) in zip(("explorer", "plain"), medians, strict=True):
        print(f"{name:10} {label:10} {cpu / 10:5.2f} %  {wakes:6.1f} wake-ups/s  {size:6.0f} B/s", flush=True)
    print(f"{name:10} ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
    return statistics.median(ratios), medians[0][1] - medians[1][1]


def main() -> int:
    """Prints the report; the status says whether the aim is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true")
    is_smoke = parser.parse_args().smoke
    text = document(2048)
    file = Path(tempfile.mkdtemp()) / "text.json"
    file.write_text(text, "utf-8")
    plain = [sys.executable, "-m", "tests.plain_app", "four", str(file)]
    explorer = [sys.executable, "-m", "edge_tui"]
    seconds, rounds = (1.0, 1) if is_smoke else (5.0, 8)
    with running(plain, {}, "READY") as theirs, running(explorer, explorers_home(text), "Commands") as ours:
        ours.press(b"\x1b[B")
        blinking = part("blinking", [ours, theirs], 1 if is_smoke else 2, seconds)
        ours.read(0 if is_smoke else _BLINKING_SECONDS)
        resting = part("resting", [ours, theirs], rounds, seconds)
    met = resting[0] <= _AIM and max(blinking[1], resting[1]) <= _AIM_WAKE_UPS
    return 0 if is_smoke or met else 1


if __name__ == "__main__":
    sys.exit(main())
