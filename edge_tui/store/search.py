"""The search syntax of history, translated to database queries."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from edge_tui.model.errors import SetupError

FIELDS = {
    "status": "207, 4xx, failed, timeout, unfinished …",
    "profile": "a profile's name",
    "visitor": "a visitor's name",
    "template": "a template's name or title",
    "handle": "a handle type, such as state:store",
    "code": "a problem's code, such as 0104",
    "event": "an event type, or the start of one",
    "id": "the start of either request id",
    "note": "words of a note",
    "capture": "a recording's name",
    "page": "part of the URL of a page",
    "ds": "part of a datastream ID",
    "before": "2d, 3h, 30m, or a date: what was sent before then",
    "after": "2d, 3h, 30m, or a date: what was sent since then",
}
# Words that stand for a condition, unless they are quoted.
CONDITIONS: dict[str, tuple[str, object]] = {
    "pinned": ("exchanges.is_pinned = ?", 1),
    "blocked": ("exchanges.failure = ?", "blocked"),
    "unload": ("exchanges.is_unload = ?", 1),
}

# What is shown of them: a field with its colon, and what it takes.
TERMS = {
    **{f"{field}:": takes for field, takes in FIELDS.items()},
    "pinned": "what is kept from pruning",
    "blocked": "calls that the browser blocked",
    "unload": "calls sent as a page was left",
}

# What is written before a colon in handle types, scopes and URIs, and so isn't meant as a field.
_WORDS_WITH_COLON = frozenset(
    {
        "identity",
        "state",
        "personalization",
        "activation",
        "consent",
        "rtml",
        "xcore",
        "dps",
        "urn",
        "data",
        "mailto",
        "tel",
    }
)

_TERM = re.compile(r'(?:([a-z]+):)?(?:"([^"]*)"?|(\S*))')
_UNPRINTED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_DURATION = re.compile(r"(\d{1,6})(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
_TOKEN = re.compile(r"[^\W_]")
_MIN_PREFIX_LENGTH = 3
# Of the templates that a word is in the titles of.
_MAX_TITLES = 50
# SQLite refuses a pattern of more than 50,000 bytes.
_MAX_PATTERN_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed search: a full-text expression and conditions on the records, all of which must hold.

    `match` is empty if the search has no words.
    """

    match: str = ""
    conditions: tuple[tuple[str, object], ...] = ()
    sent_before: datetime | None = None
    sent_after: datetime | None = None


def parse(text: str, now: datetime, titles: Callable[[], Mapping[str, str]] = dict) -> Query:
    """Reads a search such as `checkout status:207 handle:state:store before:2d pinned "exact words"`.

    Words match as prefixes; a word of one or two letters only if it is the whole search. Quoted
    words match exactly; names of profiles, visitors, templates and handles too, unless they end in
    `*`. An unknown field (`https://…`) is searched as words. `titles` returns the titles of templates
    by their names: records have the names, and lists show the titles, so a search finds both. Raises
    `SetupError` for an invalid value of a field.
    """
    named: Mapping[str, str] | None = None
    matches: list[str] = []
    conditions: list[tuple[str, object]] = []
    moments: dict[str, datetime] = {}
    terms = [term for term in _TERM.finditer(_UNPRINTED.sub(" ", text)) if term[0]]
    for term in terms:
        field, quoted, word = term[1], term[2], term[3]
        value = (quoted if quoted is not None else word).strip()
        if field is not None and field not in FIELDS:
            field, value = None, f"{field}:{value}"
        if field in ("before", "after"):
            if value:
                moments[field] = _moment(field, value, now)
        elif field is None and word in CONDITIONS:
            conditions.append(CONDITIONS[word])
        elif field in _COLUMNS:
            conditions += _of_column(field, value)
        elif _TOKEN.search(value):
            match = _match(field, value, is_exact=quoted is not None, is_alone=len(terms) == 1)
            if field in (None, "template"):
                named = titles() if named is None else named
                value, match = _by_title(field, value, match, named)
            matches.append(match)
            conditions += _conditions(field, value)
    return Query(" AND ".join(matches), tuple(conditions), moments.get("before"), moments.get("after"))


def unknown_fields(text: str) -> tuple[str, ...]:
    """What looks like a field and isn't one, such as `pag` in `pag:/cart`, each once; it is searched as words."""
    terms = ((term[1], term[3]) for term in _TERM.finditer(_UNPRINTED.sub(" ", text)) if term[1])
    unknown = (name for name, value in terms if value != "" and not (value or "").startswith("//"))
    return tuple(dict.fromkeys(name for name in unknown if name not in FIELDS and name not in _WORDS_WITH_COLON))


