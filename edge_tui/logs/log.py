"""A copied text as a log: its JSON documents, and what the text around them says."""

import re
from dataclasses import replace

from edge_tui.logs.embedded import ENDPOINT, embedded_documents
from edge_tui.logs.excerpt import Excerpt, Kind, Log
from edge_tui.logs.scan import Budget, JsonText, find_json
from edge_tui.model.json.document import ParseError, compact
from edge_tui.model.json.received import receive

_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])")
_URL = re.compile(r"https?://[^\s'\"<>`]+")
_STATUS = re.compile(r"(?:status(?: ?code)?\W{0,3}|HTTP/[0-9.]+ )([1-5][0-9]{2})\b", re.IGNORECASE)
_CONTEXT_CHARACTERS = 2_000
_MAX_ENDPOINT_CHARACTERS = 1_000_000
_SAMPLE_CHARACTERS = 50_000
_ENDING_CHARACTERS = 40
# What is left of a document that was cut within a word or an escape, and quotes around it.
_ENDING = re.compile(r"\\?[\w.+-]{0,10}[\s\"'`;,…]*")
# The first that matches names the log. React Native's console is also in Android's log.
_SOURCES = (
    ("React Native log", re.compile(r"\bReactNativeJS\b|^ ?(?:LOG|WARN|INFO|DEBUG|ERROR) {2}\S", re.MULTILINE)),
    ("iOS log", re.compile(r"\[AEP SDK [A-Z]+ |^[0-9-]{10} [0-9:.]+[+-][0-9]{4} \S+\[[0-9]+:", re.MULTILINE)),
    ("Web SDK log", re.compile(r"\[alloy\]")),
    (
        "Android log",
        re.compile(
            r"\bAdobeExperienceSDK\b|^(?:[0-9]{4}-)?[0-9]{2}-[0-9]{2} [0-9:.]{8,} +[0-9]+[ -]+[0-9]+ .*\b[VDIWEF]\b"
            r"|^[VDIWEF]/[^(\n]{1,40}\( *[0-9]+\):",
            re.MULTILINE,
        ),
    ),
    ("HTTP message", re.compile(r"\A\s*<? ?HTTP/[0-9.]+ [0-9]{3}")),
    ("HTTP message", re.compile(r"\A\s*>? ?POST \S+ HTTP/[0-9.]+")),
)


def read_log(text: str) -> Log:
    """The documents of the Edge Network in a text of any kind; linear in its length.

    Colors of a terminal are removed. A document that only wraps others, such as a log record in
    JSON, is replaced by those.
    """
    text = text.replace("\r\n", "\n")
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    excerpts: list[Excerpt] = []
    others, line, place = 0, 1, 0
    budget = Budget()
    for found in find_json(text, budget):
        line += text.count("\n", place, found.start)
        known = _excerpts(text, found, line, text[max(place, found.start - _CONTEXT_CHARACTERS) : found.start])
        others += not known and found.stopped_at is None
        excerpts += known
        place = found.start
    if any(each.kind is Kind.REQUEST and not each.url for each in excerpts):
        excerpts = _with_only_endpoint(text, excerpts)
    return Log(_source(text, excerpts), tuple(excerpts), others, is_all=budget.starts > 0)


def _with_only_endpoint(text: str, excerpts: list[Excerpt]) -> list[Excerpt]:
    """The URL of the requests that have none, if the text has only one: programs have it after the body."""
    urls = {found[0] for found in ENDPOINT.finditer(text[:_MAX_ENDPOINT_CHARACTERS])}
    if len(urls) != 1:
        return excerpts
    return [replace(each, url=min(urls)) if each.kind is Kind.REQUEST and not each.url else each for each in excerpts]


def _excerpts(text: str, found: JsonText, line: int, before: str) -> list[Excerpt]:
    received = receive(found.text)
    if isinstance(received, ParseError):
        return []
    known = list(embedded_documents(received.document))
    if not known:
        return []
    urls, statuses = _URL.findall(before), _STATUS.findall(before)
    url, status = urls[-1] if urls else "", int(statuses[-1]) if statuses else None
    cut_off = _cut_off(text, found, line)
    return [
        Excerpt(
            each.kind,
            each.document,
            found.text if each.document is received.document else compact(each.document),
            line,
            each.url or url,
            status,
            cut_off,
        )
        for each in known
    ]


def _cut_off(text: str, found: JsonText, line: int) -> str:
    """A sentence on where a document that starts in a line stops, empty for a complete one."""
    if found.stopped_at is None:
        return ""
    rest = text[found.stopped_at : found.stopped_at + _ENDING_CHARACTERS]
    if len(rest) < _ENDING_CHARACTERS and _ENDING.fullmatch(rest):
        return "It is cut off at the end; what comes before is shown."
    stopped_in = line + text.count("\n", found.start, found.stopped_at)
    return f"It stops being JSON in line {stopped_in}; what comes before is shown."


def source_of(text: str) -> str:
    """The name of a log by its lines, such as `Android log`; empty when they aren't a known log's."""
    sample = text[:_SAMPLE_CHARACTERS]
    return next((name for name, mark in _SOURCES if mark.search(sample)), "")


def _source(text: str, excerpts: list[Excerpt]) -> str:
    if excerpts and all(each.kind is Kind.ASSURANCE_EVENT for each in excerpts):
        return "Assurance export"
    return source_of(text) or "text"
