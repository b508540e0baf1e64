"""What a key costs until everything is still, beside a plain text area in the same run.

    python -m tests.benchmarks.keys [--smoke]

The aim: at 2 KB and at 64 KB at most twice the processor time of a plain text area. Both run in a
pseudo-terminal; their keys alternate. A key counts with all that follows it within a second: completions,
lint, the draft's file, the explanation of another field, and two blinks of the cursor in both programs.
Reported: user and system time, the ratio of each pair of keys' medians, its spread over the rounds, and the
bytes of the key itself and of all that follows it.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.editor import document
from tests.benchmarks.terminal import Program, running

SIZES = (2 * 1024, 64 * 1024)
KEYS = {
    "letter": (b"a", b"\x7f"),
    "cursor right, left": (b"\x1b[C", b"\x1b[D"),
    "cursor down, up": (b"\x1b[B", b"\x1b[A"),
}
_WINDOW_SECONDS = 1.0
# The frame of the key itself; an explanation follows when the cursor has rested for longer.
_KEY_SECONDS = 0.12
_AIM = 2.0


def explorers_home(text: str) -> dict[str, str]:
    """The environment of an explorer that opens with a draft."""
    home = Path(tempfile.mkdtemp())
    (home / "drafts").mkdir()
    draft = {"text": text, "action": "interact", "template": None, "origin": "", "headers": ""}
    (home / "drafts" / "draft.json").write_text(json.dumps(draft), "utf-8")
    return {"EDGE_TUI_HOME": str(home), "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}


def cost(program: Program, key: bytes) -> tuple[float, int, int]:
    """The processor time of a key in milliseconds, its bytes, and those of what follows it."""
    before, start = program.cpu_ms, len(program.written)
    program.press(key)
    program.read(_KEY_SECONDS)
    written = len(program.written)
    program.read(_WINDOW_SECONDS - _KEY_SECONDS)
    return program.cpu_ms - before, written - start, len(program.written) - written


def compare(text: str, rounds: int) -> dict[str, float]:
    """Prints a line per kind of key; returns the ratios."""
    file = Path(tempfile.mkdtemp()) / "text.json"
    file.write_text(text, "utf-8")
    explorer = [sys.executable, "-m", "edge_tui"]
    plain = [sys.executable, "-m", "tests.plain_app", "text", str(file)]
    ratios = {}
    with running(explorer, explorers_home(text), "Commands") as ours, running(plain, {}, "READY") as theirs:
        for program in (ours, theirs):
            program.press(b"\x1b[B" * 7 + b"\x1b[F" + b"\x1b[D" * 2)
            program.read(2.0)
        for name, keys in KEYS.items():
            pairs = [[(cost(ours, key), cost(theirs, key)) for key in keys] for _ in range(rounds)]
            each = [sum(a[0] for a, _ in pair) / sum(b[0] for _, b in pair) for pair in pairs]
            flat = [both for pair in pairs for both in pair]
            own, other = (statistics.median(both[i][0] for both in flat) for i in (0, 1))
            own_bytes, other_bytes = ([statistics.median(both[i][n] for both in flat) for n in (1, 2)] for i in (0, 1))
            ratios[name] = statistics.median(each)
            print(
                f"{len(text) / 1024:6.0f} KB {name:20} {own:7.1f} ms {other:7.1f} ms  "
                f"ratio {ratios[name]:.2f} ({min(each):.2f} to {max(each):.2f})  "
                f"{own_bytes[0]:5.0f} + {own_bytes[1]:3.0f} B {other_bytes[0]:5.0f} + {other_bytes[1]:5.0f} B",
                flush=True,
            )
    return ratios


def main() -> int:
    """Prints the report; the status says whether the aim is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--rounds", type=int, default=8)
    arguments = parser.parse_args()
    print(f"{'':9} {'':20} {'explorer':>10} {'plain':>10}")
    sizes = SIZES[:1] if arguments.smoke else SIZES
    ratios = [compare(document(size), 1 if arguments.smoke else arguments.rounds)["letter"] for size in sizes]
    return 0 if arguments.smoke or max(ratios) <= _AIM else 1


if __name__ == "__main__":
    sys.exit(main())
