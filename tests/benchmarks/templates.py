"""Starting and listing with 10,000 templates, beside ten; and starting with 20,000 profiles, beside one.

    python tests/benchmarks/templates.py [--smoke]

User and system time of whole processes, in turn. The aim: a start takes 1.05 of the time with ten.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.benchmarks.screen import EXPLORER_WORDS, ratio_in_words, starts_in_turn

_EDGE_TUI = [sys.executable, "-m", "edge_tui"]
_BODY = {"event": {"xdm": {"eventType": "web.webpagedetails.pageViews", "_id": "{{uuid}}"}}}

_COMMANDS = (["templates", "list"], ["templates", "show", "own-5"], ["profiles", "list"])


def home_with(folder: Path, templates: int = 10, profiles: int = 1) -> dict[str, str]:
    """The environment of a home with so many templates and profiles."""
    (folder / "templates").mkdir(parents=True)
    for number in range(templates):
        document = {"title": f"Own {number}", "group": "own", "summary": "One of many.", "body": _BODY}
        (folder / "templates" / f"own-{number}.json").write_text(json.dumps(document, indent=2))
    tables = (f'[profiles.p{n}]\nurl = "http://127.0.0.1:9"\ndatastream_id = "ds{n}"\n\n' for n in range(profiles))
    (folder / "profiles.toml").write_text("".join(tables))
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**environ, "EDGE_TUI_HOME": str(folder), "EDGE_TUI_PROFILE": "emulator"}


def cpu_milliseconds(arguments: list[str], environ: dict[str, str]) -> float:
    """The user and system time of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*_EDGE_TUI, *arguments], env=environ, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def main() -> None:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="once and small, to see that it still works")
    is_smoke = parser.parse_args().smoke
    repeats, templates, profiles = (1, 300, 300) if is_smoke else (15, 10_000, 20_000)
    with tempfile.TemporaryDirectory() as folder:
        environs = {
            "ten templates": home_with(Path(folder, "ten")),
            f"{templates:,} templates": home_with(Path(folder, "many"), templates),
            f"{profiles:,} profiles": home_with(Path(folder, "profiles"), profiles=profiles),
        }
        for title, environ in environs.items():
            for arguments in _COMMANDS[: 1 if is_smoke else None]:
                first = cpu_milliseconds(arguments, environ)
                again = statistics.median(cpu_milliseconds(arguments, environ) for _ in range(min(repeats, 5)))
                print(
                    f"{title:>18}  {' '.join(arguments):<22} {again:6.0f} ms   the first time {first:6.0f} ms",
                    flush=True,
                )
        starts = starts_in_turn(dict.fromkeys(environs, (_EDGE_TUI, EXPLORER_WORDS)), repeats, environs)
        few, *others = environs
        for title in others:
            print(f"{title:>18}  start beside {few}: {ratio_in_words(starts[title], starts[few])}", flush=True)


if __name__ == "__main__":
    main()
