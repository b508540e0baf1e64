"""An exchange for a ticket or a colleague: one Markdown page that edge-tui can import again."""

import re
from collections.abc import Iterator
from dataclasses import replace

from edge_tui.formats import curl
from edge_tui.formats.address import read_address
from edge_tui.formats.har_pages import read_moment
from edge_tui.formats.imported import Imported
from edge_tui.formats.incoming import import_request
from edge_tui.formats.outgoing import headers_of, response_headers_of
from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.model.json.document import ParseError, escape_surrogates, pretty
from edge_tui.model.json.document import parse as parse_json
from edge_tui.model.response import InteractResponse
from edge_tui.model.text import escaped_json, visible

_TITLE = "# Edge Network exchange "
_MESSAGE = re.compile(
    r"^(?P<fence>`{3,})http\n(?P<head>[^\n]++(?:\n[^\n]++)*+)\n\n(?P<body>.*?)\n?(?P=fence)$", re.DOTALL | re.MULTILINE
)
_SENT = re.compile(r"^\| sent \| (\S+) \|$", re.MULTILINE)
_STATUS = re.compile(r"HTTP/\S+ (\d{3})")
# Requested by Adobe support (the troubleshooting guide of data-collection-apis).
_SUPPORT_HEADERS = ("x-request-id", "x-adobe-edge", "x-konductor", "x-rate-limit-remaining", "retry-after")


def render(exchange: Exchange, *, token: str | None = None) -> str:
    """A page with the IDs, the request, the response and the curl command; without a token it is masked."""
    lines = [_TITLE + visible(exchange.request_id), "", "| | |", "|---|---|"]
    lines += [f"| {name} | {_cell(value)} |" for name, value in _facts(exchange)]
    lines += ["", "## Request", "", *_request(exchange, token)]
    lines += ["", "## Response", "", *_response(exchange)]
    lines += ["", "## Send it again", "", *_fenced("sh", curl.render(exchange, token=token).rstrip("\n"))]
    return "\n".join(lines) + "\n"


def with_fact(page: str, name: str, value: str) -> str:
    """A bundle with one more row in its first table."""
    return page.replace("|---|---|\n", f"|---|---|\n| {visible(name)} | {_cell(value)} |\n", 1)


def _facts(exchange: Exchange) -> list[tuple[str, str]]:
    address = read_address(exchange.request.url)
    response, failure = exchange.response, exchange.failure
    facts = [("sent", exchange.sent_at.isoformat()), ("request id", exchange.request_id)]
    parsed = response.parsed() if response else None
    if isinstance(parsed, InteractResponse) and parsed.request_id:
        facts.append(("request id of the gateway", parsed.request_id))
    if address:
        facts += [("datastream", address.datastream_id), ("gateway", address.url)]
    facts += [("organization", dict(exchange.request.headers).get("x-gw-ims-org-id", ""))]
    if response:
        facts.append(("response", f"{response.status} {response.reason}, {response.timings.elapsed_ms:.0f} ms"))
        facts += [(name, response.header(name) or "") for name in _SUPPORT_HEADERS]
    elif failure:
        facts.append(("no response", f"{failure.kind.word}: {failure.message}"))
    if isinstance(parsed, InteractResponse):
        problems = [*([parsed.problem] if parsed.problem else []), *parsed.errors, *parsed.warnings]
        facts += [(problem.name, problem.title) for problem in problems]
    facts += [("note", note) for note in exchange.notes]
    return [(visible(name), value) for name, value in facts if value]


def _cell(value: str) -> str:
    return visible(value).replace("|", "\\|")


def _request(exchange: Exchange, token: str | None) -> list[str]:
    head = [f"POST {visible(exchange.request.url)} HTTP/1.1"]
    head += [visible(f"{name}: {value}") for name, value in headers_of(exchange, token)]
    return _fenced("http", "\n".join([*head, "", _formatted(exchange.request.body)]))


def _response(exchange: Exchange) -> list[str]:
    response = exchange.response
    if response is None:
        return [f"None: {visible(exchange.failure.message)}" if exchange.failure else "None yet."]
    head = [f"HTTP/1.1 {response.status} {response.reason}".rstrip()]
    head += [visible(f"{name}: {value}") for name, value in response_headers_of(response)]
    return _fenced("http", "\n".join([*head, "", _formatted(response.text)]))


def _formatted(body: str) -> str:
    document = parse_json(body)
    return escape_surrogates(body) if isinstance(document, ParseError) else escaped_json(pretty(document))


def _fenced(language: str, text: str) -> list[str]:
    """A code block with a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [fence + language, text, fence]


def parse(text: str) -> Imported | None:
    """The request of a bundle, with its response; None for anything else."""
    if not text.lstrip().startswith(_TITLE):
        return None
    messages = list(_MESSAGE.finditer(text))
    if not messages:
        return None
    first, *fields = messages[0]["head"].split("\n")
    url = first.removeprefix("POST ").rpartition(" HTTP/")[0]
    # A masked token isn't a token.
    headers = [pair for pair in _fields(fields) if "•" not in pair[1]]
    response = _read_response(messages[1]) if len(messages) > 1 else None
    imported = import_request(url, headers, messages[0]["body"], response)
    if imported is None:
        return None
    sent = _SENT.search(text)
    return replace(imported, sent_at=read_moment(sent[1]) if sent else None)


def _read_response(message: re.Match[str]) -> Response | None:
    first, *fields = message["head"].split("\n")
    status = _STATUS.match(first)
    if status is None:
        return None
    return Response(int(status[1]), tuple(_fields(fields)), message["body"].encode(), Timings(0.0))


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Name and value of each line; folded lines and lines without a colon may be parts of a secret and are dropped."""
    for line in lines:
        name, colon, value = line.partition(":")
        if colon and not name[:1].isspace():
            yield name, value.strip()
