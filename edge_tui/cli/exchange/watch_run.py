"""A watch from the command line: sends one event until a condition is met, a line for each send."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from edge_tui.cli.exchange.exit_code import exit_status_for
from edge_tui.cli.exchange.send_run import show_response
from edge_tui.cli.terminal.exit_status import ExitStatus
from edge_tui.cli.terminal.streams import say, write
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import JsonObject
from edge_tui.outline.exchange_json import exchange_document
from edge_tui.outline.json_text import json_text
from edge_tui.session.batch import Sleep, send_until
from edge_tui.session.watch import WatchLog, check_bounds
from edge_tui.session.watch_condition import read_condition

if TYPE_CHECKING:
    from edge_tui.cli.exchange.options import SendOptions, WatchOptions
    from edge_tui.session.session import Session
    from edge_tui.workspace import Workspace

_WITHOUT_RESPONSE = (ExitStatus.SETUP, ExitStatus.NO_RESPONSE, ExitStatus.TIMEOUT)


def run_watch(  # noqa: PLR0917
    workspace: "Workspace",
    session: "Session",
    draft: Draft,
    options: "SendOptions",
    watch: "WatchOptions",
    sleep: Sleep = asyncio.sleep,
) -> ExitStatus:
    """Sends until the condition is met or the maximum of events was sent, and prints the last exchange.

    Raises `SetupError` for an invalid condition, and for options that are for one send.
    """
    if options.expressions or options.junit or options.retries:
        raise SetupError(
            "--expect, --junit and --retry are for one send.",
            "Leave them out; --watch takes any expectation as its condition.",
        )
    options.check_output()
    condition = read_condition(watch.until or "")
    check_bounds(watch.pause_seconds, watch.sends)
    log = WatchLog(condition, watch.sends, workspace.ignored_paths.all())
    say(f"Waiting {condition.words}: a send every {watch.pause_seconds:g} s, at most {watch.sends}. Ctrl-C stops.")

    async def send() -> None:
        try:
            is_over = _recorder(workspace, log)
            await send_until(session, draft, pause_seconds=watch.pause_seconds, is_over=is_over, sleep=sleep)
        finally:
            await workspace.close()

    asyncio.run(send())
    say(log.verdict())
    last = log.observations[-1].exchange
    if options.as_json:
        document = exchange_document(last, workspace.outline(last))
        write(json_text({**document, "watch": _document(log)}))
    else:
        show_response(workspace, last, options)
    if log.has_happened:
        return ExitStatus.OK
    status, reason = exit_status_for(last)
    if status in _WITHOUT_RESPONSE:
        say(reason or "")
        return status
    return ExitStatus.UNEXPECTED


def _recorder(workspace: "Workspace", log: WatchLog) -> Callable[[Exchange], bool]:
    def record(exchange: Exchange) -> bool:
        observation = log.record(exchange, workspace.clock())
        status = str(exchange.response.status) if exchange.response else "✖"
        say(f"{exchange.sent_at.astimezone():%H:%M:%S} {status} {observation.words}")
        return log.is_over

    return record


def _document(log: WatchLog) -> JsonObject:
    return {
        "condition": log.condition.text,
        "met": log.has_happened,
        "verdict": log.verdict(),
        "sends": [
            {
                "requestId": each.exchange.request_id,
                "sentAt": each.exchange.sent_at.isoformat(),
                "words": each.words,
                "met": each.matched,
            }
            for each in log.observations
        ],
    }
