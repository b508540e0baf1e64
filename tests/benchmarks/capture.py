"""The Capture screen while a page calls without a pause: a key, and the way of a call to its line.

    python -m tests.benchmarks.capture [--smoke] [--panes] [--calls N] [--seconds S]

The explorer runs in a pseudo-terminal of 160 by 45 with all panes in sight. A scripted source in the place of the
browser tells 50 calls a second through the recording, history and the feed to the screen. Reported: from a key of
the list to the frame that has moved the cursor, beside the same on the screen before anything comes; from a response
to the frame with its status in the line of its call, while the list follows what arrives and keys go to the findings;
a key in what a call sent, on a call that stays; and the processor time of a call, screen and history included. The
aims on a quiet machine: a key p99 16 ms, a line p95 100 ms. With `--panes`: the same key in each pane, in turns,
beside the list's.
"""

import argparse
import contextlib
import math
import os
import queue
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.terminal import Program
from tests.tui.terminal import Terminal

SIZE = (160, 45)
_BEFORE = 60
_AIM_KEY_MS, _AIM_LINE_MS = 16.0, 100.0
# Nobody types faster than this for long.
_KEY_SECONDS = 0.11
_LOST_SECONDS = 5.0
_FRAME_BEGIN, _FRAME_END = b"\x1b[?2026h", b"\x1b[?2026l"


class Reader:
    """Takes what a program writes the moment it comes, and when that was, while the screen before is made of it."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._chunks: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        sys.setswitchinterval(0.0001)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._program.fileno, 1 << 20):
                self._chunks.put((time.perf_counter(), chunk))
                if b"\x1b[?2026$p" in chunk:
                    self._program.press(b"\x1b[?2026;2$y")

    def take(self, until: float) -> tuple[float, bytes] | None:
        """What was written next, and when it came; None when nothing does in time."""
        try:
            return self._chunks.get(timeout=max(until - time.perf_counter(), 0))
        except queue.Empty:
            return None


@dataclass
class Watched:
    """A program whose screen is read frame by frame."""

    program: Program
    terminal: Terminal = field(default_factory=lambda: Terminal(*SIZE))
    on_frame: Callable[[float], object] = lambda _came: None
    _rest: bytes = b""

    def __post_init__(self) -> None:
        self._reader = Reader(self.program)

    def read(self, until: float) -> float | None:
        """Takes what is written next; when it came, None when nothing did."""
        taken = self._reader.take(until)
        if taken is None:
            return None
        came, chunk = taken
        chunk = self._rest + chunk
        # Whole frames; before the program knows that this terminal takes them, whole sequences.
        end = chunk.rfind(_FRAME_END) + len(_FRAME_END) if _FRAME_END in chunk else 0
        if _FRAME_BEGIN not in chunk:
            end = max(chunk.rfind(b"\x1b"), 0)
        whole, self._rest = chunk[:end], chunk[end:]
        self.terminal.feed(whole.decode())
        self.on_frame(came)
        return came

    @property
    def text(self) -> list[str]:
        """The rows of the screen."""
        return ["".join(text for text, _ in row) for row in self.terminal.rows]

    def until(self, ready: Callable[[], bool], seconds: float) -> float | None:
        """Reads until something shows; when it came, None when it never does."""
        end = time.perf_counter() + seconds
        while (came := self.read(end)) is not None:
            if ready():
                return came
        return None

    def key(self, key: bytes, look: Callable[[], object]) -> float:
        """Milliseconds from a key to the frame that has changed what it moves."""
        before = look()
        pressed = time.perf_counter()
        self.program.press(key)
        came = self.until(lambda: look() != before, _LOST_SECONDS)
        return (came - pressed) * 1000 if came else _LOST_SECONDS * 1000

    def inside(self, number: int) -> Callable[[], object]:
        """Looks at the texts and grounds inside of the pane with a number."""
        corners = [
            (y, each.start()) for y, line in enumerate(self.text) for each in re.finditer(rf"[╭┏][─━] {number} ", line)
        ]
        if not corners:
            sys.exit(f"Pane {number} is not on the screen: {self.text}")
        ((top, left),) = corners
        right = next(x for x in range(left + 1, SIZE[0]) if self.terminal.rows[top + 1][x][0] in "│┃")
        bottom = next(y for y in range(top + 1, SIZE[1]) if self.terminal.rows[y][left][0] in "╰┗")

        def look() -> object:
            rows = self.terminal.rows[top + 1 : bottom]
            return [[(text, pen.background) for text, pen in row[left + 1 : right]] for row in rows]

        return look

    def rest(self, seconds: float) -> None:
        """Reads for a while."""
        end = time.perf_counter() + seconds
        while self.read(end) is not None:
            pass


class Lines:
    """When each call's response is seen on the screen."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self.seen: dict[int, float] = {}

    def look(self, came: float) -> None:
        """Notes the calls that have a status now."""
        for line in self._watched.text:
            place = line.find("shop.")
            if place >= 0 and " 200 " in line[place:]:
                number = line[place + 5 : place + 11]
                if number.isdigit():
                    self.seen.setdefault(int(number), came)


