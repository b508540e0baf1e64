"""A send from the command line, up to its exit status."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.exit_code import apply_expectations, exit_status_for
from edge_tui.cli.exchange.options import SendOptions
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import has_color, say, write, write_bytes, write_lines
from edge_tui.cli.terminal.tree import summary_lines, tree_lines
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import ParseError, parse, pretty
from edge_tui.model.node import Node
from edge_tui.model.request import InteractRequest
from edge_tui.model.text import visible, visible_lines
from edge_tui.model.unforeseen import Net, UnforeseenError

if TYPE_CHECKING:
    from edge_tui.compare.expectations import Expectation, Verdict
    from edge_tui.session.retry import Pause
    from edge_tui.session.session import Session
    from edge_tui.workspace import Workspace


def run_send(
    workspace: "Workspace", session: "Session", options: SendOptions, send: Callable[[], Awaitable[Exchange]]
) -> ExitStatus:
    """Sends, prints the response and returns the exit status. Raises `SetupError`."""
    options.check_output()
    expectations = _read_expectations(options.expressions)
    if options.junit:
        from edge_tui.cli.exchange.junit import check_writable

        check_writable(options.junit)
    exchange = session.runtime.run(_send_with_retries(workspace, session, options.retries, send))
    return _report(workspace, exchange, options, expectations)


def show_request(workspace: "Workspace", exchange: Exchange, options: SendOptions) -> ExitStatus:
    """Prints what would be sent: as text, as JSON without an outcome, or only the body. Raises `SetupError`."""
    options.check_output()
    if options.as_json:
        _write_json(exchange, workspace.outline(exchange))
    elif options.as_body:
        write_bytes(exchange.request.body.encode())
    else:
        write_lines(request_lines(exchange.request))
    return ExitStatus.OK


def request_lines(request: InteractRequest) -> list[str]:
    """A request as text, with its body formatted and its secrets masked."""
    from edge_tui.model.credential_text import masked_body

    written = masked_body(request.body)
    body = parse(written)
    return [
        f"POST {visible(request.url)}",
        *(visible(f"{name}: {value}") for name, value in request.shown_headers),
        "",
        visible_lines(written if isinstance(body, ParseError) else pretty(body)),
    ]


def show_response(
    workspace: "Workspace", exchange: Exchange, options: SendOptions, verdicts: "Sequence[Verdict]" = ()
) -> None:
    """Prints an exchange as the options of a send ask for."""
    show_exchange(
        workspace,
        exchange,
        as_json=options.as_json,
        as_body=options.as_body,
        as_summary=options.as_summary,
        verdicts=verdicts,
    )


def show_exchange(
    workspace: "Workspace",
    exchange: Exchange,
    *,
    as_json: bool = False,
    as_body: bool = False,
    as_summary: bool = False,
    verdicts: "Sequence[Verdict]" = (),
) -> None:
    """Prints an exchange: the outline as a tree, its first level, everything as JSON, or the unchanged body."""
    if as_body:
        write_bytes(exchange.response.body if exchange.response else b"")
        return
    outline = workspace.outline(exchange)
    if as_json:
        _write_json(exchange, outline, verdicts)
        return
    color = has_color(workspace.environ)
    if as_summary:
        from edge_tui.outline.summary import summary_nodes

        write_lines(summary_lines(summary_nodes(outline), color=color))
    else:
        write_lines(tree_lines(outline, color=color))


def _write_json(exchange: Exchange, outline: Node, verdicts: "Sequence[Verdict]" = ()) -> None:
    from edge_tui.outline.exchange_json import exchange_document
    from edge_tui.outline.json_text import json_text

    write(json_text(exchange_document(exchange, outline, verdicts)))


def _read_expectations(expressions: Sequence[str]) -> "list[Expectation]":
    if not expressions:
        return []
    from edge_tui.compare.expectations import read_expectation

    return [read_expectation(expression) for expression in expressions]


async def _send_with_retries(
    workspace: "Workspace", session: "Session", retries: int, send: Callable[[], Awaitable[Exchange]]
) -> Exchange:
    notices: list[str] = []
    net = Net(workspace.note_crash)
    try:
        exchange = await send()
        with net.noticing("Retrying", notices):
            for attempt in range(retries):
                pause = _pause_before_retry(exchange, attempt, workspace.clock(), session.profile.timeout_seconds)
                if pause is None or exchange.response is None:
                    break
                remark = f" ({pause.note})" if pause.note else ""
                counted = f"{attempt + 1} of {retries}"
                say(f"{exchange.response.status}: retrying in {pause.seconds:.1f} s ({counted}){remark}.")
                await session.runtime.sleep(pause.seconds)
                exchange = await session.replay(exchange, exactly=True)
    finally:
        with net.noticing("Closing the connection", notices):
            await workspace.close()
    for notice in notices:
        exchange = exchange.noted(notice)
    return exchange


def _pause_before_retry(exchange: Exchange, attempt: int, now: datetime, timeout_seconds: float) -> "Pause | None":
    import random

    from edge_tui.session.retry import pause_before_retry

    return pause_before_retry(exchange.response, attempt, now, random.uniform(-1, 1), timeout_seconds)


def _report(
    workspace: "Workspace", exchange: Exchange, options: SendOptions, expectations: "Sequence[Expectation]"
) -> ExitStatus:
    """Prints the response. An unexpected error while printing doesn't change the exchange's exit status."""
    notices: list[str] = []
    net = Net(workspace.note_crash)
    verdicts = [_checked(expectation, exchange, net) for expectation in expectations]
    own_status, reason = exit_status_for(exchange, allow_partial=options.allow_partial)
    status = apply_expectations(own_status, expectations, verdicts)
    is_accepted = status is ExitStatus.OK
    try:
        with net.refusing("Printing the response"):
            show_response(workspace, exchange, options, verdicts)
    except UnforeseenError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from None
        notices.append(str(error))
    finally:
        # The event has been sent: even if standard output is full, report the rest.
        for notice in (*exchange.notes, *notices):
            say(notice)
        for verdict in verdicts:
            say(f"✓ {verdict.expression}" if verdict.ok else f"✖ {verdict.expression}: {verdict.found}")
        if reason and not is_accepted:
            say(reason)
        if options.junit:
            from edge_tui.cli.exchange.junit import write_report

            write_report(options.junit, exchange, verdicts, None if is_accepted else reason)
    return status


def _checked(expectation: "Expectation", exchange: Exchange, net: Net) -> "Verdict":
    """The verdict of an expectation; one that can't be checked is not met."""
    try:
        return expectation.check(exchange)
    except Exception as error:  # noqa: BLE001
        from edge_tui.compare.expectations import Verdict

        return Verdict(expectation.expression, ok=False, found=net.caught(error, "Checking it"))
