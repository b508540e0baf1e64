"""An exchange as text: body, headers, timing, request, and client state before and after."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from rich.text import Text

from edge_tui.model.client_state import ClientState
from edge_tui.model.cookies import apply_cookies
from edge_tui.model.exchange import Exchange, Response
from edge_tui.model.json.document import ParseError, at, parse
from edge_tui.model.json.layout import pretty_lines
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import Passage, plain, written
from edge_tui.tui.themes import Colors

_BAR_CELLS = 12


Passages = tuple[Passage, ...]


def body_text(exchange: Exchange, palette: Colors) -> Passages:
    """The response body, formatted if it is JSON."""
    response = exchange.response
    if response is None:
        return (written(Text("No response, so no body. The Handles tab says why.", palette.dim)),)
    if not response.body:
        words = "Empty body." if exchange.origin is None else "The recording has no body for this response."
        return (written(Text(words, palette.dim)),)
    parsed = response.parsed()
    if isinstance(parsed, ParseError):
        return (plain(response.text, palette.plain),)
    return (json_passage(parsed.document),)


def whole_body(response: Response) -> str:
    """The complete response body, formatted if it is JSON, without terminal control characters."""
    parsed = response.parsed()
    return visible_lines(response.text if isinstance(parsed, ParseError) else "\n".join(pretty_lines(parsed.document)))


def headers_text(exchange: Exchange, palette: Colors) -> Passages:
    """The response's status and headers."""
    response = exchange.response
    if response is None:
        return (written(Text("No response, so no headers. The Handles tab says why.", palette.dim)),)
    text = Text.assemble((f"{response.status} {response.reason}\n", palette.strong))
    for name, value in response.headers:
        text.append_text(_header(name, value, palette))
    return (written(text),)


def timing_text(exchange: Exchange, palette: Colors) -> Passages:
    """The time of each phase, as a bar."""
    local = exchange.sent_at.astimezone()
    text = Text.assemble(("sent at   ", palette.dim), (f"{local:%Y-%m-%d %H:%M:%S.%f}"[:-3] + "\n\n", palette.plain))
    if exchange.response is None:
        elapsed_ms = exchange.failure.elapsed_ms if exchange.failure else 0.0
        return (written(text.append(f"no response after {elapsed_ms:.0f} ms", palette.warning)),)
    phases = _phases(exchange.response)
    whole = max(exchange.response.timings.elapsed_ms, 0.001)
    for name, start, end in phases:
        before = round(start / whole * _BAR_CELLS)
        cells = max(round((end - start) / whole * _BAR_CELLS), 1)
        text.append(name.ljust(18), palette.dim)
        text.append(" " * before + "█" * cells + " " * max(_BAR_CELLS - before - cells, 0), palette.name)
        text.append(f" {end - start:6.1f} ms\n", palette.plain)
    text.append("total".ljust(18 + _BAR_CELLS), palette.dim)
    text.append(f" {whole:6.1f} ms\n\n", palette.strong)
    if exchange.response.timings.connected is None:
        reused = "Reused connection, or the built-in emulator."
        text.append(reused if exchange.origin is None else "The recording doesn't have the other phases.", palette.dim)
    return (written(text),)


def _phases(response: Response) -> list[tuple[str, float, float]]:
    timings = response.timings
    marks = (
        ("DNS lookup", timings.resolved),
        ("connection", timings.connected),
        ("TLS", timings.secured),
        ("first byte", timings.first_byte),
        ("body", timings.elapsed_ms),
    )
    phases, start = [], 0.0
    for name, end in marks:
        if end is not None:
            phases.append((name, start, end))
            start = end
    return phases


def state_text(exchange: Exchange, palette: Colors) -> Passages:
    """The client state sent and received: which entries are new, updated or unchanged."""
    sent = parse(exchange.request.body)
    entries = at(sent, "/meta/state/entries", []) if not isinstance(sent, ParseError) else []
    before = {
        str(entry.get("key")): str(entry.get("value", ""))
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    }
    if exchange.state is not None:
        before = {entry.key: entry.value for entry in exchange.state.entries}
    response = exchange.response
    parsed = response.parsed() if response else None
    after = ClientState()
    if isinstance(parsed, InteractResponse):
        after = after.apply_response(parsed, exchange.sent_at)
    if response is not None:
        host = urlsplit(exchange.request.url).hostname or ""
        after = apply_cookies(after, response.headers, host, exchange.sent_at)
    text = Text()
    given = {entry.key: entry for entry in after.entries}
    for key in dict.fromkeys([*before, *given]):
        sign = _unchanged if key not in given else _updated if key in before else _new
        value = given[key].value if key in given else before[key]
        ends = given[key].expires_at if key in given else None
        text.append_text(sign(palette))
        text.append_text(_entry(key, value, ends - exchange.sent_at if ends else None, palette))
    if after.hint:
        text.append_text(_new(palette))
        text.append_text(_entry("location hint", after.hint.hint, after.hint.expires_at - exchange.sent_at, palette))
    return (
        written(
            text
            or Text(
                "No client state sent or received. The gateway returns some to interact events, not to collect.",
                palette.dim,
            )
        ),
    )


def _new(palette: Colors) -> Text:
    return Text("+ new       ", palette.good)


def _updated(palette: Colors) -> Text:
    return Text("~ updated   ", palette.warning)


def _unchanged(palette: Colors) -> Text:
    return Text("= unchanged ", palette.dim)


def _entry(key: str, value: str, lasts: timedelta | None, palette: Colors) -> Text:
    name = key.rpartition("AdobeOrg_")[2]
    span = "" if lasts is None else f" for {_duration(lasts)}"
    return Text.assemble(
        (visible(name), palette.strong), (span, palette.dim), "\n  ", (visible(value), palette.dim), "\n"
    )


def _duration(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (seconds >= size and seconds % size == 0):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def sent_text(exchange: Exchange, palette: Colors) -> Passages:
    """The request as sent, with the access token masked."""
    request = exchange.request
    text = Text.assemble(("POST ", palette.placeholder), (visible(request.url), palette.plain), "\n")
    for name, value in request.shown_headers:
        text.append_text(_header(name, value, palette))
    body = parse(request.body)
    text.append("\n")
    return (written(text), plain(request.body, palette.plain) if isinstance(body, ParseError) else json_passage(body))


def _header(name: str, value: str, palette: Colors) -> Text:
    return Text.assemble((visible(name), palette.name), (": ", palette.dim), (visible(value), palette.plain), "\n")


# The tabs beside the tree, in order.
TEXTS: dict[str, Callable[[Exchange, Colors], Passages]] = {
    "Body": body_text,
    "Headers": headers_text,
    "Timing": timing_text,
    "Sent": sent_text,
    "State": state_text,
}
# Those for which the response must be parsed.
