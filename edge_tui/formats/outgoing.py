"""Shared by all export formats: headers with secrets masked, and a reachable URL."""

from edge_tui.formats.allowed import is_allowed_set_cookie, is_secret_header
from edge_tui.model.exchange import Exchange, Response
from edge_tui.model.profile import EMULATOR_BASE
from edge_tui.model.request import MASK

# The environment variable for a token that an export doesn't contain.
TOKEN_VARIABLE = "EDGE_TUI_ACCESS_TOKEN"
# Marks the place for that variable: no valid header ends in it.
TOKEN_PLACE = "\0token"

# The emulator's URL in exports of exchanges with the built-in one.
SERVED_EMULATOR = "http://127.0.0.1:8080"
EMULATOR_NOTE = "This was sent to the built-in emulator; serve it with `edge-tui emulator --port 8080`."


def headers_of(exchange: Exchange, token: str | None, stand_in: str = MASK) -> list[tuple[str, str]]:
    """The headers as sent, with secrets masked; without a token `stand_in` replaces it."""
    headers = [
        (name, MASK if is_secret_header(name) else value.replace("\0", "")) for name, value in exchange.request.headers
    ]
    if exchange.request.authenticated:
        headers.append(("authorization", f"Bearer {stand_in if token is None else token}"))
    return headers


def response_headers_of(response: Response) -> list[tuple[str, str]]:
    """The headers of a response, with likely secrets and cookies not set by the gateway masked."""
    return [(name, _shown(name, value)) for name, value in response.headers]


def _shown(name: str, value: str) -> str:
    if name.strip().lower() == "set-cookie":
        named, equals, _ = value.partition("=")
        return value if is_allowed_set_cookie(value) else f"{named}={MASK}" if equals else MASK
    return MASK if is_secret_header(name) else value


def is_emulated(exchange: Exchange) -> bool:
    """Whether the exchange was with the gateway inside this process, which other programs can't reach."""
    return exchange.request.url.startswith(EMULATOR_BASE + "/")


def reachable_url(exchange: Exchange) -> str:
    """The URL; for the built-in emulator the one it has when served."""
    url = exchange.request.url
    return SERVED_EMULATOR + url.removeprefix(EMULATOR_BASE) if is_emulated(exchange) else url
