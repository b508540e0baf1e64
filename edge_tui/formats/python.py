"""A request as a Python program, with httpx."""

import json

from edge_tui.formats.outgoing import EMULATOR_NOTE, TOKEN_VARIABLE, headers_of, is_emulated, reachable_url
from edge_tui.model.document import Slip, compact
from edge_tui.model.document import parse as parse_json
from edge_tui.model.exchange import Exchange


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A program that sends the same bytes; without the token it takes EDGE_TUI_ACCESS_TOKEN."""
    masked = exchange.request.authenticated and token is None
    lines = [f"# {EMULATOR_NOTE}"] if is_emulated(exchange) else []
    lines += ["import json"] if _is_compact(exchange.request.body) else []
    lines += ["import os"] if masked else []
    lines += ["", "import httpx", ""] if lines else ["import httpx", ""]
    lines += [f"url = {reachable_url(exchange)!r}", "headers = {"]
    lines += [f"    {name!r}: {_value(value)}," for name, value in headers_of(exchange, token, "\0")]
    lines += ["}", *_body(exchange.request.body), ""]
    lines += ["response = httpx.post(url, headers=headers, content=content)"]
    lines += ["print(response.status_code)", "print(response.text)"]
    return "\n".join(lines) + "\n"


def _value(value: str) -> str:
    before, masked, _ = value.partition("\0")
    return f'{before!r} + os.environ["{TOKEN_VARIABLE}"]' if masked else repr(value)


def _body(body: str) -> list[str]:
    """The body as a document where that gives the same bytes, else as the text it is."""
    from pprint import pformat

    if not _is_compact(body):
        return [f"content = {body!r}.encode()"]
    document = pformat(json.loads(body), indent=4, width=100, sort_dicts=False)
    return [f"body = {document}", 'content = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()']


def _is_compact(body: str) -> bool:
    document = parse_json(body)
    if isinstance(document, Slip) or not isinstance(document, dict):
        return False
    return compact(document) == body == json.dumps(document, separators=(",", ":"), ensure_ascii=False)
