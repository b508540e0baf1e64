"""The filter of the timeline: words, and fields such as `type:pageViews page:cart finding: status:2xx tab:2`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from edge_tui.tui.capture.call_facts import LineState
from edge_tui.tui.capture.rows import CallRow, Entry, PageRow

_TERM = re.compile(r'(?P<negated>-)?(?:(?P<field>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<word>\S*))')
_STATUS_CLASS = re.compile(r"[1-5]xx")

Condition = Callable[[Entry, PageRow, str], bool]


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; a `field` without a value asks whether there is any."""

    field: str
    value: str
    is_negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """All of these must hold."""

    terms: tuple[Term, ...] = ()

    def matches(self, entry: Entry, page: PageRow) -> bool:
        """Whether a line of a page is shown."""
        return all(_CONDITIONS[term.field](entry, page, term.value) is not term.is_negated for term in self.terms)


NO_FILTER = Filter()


# What a field takes; one without a value asks whether there is any.
_TAKES = {
    "type": "part of an event type",
    "page": "a page's number, or part of its URL",
    "finding": "part of the name of a check",
    "status": "200, 4xx, or a word such as blocked",
    "ds": "part of a datastream ID",
    "tab": "a tab's number",
    "action": "interact, collect …",
}
# What is written before a colon in handle types, scopes and URIs, and so isn't meant as a field.
_WITH_COLON = frozenset(
    ("identity", "state", "personalization", "activation", "consent", "https", "http", "web", "urn", "xcore", "dps")
)


def sentences_about_filter(text: str) -> str:
    """Which terms of a filter aren't known, and which there are; empty if all are."""
    from edge_tui.model.search_terms import sentences_about

    written = [(match["field"] or "", match["quoted"], match["word"] or "") for match in _TERM.finditer(text)]
    unknown = [field for field, _, _ in written if field and field not in {*_CONDITIONS, *_WITH_COLON}]
    words = [word.casefold() for field, quoted, word in written if not field and word and quoted is None]
    return sentences_about("filter", _TAKES, _ALONE, unknown=unknown, words=words)


def read_filter(text: str) -> Filter:
    """Reads a filter as it is typed: an unknown field is searched as words, a minus excludes."""
    terms = []
    for match in _TERM.finditer(text):
        if not match[0].strip("-"):
            continue
        field, value = match["field"] or "", match["quoted"] if match["quoted"] is not None else match["word"]
        if field and field not in _CONDITIONS:
            field, value = "", f"{field}:{value}"
        if not field and value.casefold() in _ALONE and match["quoted"] is None:
            field, value = value.casefold(), ""
        terms.append(Term(field, value.casefold(), bool(match["negated"])))
    return Filter(tuple(terms)) if terms else NO_FILTER


def _words(entry: Entry, page: PageRow, value: str) -> bool:
    return value in text_of(entry) or value in page.page.url.casefold()


def _type(entry: Entry, _page: PageRow, value: str) -> bool:
    types = entry.facts.event_types
    return any(value in each.casefold() for each in types) if value else bool(types)


def _page(_entry: Entry, page: PageRow, value: str) -> bool:
    """By the number of the page, or by part of its URL."""
    return page.number == int(value) if value.isdecimal() and len(value) < 6 else value in page.page.url.casefold()


def _finding(entry: Entry, _page: PageRow, value: str) -> bool:
    findings = entry.findings if isinstance(entry, CallRow) else ()
    return any(value in each.casefold() for each in findings)


def _status(entry: Entry, _page: PageRow, value: str) -> bool:
    status = entry.facts.status.casefold()
    if _STATUS_CLASS.fullmatch(value):
        return len(status) == 3 and status.isdecimal() and status[0] == value[0]
    return value in status


def _datastream(entry: Entry, _page: PageRow, value: str) -> bool:
    """By any part: the start, or the end that the lines show."""
    datastream = entry.exchange.request.datastream_id.casefold() if isinstance(entry, CallRow) else ""
    return bool(datastream) and value in datastream


def _tab(_entry: Entry, page: PageRow, value: str) -> bool:
    return page.page.tab.casefold() == value if value else bool(page.page.tab)


def _action(entry: Entry, _page: PageRow, value: str) -> bool:
    return value in entry.facts.action.casefold()


def _blocked(entry: Entry, _page: PageRow, _value: str) -> bool:
    return entry.facts.state is LineState.BLOCKED


def _unload(entry: Entry, _page: PageRow, _value: str) -> bool:
    return entry.facts.is_unload or entry.facts.state is LineState.PAGE_GONE


def _waiting(entry: Entry, _page: PageRow, _value: str) -> bool:
    return entry.facts.state is LineState.WAITING


def _tried(entry: Entry, _page: PageRow, _value: str) -> bool:
    return entry.facts.state is LineState.NOT_SENT


_CONDITIONS: dict[str, Condition] = {
    "": _words,
    "type": _type,
    "page": _page,
    "finding": _finding,
    "status": _status,
    "ds": _datastream,
    "tab": _tab,
    "action": _action,
    "blocked": _blocked,
    "unload": _unload,
    "waiting": _waiting,
    "tried": _tried,
}
# Words that stand for a condition, unless they are quoted.
_ALONE = ("blocked", "unload", "waiting", "tried")


def text_of(entry: Entry) -> str:
    """What the line of an entry says, for words."""
    facts = entry.facts
    parts = [facts.action, facts.what, facts.status, *facts.event_types, *(each.words for each in facts.details)]
    if isinstance(entry, CallRow):
        parts += [each.words for each in entry.marks]
        parts.append(entry.exchange.request_id)
    return " ".join(parts).casefold()
