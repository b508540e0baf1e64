"""A JUnit XML report of one exchange, for CI servers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from edge_tui.compare.expectations import Verdict
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.placeholders import iso
from edge_tui.model.text import visible


def check_writable(path: str) -> None:
    """Raises `SetupError` if the report can't be written; removes an existing one.

    Called before the send, so that no event is sent without its report. A device or a pipe,
    such as /dev/stdout, is left alone.
    """
    target = Path(path)
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            return
        target.write_text("")
        target.resolve().unlink()
    except OSError as error:
        raise SetupError(f"The report {path} can't be written: {error.strerror}.", "Name another file.") from error


def write_report(path: str, exchange: Exchange, verdicts: Sequence[Verdict], failure: str | None) -> None:
    """Writes a suite with one case for the response and one per expectation.

    `failure` is the reason why the response counts as failed; None if it doesn't.
    """
    seconds = (exchange.elapsed_ms or 0) / 1000
    name = exchange.draft.template or exchange.event_type or str(exchange.draft.action)
    suite = Suite(
        f"edge-tui send {name}",
        f"edge-tui.{exchange.profile_name}",
        [Case("answered", failure, seconds), *map(case_of, verdicts)],
        exchange.sent_at,
        seconds,
        ("requestId", exchange.request_id),
    )
    write_suite(path, suite)


@dataclass(frozen=True, slots=True)
class Case:
    """One test: its name, why it failed (None if it didn't), and how long it took."""

    name: str
    failure: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of one run. `group` is their class, `fact` and `more` are properties: their names and values."""

    name: str
    group: str
    cases: Sequence[Case]
    began: datetime
    seconds: float
    fact: tuple[str, str]
    more: Sequence[tuple[str, str]] = ()


def case_of(verdict: Verdict) -> Case:
    """An expectation as a test."""
    return Case(verdict.expression, None if verdict.ok else verdict.found)


def write_suite(path: str, suite: Suite) -> None:
    """Writes a suite. Raises `SetupError`."""
    from edge_tui.workspace.written_file import write_file

    try:
        write_file(Path(path), _text(suite))
    except OSError as error:
        raise SetupError(f"The report {path} can't be written: {error.strerror}.", "Name another file.") from error


def _text(suite: Suite) -> str:
    failures = sum(case.failure is not None for case in suite.cases)
    facts = [(name, value) for name, value in (suite.fact, *suite.more)]
    properties = "".join(f"<property name={_attribute(name)} value={_attribute(value)}/>" for name, value in facts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuite name={_attribute(suite.name)} tests="{len(suite.cases)}" failures="{failures}" errors="0" '
        f'skipped="0" time="{suite.seconds:.3f}" timestamp="{iso(suite.began)}">\n'
        f"  <properties>{properties}</properties>\n"
        + "".join(_case(suite.group, case) for case in suite.cases)
        + "</testsuite>\n"
    )


def _case(group: str, case: Case) -> str:
    opening = f'  <testcase classname={_attribute(group)} name={_attribute(case.name)} time="{case.seconds:.3f}"'
    if case.failure is None:
        return opening + "/>\n"
    words = escape(visible(case.failure))
    return f"{opening}>\n    <failure message={_attribute(case.failure)}>{words}</failure>\n  </testcase>\n"


def _attribute(text: str) -> str:
    return f'"{escape(visible(text))}"'