@contextmanager
def recorded(folder: Path) -> Iterator[tuple[Watched, Callable[[str], None]]]:
    """The explorer on a recording of a flood, and a function that tells the flood what to do."""
    orders = folder / "orders"
    os.mkfifo(orders)
    environ = {
        "EDGE_TUI_HOME": str(folder / "home"),
        "COLORTERM": "truecolor",
        "PYTHONPATH": os.environ.get("PYTHONPATH", str(Path.cwd())),
    }
    environ |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    command = [sys.executable, "-m", "tests.benchmarks.capture", "--explorer", str(folder)]
    program = Program(command, environ, SIZE)
    try:
        watched = Watched(program)
        file = None
        end = time.perf_counter() + 60
        while file is None and time.perf_counter() < end:
            watched.rest(0.1)
            try:
                file = os.open(orders, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                continue
        if file is None:
            sys.exit(f"The explorer has no recording: {watched.text}")

        def order(words: str) -> None:
            os.write(file, f"{words}\n".encode())

        yield watched, order
        os.close(file)
    finally:
        program.end()


def explore(folder: Path) -> None:
    """The program in the terminal: the explorer as it is started, with a flood in the place of the browser."""
    import gc
    from datetime import datetime

    from edge_tui import __main__ as program
    from edge_tui.workspace import Workspace, browser_recording
    from edge_tui.workspace.live_recording import Tell, VisitSource
    from edge_tui.workspace.site_recording import SiteOptions
    from tests.recording.flood import Flood

    log = (folder / "answered").open("w", buffering=1)

    def note(number: int) -> None:
        # Taken before the line is on the way, and the same clock in both programs.
        log.write(f"{number} {time.perf_counter()}\n")

    def flood_of(_launch: object, tell: Tell, _clock: Callable[[], datetime]) -> VisitSource:
        flood = Flood(tell, note)

        def obey() -> None:
            with (folder / "orders").open() as orders:
                for line in orders:
                    word, _, value = line.partition(" ")
                    if word == "rate":
                        flood.rate = float(value)
                    else:
                        flood.tell(int(value))

        threading.Thread(target=obey, daemon=True).start()
        return flood

    browser_recording.browser_source = flood_of
    gc.set_threshold(program._ALLOCATIONS_BETWEEN_COLLECTIONS)
    program.explore(Workspace(), None, SiteOptions(urls=("www.shop.example",), name="flood"))


def percentiles(values: Sequence[float]) -> str:
    """The middle and the worst of some times."""
    if not values:
        return "none"
    ordered = sorted(values)
    at = [ordered[min(int(len(ordered) * share), len(ordered) - 1)] for share in (0.5, 0.95, 0.99)]
    return "p50 {:6.1f}   p95 {:6.1f}   p99 {:6.1f}".format(*at) + f"   max {ordered[-1]:6.1f} ms  of {len(values)}"


def percentile(values: Sequence[float], share: float) -> float:
    """The time that so many are at most."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)] if values else float("inf")


def type_keys(watched: Watched, seconds: float, look: Callable[[], object], keys: bytes = b"kj") -> list[float]:
    """Moves a cursor back and forth for a while; the milliseconds of each key."""
    times, end, count = [], time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        times.append(watched.key(keys[count % 2 : count % 2 + 1], look))
        count += 1
        # Not in step with what comes.
        watched.rest(_KEY_SECONDS * (0.7 + 0.6 * ((count * 7919) % 101) / 100))
    return times


@contextmanager
def shown(folder: Path) -> Iterator[tuple[Watched, Callable[[str], None]]]:
    """The screen with some calls."""
    with recorded(folder) as (watched, order):
        order(f"tell {_BEFORE}")
        if watched.until(lambda: any(f"{_BEFORE} calls" in line for line in watched.text), 60) is None:
            sys.exit(f"No call is on the screen: {watched.text}")
        watched.rest(2.0)
        yield watched, order


# What is pressed before a pane's keys: the call that they are about has a finding, so every pane has something to move.
_FIRST_CALL, _LAST_CALL = (b"1", b"\x1b[H", b"j"), (b"1", b"\x1b[F")
_PANES = {
    "the list": (1, (*_FIRST_CALL,)),
    "findings": (5, (*_FIRST_CALL, b"5", b"\x1b[H")),
    "findings, the list follows": (5, (*_LAST_CALL, b"5", b"\x1b[H")),
    "sent": (2, (*_FIRST_CALL, b"2", b"\x1b[H")),
    "sent as text": (2, (*_FIRST_CALL, b"2", b"]")),
    "response": (3, (*_FIRST_CALL, b"3", b"\x1b[H")),
    "explanation": (4, (*_FIRST_CALL, b"4")),
}
# A visit keeps 3,000 calls: in a longer one, the call whose panes are read would leave it.
_CALLS_OF_ROUND, _SECONDS_BESIDE_KEYS = 2500, 2.5


def measure_panes(rate: float, seconds: float, folder: Path) -> None:
    """Prints the times of keys in each pane while calls come; the panes take turns, so that they share the machine."""
    times: dict[str, list[float]] = {name: [] for name in _PANES}
    most = _CALLS_OF_ROUND / rate / len(_PANES) - _SECONDS_BESIDE_KEYS
    rounds = max(math.ceil(seconds / max(most, 1.0)), 1)
    for number in range(rounds):
        home = folder / str(number)
        home.mkdir()
        with shown(home) as (watched, order):
            order(f"rate {rate}")
            watched.rest(1.0)
            for name in _PANES:
                times[name] += keys_in_pane(watched, name, seconds / rounds)
    for name, each in times.items():
        print(f"{name:28}{percentiles(each)}")


def keys_in_pane(watched: Watched, name: str, seconds: float) -> list[float]:
    """The milliseconds of each key in a pane."""
    number, before = _PANES[name]
    for key in before:
        watched.program.press(key)
        watched.rest(0.4)
    times = type_keys(watched, seconds, watched.inside(number), b"jk")
    if b"]" in before:
        watched.program.press(b"[")
    return times


def measure(rate: float, seconds: float, folder: Path) -> tuple[list[float], dict[str, list[float]], list[float]]:
    """Prints the report; the times of keys on the idle screen, of keys in each pane while calls come, and of lines."""
    with shown(folder) as (watched, order):
        program = watched.program
        for key in (b"\x1b[H", *[b"j"] * 8):
            program.press(key)
            watched.rest(0.15)
        calls, findings = watched.inside(1), watched.inside(5)
        idle = type_keys(watched, seconds, calls)
        before, started = program.cpu_ms, time.perf_counter()
        order(f"rate {rate}")
        busy = type_keys(watched, seconds, calls)
        cpu = program.cpu_ms - before
        elapsed = time.perf_counter() - started
        order("rate 0")
        watched.rest(0.5)
        program.press(b"\x1b[F")
        watched.rest(0.3)
        program.press(b"5")
        watched.rest(0.5)
        lines = Lines(watched)
        lines.look(time.perf_counter())
        known = set(lines.seen)
        order(f"rate {rate}")
        watched.on_frame = lines.look
        before, started = program.cpu_ms, time.perf_counter()
        beside = type_keys(watched, seconds, findings, b"jk")
        followed_cpu, followed = program.cpu_ms - before, time.perf_counter() - started
        order("rate 0")
        watched.rest(1.5)
        told = dict(map(str.split, (folder / "answered").read_text().splitlines()))
        late = [
            (lines.seen[number] - float(at)) * 1000
            for number, at in ((int(number), at) for number, at in told.items())
            if number in lines.seen and number not in known
        ]
        unseen = sum(int(number) not in lines.seen for number in told if int(number) > max(known, default=0))
        watched.on_frame = lambda _came: None
        for key in (*_FIRST_CALL, b"2", b"\x1b[H"):
            program.press(key)
            watched.rest(0.4)
        order(f"rate {rate}")
        sent = type_keys(watched, seconds, watched.inside(2), b"jk")
        print(f"keys, idle          {percentiles(idle)}")
        print(f"keys, calls come    {percentiles(busy)}")
        print(f"lines               {percentiles(late)}   ({unseen} scrolled by unseen)")
        print(f"keys in findings    {percentiles(beside)}")
        print(f"keys in Sent        {percentiles(sent)}")
        print(f"load of the machine {' '.join(f'{each:.1f}' for each in os.getloadavg())}")
        for what, used, took in (("keys in the list", cpu, elapsed), ("list follows", followed_cpu, followed)):
            share, each = used / took / 10, used / (took * rate)
            print(f"user and system time, {what}: {share:.0f} % of a core, {each:.1f} ms a call")
        return idle, {"the list": busy, "findings": beside, "Sent": sent}, late


def main() -> int:
    """Prints the report; the status says whether the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--panes", action="store_true", help="measure keys in every pane")
    parser.add_argument("--calls", type=float, default=50.0, help="so many a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="of each part")
    parser.add_argument("--explorer", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.explorer:
        explore(arguments.explorer)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        seconds = 2.0 if arguments.smoke else arguments.seconds
        if arguments.panes:
            measure_panes(arguments.calls, seconds, Path(folder))
            return 0
        idle, panes, late = measure(arguments.calls, seconds, Path(folder))
    keys, line = {name: percentile(times, 0.99) for name, times in panes.items()}, percentile(late, 0.95)
    beside_idle = statistics.median(panes["the list"]) / statistics.median(idle)
    print(f"a key of the list beside the idle screen's: {beside_idle:.2f} in the middle")
    words = ", ".join(f"{name} {key:.1f}" for name, key in keys.items())
    print(f"a key p99: {words} ms (aim {_AIM_KEY_MS:g}); a line p95 {line:.1f} ms (aim {_AIM_LINE_MS:g})")
    return 0 if arguments.smoke or (max(keys.values()) <= _AIM_KEY_MS and line <= _AIM_LINE_MS) else 1


if __name__ == "__main__":
    sys.exit(main())
