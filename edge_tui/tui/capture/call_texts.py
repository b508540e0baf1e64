"""A call as text: what called it, its cookies by name, and what SDKs wrote to the console of its page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from edge_tui.model.exchange import Exchange
from edge_tui.model.origin import ConsoleLine
from edge_tui.model.text import visible
from edge_tui.tui.response.exchange_text import Passages, sent_text
from edge_tui.tui.textview.long_text import written
from edge_tui.tui.themes import Colors
from edge_tui.visit.callers import place_of

_MAX_LINES = 500
_NO_LINES = (
    "No lines of Adobe's SDKs for this page: only the latest 500 of a recording are kept, and none of the site's own. "
    "Add ?alloy_debug=true to the page's address, and the Web SDK logs what it does."
)
_LEVELS = {"error": "✖", "warning": "▲", "warn": "▲"}


def request_text(exchange: Exchange, palette: Colors) -> Passages:
    """The request as it was seen."""
    return sent_text(exchange, palette)


def initiator_text(exchange: Exchange, palette: Colors) -> Passages:
    """The stack of calls that made the request, nearest first."""
    origin = exchange.origin
    if origin is None or not (origin.initiator or origin.tag_rules):
        return (written(Text("The source doesn't say what called it.", palette.dim)),)
    text = Text()
    for name in origin.tag_rules:
        text.append("tag rule ", palette.dim).append(f"“{visible(name)}”\n\n", palette.strong)
    for index, frame in enumerate(origin.initiator[:_MAX_LINES]):
        text.append("  " if index else "▶ ", palette.placeholder)
        text.append(visible(frame.function or "(anonymous)"), palette.name if not index else palette.plain)
        text.append(f"\n    {visible(place_of(frame))}\n", palette.dim)
    if origin.sdk:
        text.append(f"\n{visible(origin.sdk)}", palette.dim)
    return (written(text),)


def cookies_text(exchange: Exchange, palette: Colors) -> Passages:
    """Which cookies went along, which didn't and why, and which the response set: names only."""
    origin = exchange.origin
    text = Text()
    sent = origin.cookies_sent if origin else ()
    refused = origin.cookies_refused if origin else ()
    stored = [value.partition("=")[0].strip() for value in _set_cookies(exchange)]
    for title, names in (("sent", sent), ("set by the response", stored)):
        if names:
            text.append(f"{title}\n", palette.strong)
            for name in names[:_MAX_LINES]:
                text.append(f"  {visible(name)}\n", palette.plain)
            text.append("\n")
    if refused:
        text.append("not sent\n", palette.strong)
        for name, reason in refused[:_MAX_LINES]:
            text.append(f"  {visible(name)}", palette.warning)
            text.append(f"  {visible(reason)}\n", palette.dim)
        text.append("\n")
    words = (
        "Names only: the values of the site's cookies aren't kept." if text else "No cookies are known for this call."
    )
    return (written(text.append(words, palette.dim)),)


def _set_cookies(exchange: Exchange) -> list[str]:
    headers = exchange.response.headers if exchange.response else ()
    return [value for name, value in headers if name.lower() == "set-cookie"]


@dataclass(frozen=True, slots=True)
class PageConsole:
    """What SDKs wrote to the console of a page, and when that was loaded."""

    lines: tuple[ConsoleLine, ...]
    loaded_at: datetime | None = None


def console_text(console: PageConsole | None, palette: Colors) -> Passages:
    """Each line with the seconds since its page was loaded, as in the list of calls."""
    if console is None:
        return ()
    if not console.lines:
        return (written(Text(_NO_LINES, palette.dim)),)
    text = Text()
    for line in console.lines[-_MAX_LINES:]:
        sign = _LEVELS.get(line.level, " ")
        style = {"✖": palette.error, "▲": palette.warning}.get(sign, palette.plain)
        text.append(f"{_since(line.at, console.loaded_at)} ", palette.dim)
        text.append(f"{sign} {visible(line.text)}\n", style)
    return (written(text),)


def _since(at: datetime, loaded_at: datetime | None) -> str:
    if loaded_at is None:
        return f"{at.astimezone():%H:%M:%S}"
    return f"{(at - loaded_at).total_seconds():.2f}".rjust(6)


CONSOLE = "Console"
# The other tabs beside the event, in order.
TEXTS: dict[str, Callable[[Exchange, Colors], Passages]] = {
    "Request": request_text,
    "Initiator": initiator_text,
    "Cookies": cookies_text,
}
