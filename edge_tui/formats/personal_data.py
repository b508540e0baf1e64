"""Counts and masks the personal data in an exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from edge_tui.formats.masking import COOKIE, ENCODED, ID, IDENTITY_COOKIE, MAIL, PAYMENT, PHONE, Masker
from edge_tui.model.exchange import Exchange, Failure, Response
from edge_tui.model.json.document import ParseError, parse
from edge_tui.model.origin import Origin
from edge_tui.model.text import counted

_PLURALS = {
    MAIL: "e-mail addresses",
    IDENTITY_COOKIE: "identity cookies",
    ID: "identities",
    COOKIE: "visitor cookies",
    PHONE: "phone numbers",
    PAYMENT: "payment cards or accounts",
    ENCODED: "encoded values",
}

# Searching a larger response takes too long for an export.
_LARGE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Masked:
    """An exchange without personal data, and the number of distinct values masked, by kind."""

    exchange: Exchange
    counts: Mapping[str, int]


def masked(exchange: Exchange, salt: bytes) -> Masked:
    """The exchange with IDs hashed, addresses masked and identity cookies as their fields.

    Another salt gives other hashes, so two exports can't be joined by them. IP addresses and user
    agents are kept: tickets need them.
    """
    masker = Masker(salt, exchange.sent_at)
    # Twice: a value recognized at the end may also occur at the start.
    _exchange(masker, exchange)
    safe = _exchange(masker, exchange)
    return Masked(safe, _counts(masker))


def counts_of(exchange: Exchange) -> Mapping[str, int]:
    """The number of distinct values in an exchange, by kind; a very large response is not searched."""
    masker = Masker(b"", exchange.sent_at)
    is_large = exchange.response is not None and len(exchange.response.body) > _LARGE_BYTES
    _exchange(masker, replace(exchange, outcome=None) if is_large else exchange)
    return _counts(masker)


def _counts(masker: Masker) -> Mapping[str, int]:
    return {kind: len(masker.found[kind]) for kind in _PLURALS if masker.found.get(kind)}


def words(counts: Mapping[str, int]) -> str:
    """`1 e-mail address and 2 identity cookies`; empty without any."""
    parts = [counted(count, kind, _PLURALS[kind]) for kind, count in counts.items()]
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _exchange(masker: Masker, exchange: Exchange) -> Exchange:
    request, outcome = exchange.request, exchange.outcome
    ended: Response | Failure | None = outcome
    if isinstance(outcome, Response):
        ended = replace(outcome, headers=_headers(masker, outcome.headers), body=_body(masker, outcome))
    elif isinstance(outcome, Failure):
        ended = replace(outcome, message=masker.text(outcome.message))
    return replace(
        exchange,
        draft=replace(exchange.draft, text=_text(masker, exchange.draft.text), headers=()),
        request=replace(
            request,
            request_id=masker.text(request.request_id),
            url=masker.text(request.url),
            headers=_headers(masker, request.headers),
            body=_text(masker, request.body),
        ),
        visitor=masker.text(exchange.visitor),
        outcome=ended,
        notes=tuple(map(masker.text, exchange.notes)),
        state=None,
        origin=None if exchange.origin is None else _origin(masker, exchange.origin),
    )


def _origin(masker: Masker, origin: Origin) -> Origin:
    """Where an exchange was seen: paths of pages and scripts may have an address or an ID."""
    return replace(
        origin,
        capture=masker.text(origin.capture),
        page=None if origin.page is None else replace(origin.page, url=masker.text(origin.page.url)),
        initiator=tuple(
            replace(frame, function=masker.text(frame.function), url=masker.text(frame.url))
            for frame in origin.initiator
        ),
        cookies_sent=tuple(map(masker.text, origin.cookies_sent)),
        cookies_refused=tuple((masker.text(name), masker.text(reason)) for name, reason in origin.cookies_refused),
        changed=tuple(map(masker.text, origin.changed)),
        tag_rules=tuple(map(masker.text, origin.tag_rules)),
    )


def _body(masker: Masker, response: Response) -> bytes:
    text = response.text
    safe = _text(masker, text)
    return response.body if safe == text else safe.encode("utf-8", "surrogatepass")


def _text(masker: Masker, text: str) -> str:
    """A masked body; one that isn't a single document may be a stream with a document per line."""
    if not isinstance(parse(text), ParseError):
        return masker.text(text)
    return "\n".join(_line(masker, line) for line in text.split("\n"))


def _line(masker: Masker, line: str) -> str:
    start = line.find("{")
    if start > 0 and not isinstance(parse(line[start:]), ParseError):
        return masker.text(line[:start]) + masker.text(line[start:])
    return masker.text(line)


def _headers(masker: Masker, headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((masker.text(name), _header(masker, name.lower(), value)) for name, value in headers)


def _header(masker: Masker, name: str, value: str) -> str:
    if name == "cookie":
        return "; ".join(_cookie(masker, pair) for pair in value.split(";"))
    if name == "set-cookie":
        pair, *attributes = value.split(";")
        return ";".join((_cookie(masker, pair), *map(masker.text, attributes)))
    return masker.text(value)


def _cookie(masker: Masker, pair: str) -> str:
    name, equals, value = pair.strip().partition("=")
    return f"{masker.text(name)}={masker.cookie(name, value)}" if equals else masker.text(pair.strip())
