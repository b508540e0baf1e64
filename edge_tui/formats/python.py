"""A request as a Python program using httpx."""

import json

from edge_tui.formats.outgoing import EMULATOR_NOTE, TOKEN_PLACE, TOKEN_VARIABLE, headers_of, is_emulated, reachable_url
from edge_tui.model.exchange import Exchange
from edge_tui.model.json.document import JsonValue, ParseError, compact
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.request import MASK
from edge_tui.model.text import escaped

_DUMPED = 'json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()'


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A program that sends the same bytes; without a token it reads EDGE_TUI_ACCESS_TOKEN."""
    body = exchange.request.body
    document = _document(body)
    notes = [f"# {EMULATOR_NOTE}"] if is_emulated(exchange) else []
    imports = [] if document is None else ["import json"]
    imports += ["import os"] if exchange.request.authenticated and token is None else []
    lines = [*notes, *imports, *([""] if imports else []), "import httpx", ""]
    lines += [f"url = {_text(reachable_url(exchange))}", "headers = {"]
    lines += [f"    {_text(name)}: {_header(value)}," for name, value in headers_of(exchange, token, TOKEN_PLACE)]
    lines.append("}")
    if document is None:
        lines.append(f"content = {_text(body)}.encode()")
    else:
        lines += [f"body = {_literal(document, '')}", f"content = {_DUMPED}"]
    lines += ["", "response = httpx.post(url, headers=headers, content=content)"]
    lines += ["print(response.status_code)", "print(response.text)"]
    return "\n".join(lines) + "\n"


def _document(body: str) -> JsonValue:
    """The body as a document; None when serializing it wouldn't give the same bytes."""
    document = parse_json(body)
    if isinstance(document, ParseError) or not isinstance(document, dict):
        return None
    dumped = json.dumps(document, separators=(",", ":"), ensure_ascii=False)
    return document if compact(document) == body == dumped else None


def _header(value: str) -> str:
    if value.endswith(TOKEN_PLACE):
        return f'{_text(value.removesuffix(TOKEN_PLACE))} + os.environ["{TOKEN_VARIABLE}"]'
    # httpx encodes header strings as ASCII.
    return _text(value) if value.isascii() or value.endswith(MASK) else f'{_text(value)}.encode("latin-1")'


def _literal(value: JsonValue, margin: str) -> str:
    """A value as a Python literal, one member per line."""
    inner = margin + "    "
    if isinstance(value, dict) and value:
        members = "".join(f"{inner}{_text(name)}: {_literal(member, inner)},\n" for name, member in value.items())
        return f"{{\n{members}{margin}}}"
    if isinstance(value, list) and value:
        items = "".join(f"{inner}{_literal(item, inner)},\n" for item in value)
        return f"[\n{items}{margin}]"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    """A string literal in double quotes: JSON escapes are valid in Python too, outside of surrogate pairs."""
    return escaped(json.dumps(text, ensure_ascii=False))
