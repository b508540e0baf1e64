"""A request as an HTTPie command."""

from edge_tui.formats.curl import quoted, quoted_with_token
from edge_tui.formats.outgoing import EMULATOR_NOTE, headers_of, is_emulated, reachable_url
from edge_tui.model.exchange import Exchange


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A command for bash; without the token it refers to the variable EDGE_TUI_ACCESS_TOKEN."""
    words = [f"http --ignore-stdin POST {quoted(reachable_url(exchange))}"]
    for name, value in headers_of(exchange, token, "\0"):
        argument = f"{name}:{value}"
        words.append(quoted_with_token(argument) if "\0" in argument else quoted(argument))
    words.append("--raw " + quoted(exchange.request.body))
    note = f"# {EMULATOR_NOTE}\n" if is_emulated(exchange) else ""
    return note + " \\\n  ".join(words) + "\n"
