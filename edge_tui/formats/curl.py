"""A request as a curl command."""

import re

from edge_tui.formats.outgoing import EMULATOR_NOTE, TOKEN_PLACE, TOKEN_VARIABLE, headers_of, is_emulated, reachable_url
from edge_tui.model.exchange import Exchange
from edge_tui.model.text import byte_escaped, escaped, is_visible

_GLOB = re.compile(r"[\[\]{}]")


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A bash command that sends the same bytes to the same URL.

    Without a token it references the environment variable EDGE_TUI_ACCESS_TOKEN.
    """
    url = reachable_url(exchange)
    words = ["curl" + (" --globoff" if _GLOB.search(url) else ""), quoted(url)]
    for name, value in headers_of(exchange, token, TOKEN_PLACE):
        words.append("-H " + header_word(f"{name}: {value}", is_bytes=True))
    words.append("--data-raw " + quoted(exchange.request.body))
    note = f"# {EMULATOR_NOTE}\n" if is_emulated(exchange) else ""
    return note + words[0] + " " + " \\\n  ".join(words[1:]) + "\n"


def quoted(text: str) -> str:
    """A word for bash: in single quotes, or in `$'…'` if it has invisible characters."""
    if is_visible(text):
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + byte_escaped(text.replace("\\", "\\\\").replace("'", "\\'")) + "'"


def header_word(text: str, *, is_bytes: bool) -> str:
    """A header as a word for bash, with the variable in place of the token.

    `is_bytes` when the program sends the bytes of the word unchanged: headers are sent as latin-1.
    """
    if text.endswith(TOKEN_PLACE):
        before = re.sub(r'([\\"$`])', r"\\\1", text.removesuffix(TOKEN_PLACE))
        return f'"{before}${TOKEN_VARIABLE}"'
    if not is_bytes or text.isascii():
        return quoted(text)
    word = "".join(_latin_1(each) for each in text.replace("\\", "\\\\").replace("'", "\\'"))
    return f"$'{word}'"


def _latin_1(character: str) -> str:
    return f"\\x{ord(character):02x}" if "\x7f" <= character <= "\xff" else escaped(character)