def sentences_about_terms(text: str, *, is_whole: bool = True) -> str:
    """Which terms of a search aren't known or have no value, and which there are; empty if all are right.

    Unless it `is_whole`, the last term is still being written.
    """
    # Few searches need it.
    from edge_tui.model.search_terms import sentences_about

    terms = [term for term in _TERM.finditer(_UNPRINTED.sub(" ", text)) if term[0]]
    written = terms if is_whole or text[-1:].isspace() else terms[:-1]
    empty = [term[1] for term in written if term[1] in FIELDS and term[2] is None and not term[3].strip("*")]
    words = [term[3] for term in written if term[1] is None and term[3]]
    return sentences_about("term", FIELDS, CONDITIONS, unknown=unknown_fields(text), empty=empty, words=words)


def _match(field: str | None, value: str, *, is_exact: bool = False, is_alone: bool = False) -> str:
    if field == "code":
        codes = _CODE.findall(value)
        return f"code : {_phrase(codes[0] if codes else value)}"
    if field == "status":
        return f"status : {_phrase(value)}"
    if field in ("profile", "visitor", "template", "handle"):
        return f"{field} : {_phrase(value.rstrip('*'))}{' *' if value.endswith('*') else ''}"
    last = re.split(r"[\W_]+", value.strip())[-1] or value
    # Nearly everything has a word that starts with these one or two letters. Alone they quickly find
    # the newest; beside a rare word, all their matches would have to be read.
    is_start = len(last) >= _MIN_PREFIX_LENGTH or (is_alone and field is None)
    start = " *" if is_start and not is_exact else ""
    columns = {"id": "ids : "}.get(field, f"{field} : ") if field else ""
    return f"{columns}{_phrase(value)}{start}"


def _by_title(field: str | None, value: str, match: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """The value and the expression of a term that also finds templates by their titles."""
    wanted = value.casefold()
    if field and not value.endswith("*"):
        equal = next((name for name, title in titles.items() if title.casefold() == wanted), None)
        return (value, match) if equal is None or value in titles else (equal, _match(field, equal))
    words = r"[\W_]+".join(re.escape(word) for word in re.split(r"[\W_]+", wanted) if word)
    start = re.compile(("" if field else r"(?<![^\W_])") + words)
    found = start.match if field else start.search
    # Those whose names have it, too, are found anyhow.
    others = [
        f"template : {_phrase(name)}"
        for name, title in titles.items()
        if found(title.casefold()) and not found(name.casefold()) and _TOKEN.search(name)
    ]
    return value, f"({' OR '.join([match, *others[:_MAX_TITLES]])})" if others else match


def _conditions(field: str | None, value: str) -> list[tuple[str, object]]:
    """Names also have to be equal: other names may have the same words."""
    if field in ("profile", "visitor", "template") and not value.endswith("*"):
        return [(f"exchanges.{field} = ?", value)]
    return []


# The clause of a field that isn't part of the index, and the pattern of its value.
_COLUMNS = {
    "capture": ("exchanges.capture LIKE ? ESCAPE '\\'", "{}"),
    # Only a recording has pages.
    "page": ("exchanges.capture IS NOT NULL AND exchanges.page LIKE ? ESCAPE '\\'", "%{}%"),
    "ds": ("exchanges.datastream LIKE ? ESCAPE '\\'", "%{}%"),
}


def _of_column(field: str, value: str) -> list[tuple[str, object]]:
    """Nothing while no value is written; an asterisk at the end of a name matches any rest."""
    if not value.strip("*"):
        return []
    if field == "capture" and not value.endswith("*"):
        return [("exchanges.capture = ?", value)]
    clause, pattern = _COLUMNS[field]
    escaped = re.sub(r"([\\%_])", r"\\\1", value.rstrip("*")[:_MAX_PATTERN_LENGTH])
    return [(clause, pattern.format(escaped) + ("%" if field == "capture" else ""))]


def _phrase(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _moment(field: str, value: str, now: datetime) -> datetime:
    if duration := _DURATION.fullmatch(value.lower()):
        try:
            return now - timedelta(**{_UNITS[duration[2]]: int(duration[1])})
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise SetupError(
            f"{field}:{value} isn't a time.", "Write 30m, 3h, 2d or 1w, or a date such as 2026-01-31."
        ) from None
    # A date without an offset is local time.
    return moment if moment.tzinfo else moment.astimezone()
