"""What every rendering of a request shares: its headers, secrets masked, and a URL that can be reached."""

from edge_tui.formats.allowed import is_allowed_set_cookie, is_secret_header
from edge_tui.model.exchange import Answer, Exchange
from edge_tui.model.profile import EMULATOR_BASE
from edge_tui.model.request import MASK

# Where programs find the token that a rendering does not show.
TOKEN_VARIABLE = "EDGE_TUI_ACCESS_TOKEN"
# Where a format names that variable: no header that can be sent ends in it.
TOKEN_PLACE = "\0token"

# What the emulator is served at in an export of an exchange with the built-in one.
SERVED_EMULATOR = "http://127.0.0.1:8080"
EMULATOR_NOTE = "This went to the built-in emulator; `edge-tui emulator --port 8080` serves the same one."


def headers_of(exchange: Exchange, token: str | None, stand_in: str = MASK) -> list[tuple[str, str]]:
    """The headers as sent; without a token `stand_in` takes its place."""
    headers = [
        (name, MASK if is_secret_header(name) else value.replace("\0", "")) for name, value in exchange.request.headers
    ]
    if exchange.request.authenticated:
        headers.append(("authorization", f"Bearer {stand_in if token is None else token}"))
    return headers


def answer_headers_of(answer: Answer) -> list[tuple[str, str]]:
    """The headers of a response; those that look like secrets, and cookies that are not the gateway's, are masked."""
    return [(name, _shown(name, value)) for name, value in answer.headers]


def _shown(name: str, value: str) -> str:
    if name.strip().lower() == "set-cookie":
        named, equals, _ = value.partition("=")
        return value if is_allowed_set_cookie(value) else f"{named}={MASK}" if equals else MASK
    return MASK if is_secret_header(name) else value


def is_emulated(exchange: Exchange) -> bool:
    """Whether the exchange was with the gateway inside this process, which no other program reaches."""
    return exchange.request.url.startswith(EMULATOR_BASE + "/")


def reachable_url(exchange: Exchange) -> str:
    """The URL; that of the built-in emulator as it is when served."""
    url = exchange.request.url
    return SERVED_EMULATOR + url.removeprefix(EMULATOR_BASE) if is_emulated(exchange) else url
