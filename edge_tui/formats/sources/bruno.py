"""A request of Bruno: a `.bru` file, made of blocks such as `post {…}` and `body:json {…}`."""

import re

from edge_tui.formats.fill_limit import FillLimit
from edge_tui.formats.reading import Reading, only_the_first
from edge_tui.formats.sources.http_import import reading_of
from edge_tui.formats.sources.http_request import HttpRequest
from edge_tui.formats.sources.template_variables import filled, without_cycles

# Far more than a gateway accepts.
_MAX_CHARACTERS = 1_000_000
KIND = "Bruno request"

_BLOCK = re.compile(r"^([a-z][\w:-]*)[ \t]*\{[ \t]*$", re.MULTILINE)
_END = re.compile(r"^\}", re.MULTILINE)
_METHODS = frozenset({"post", "get", "put", "patch", "delete", "options", "head"})
_INDENT = re.compile(r"^  ", re.MULTILINE)
_MAX_BLOCKS = 2_000


def read_bruno(text: str) -> Reading | None:
    """The requests of a text; None for one without a block of a method."""
    requests: list[tuple[str, int, dict[str, str]]] = []
    is_cut, text = len(text) > _MAX_CHARACTERS, text[:_MAX_CHARACTERS]
    blocks = at = 0
    while (block := _BLOCK.search(text, at)) is not None and blocks < _MAX_BLOCKS:
        blocks += 1
        end = _END.search(text, block.end())
        at = end.end() if end else len(text)
        content = text[block.end() : end.start() if end else len(text)]
        if block[1] == "meta" or not requests:
            requests.append(("", block.start(), {}))
        if block[1] in _METHODS:
            requests[-1] = (block[1], *requests[-1][1:])
        requests[-1][2][block[1]] = content
    limit = FillLimit()
    found = [_request(text, *each, limit) for each in requests if each[0]]
    notes = [only_the_first(_MAX_CHARACTERS, "characters")] if is_cut else []
    notes = [only_the_first(_MAX_BLOCKS, "blocks")] if block is not None else notes
    return reading_of(KIND, found, notes) if found else None


def _request(text: str, method: str, at: int, blocks: dict[str, str], limit: FillLimit) -> HttpRequest:
    variables = without_cycles(dict(_pairs(blocks.get("vars:pre-request", "") + "\n" + blocks.get("vars", ""))))
    members = dict(_pairs(blocks[method]))
    headers = _pairs(blocks.get("headers", ""))
    if token := dict(_pairs(blocks.get("auth:bearer", ""))).get("token"):
        headers.append(("authorization", f"Bearer {token}"))
    url = members.get("url", "")
    query = "&".join(f"{name}={value}" for name, value in _pairs(blocks.get("params:query", "")))
    if query and "?" not in url:
        url = f"{url}?{query}"
    body = next((blocks[name] for name in ("body:json", "body", "body:text") if name in blocks), None)
    notes = () if method == "post" else (f"The Edge Network accepts only POST; {method.upper()} was ignored.",)
    return HttpRequest(
        filled(url, variables, limit),
        tuple((name, filled(value, variables, limit)) for name, value in headers),
        None if body is None else filled(_INDENT.sub("", body).strip(), variables, limit),
        method.upper(),
        text.count("\n", 0, at) + 1,
        notes=notes,
    )


def _pairs(content: str) -> list[tuple[str, str]]:
    """The lines of a block, `name: value`; one that starts with `~` is switched off."""
    lines = (line.strip().partition(":") for line in content.split("\n"))
    return [(name.strip().strip('"'), value.strip()) for name, colon, value in lines if colon and name[:1] != "~"]
