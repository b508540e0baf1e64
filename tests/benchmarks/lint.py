"""How quick the linter and completion are while somebody types, beside the mere parsing of the same text.

python tests/benchmarks/lint.py            events of 2 KB and 64 KB, clean and full of mistakes
python tests/benchmarks/lint.py --smoke    once each, to see that it runs
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from edge_tui.lint import Context, lint
from edge_tui.lint.completion import complete
from edge_tui.lint.fixes import apply_fix
from edge_tui.lint.xdm import dictionary

_CONTEXT = Context(datetime(2026, 3, 1, tzinfo=UTC))
# What the worker behind the editor may take, in processor time: some 20 ms where parsing 64 KB takes 0.35.
_AIM_TIMES_PARSING = 60


def event(kilobytes: int, *, has_mistakes: bool) -> str:
    """A purchase of so many products, laid out; with mistakes, every fifth spells a name in the wrong case."""

    def product(number: int) -> dict[str, object]:
        sku = "sku" if has_mistakes and number % 5 == 0 else "SKU"
        return {
            sku: f"A-{number}",
            "name": f"Product {number}",
            "quantity": 2,
            "priceTotal": 10.5,
            "currencyCode": "EUR",
            "productCategories": [{"categoryID": "jackets", "categoryName": "Jackets"}],
        }

    xdm = {"_id": "{{uuid}}", "eventType": "commerce.purchases", "timestamp": "{{now}}"}
    products = [product(number) for number in range(max(1, round(kilobytes * 3.2)))]
    return json.dumps({"event": {"xdm": {**xdm, "productListItems": products}}}, indent=2)


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median of some work."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def report(title: str, taken: float, parsing: float) -> None:
    """One line: how long, how many times the parsing, and whether that meets the aim."""
    ratio = taken / parsing
    verdict = "met" if ratio <= _AIM_TIMES_PARSING else "MISSED"
    print(f"{title:<44} {taken:8.2f} ms {ratio:7.1f} × parsing   aim {_AIM_TIMES_PARSING} ×: {verdict}")


def report_size(kilobytes: int, *, has_mistakes: bool, times: int) -> None:
    """Linting, completing at the end, and fixing the first finding."""
    text = event(kilobytes, has_mistakes=has_mistakes)
    parsing = milliseconds(lambda: json.loads(text), times)
    findings = lint(text, _CONTEXT)
    title = f"{len(text) / 1024:.0f} KB, {len(findings)} findings"
    print(f"{title + ': json.loads':<44} {parsing:8.2f} ms")
    report(f"{title}: lint", milliseconds(lambda: lint(text, _CONTEXT), times), parsing)
    at = text.rindex('"currencyCode"')
    report(f"{title}: complete near the end", milliseconds(lambda: complete(text, at), times), parsing)
    suggestion = next((finding.suggestion for finding in findings if finding.suggestion), None)
    if suggestion is not None:
        report(f"{title}: fix", milliseconds(lambda: apply_fix(text, suggestion), times), parsing)


def report_loading() -> None:
    """The dictionary from the packed file, in its own process, and its size in the wheel."""
    program = (
        "import time; from edge_tui.lint.xdm import dictionary\n"
        "begun = time.process_time(); dictionary.event(); print((time.process_time() - begun) * 1000)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    print(f"{'the dictionary, first needed':<44} {float(done.stdout):8.2f} ms")
    size = Path(dictionary.__file__).with_name("fields.json").stat().st_size
    print(f"{'the dictionary, packed':<44} {size / 1024:8.0f} KB   aim 300 KB: {'met' if size < 300_000 else 'MISSED'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true")
    times = 1 if parser.parse_args().smoke else 30
    report_loading()
    for kilobytes in (2, 64):
        for has_mistakes in (False, True):
            report_size(kilobytes, has_mistakes=has_mistakes, times=times)


if __name__ == "__main__":
    main()
