"""A request as an HTTPie command."""

from edge_tui.formats.curl import header_word, quoted
from edge_tui.formats.outgoing import EMULATOR_NOTE, TOKEN_PLACE, headers_of, is_emulated, reachable_url
from edge_tui.model.exchange import Exchange
from edge_tui.model.request import MASK


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A bash command; without a token it references the variable EDGE_TUI_ACCESS_TOKEN."""
    words = [f"http --ignore-stdin POST {quoted(reachable_url(exchange))}"]
    headers = headers_of(exchange, token, TOKEN_PLACE)
    words += [header_word(f"{name}:{value}", is_bytes=False) for name, value in headers]
    words.append("--raw " + quoted(exchange.request.body))
    note = f"# {EMULATOR_NOTE}\n" if is_emulated(exchange) else ""
    if not all(value.isascii() or value.endswith(MASK) for _, value in headers):
        note += "# HTTPie sends non-ASCII characters in headers as UTF-8; edge-tui sent them as latin-1.\n"
    return note + " \\\n  ".join(words) + "\n"
