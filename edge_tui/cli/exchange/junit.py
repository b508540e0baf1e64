"""A JUnit XML report of one exchange, for CI servers."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from edge_tui.compare.expectations import Verdict
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.placeholders import iso
from edge_tui.model.text import visible


def check_writable(path: str) -> None:
    """Raises `SetupError` if the report can't be written; removes an existing one.

    Called before the send, so that no event is sent without its report.
    """
    try:
        Path(path).write_text("")
        Path(path).unlink()
    except OSError as error:
        raise SetupError(f"The report {path} can't be written: {error.strerror}.", "Name another file.") from error


def write_report(path: str, exchange: Exchange, verdicts: Sequence[Verdict], failure: str | None) -> None:
    """Writes a suite with one case for the response and one per expectation.

    `failure` is the reason why the response counts as failed; None if it doesn't.
    """
    try:
        Path(path).write_text(_suite(exchange, verdicts, failure), "utf-8")
    except OSError as error:
        raise SetupError(f"The report {path} can't be written: {error.strerror}.", "Name another file.") from error


def _suite(exchange: Exchange, verdicts: Sequence[Verdict], failure: str | None) -> str:
    elapsed_ms = exchange.elapsed_ms or 0
    cases = [_case(exchange, "answered", failure, elapsed_ms / 1000)]
    cases += [_case(exchange, verdict.expression, None if verdict.ok else verdict.found, 0.0) for verdict in verdicts]
    failures = sum(not verdict.ok for verdict in verdicts) + (failure is not None)
    name = exchange.draft.template or exchange.event_type or str(exchange.draft.action)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuite name={_attribute(f"edge-tui send {name}")} tests="{len(cases)}" failures="{failures}" errors="0" '
        f'skipped="0" time="{elapsed_ms / 1000:.3f}" timestamp="{iso(exchange.sent_at)}">\n'
        f'  <properties><property name="requestId" value={_attribute(exchange.request_id)}/></properties>\n'
        + "".join(cases)
        + "</testsuite>\n"
    )


def _case(exchange: Exchange, name: str, failure: str | None, seconds: float) -> str:
    opening = (
        f"  <testcase classname={_attribute(f'edge-tui.{exchange.profile_name}')} name={_attribute(name)} "
        f'time="{seconds:.3f}"'
    )
    if failure is None:
        return opening + "/>\n"
    return (
        f"{opening}>\n    <failure message={_attribute(failure)}>{escape(visible(failure))}</failure>\n  </testcase>\n"
    )


def _attribute(text: str) -> str:
    return f'"{escape(visible(text))}"'
