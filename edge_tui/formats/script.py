"""The requests in a script: calls of the Web SDK, HTTP requests in JavaScript or Python, or an object literal."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from edge_tui.formats.http_calls import javascript, python
from edge_tui.formats.http_calls.request import ScriptRequest, imported
from edge_tui.formats.imported import Imported
from edge_tui.formats.object_literal import read_objects
from edge_tui.formats.reading import Reading, only_the_first, place
from edge_tui.formats.scripts.outline import outline_of
from edge_tui.formats.scripts.tokens import JAVASCRIPT, PYTHON, UNDEFINED, Dialect
from edge_tui.formats.scripts.values import Values
from edge_tui.formats.web_sdk import reader
from edge_tui.model.json.nesting import nests_deeper

# Longer texts are data, or programs of which nobody pastes all.
_MAX_LENGTH = 4_000_000
_COMMANDS = "|".join(sorted(reader.WORDS))
_SDK = rf"[\"'`](?:{_COMMANDS})\b|\.(?:{_COMMANDS})\b"
_JAVASCRIPT_CALL = re.compile(
    rf"{_SDK}|fetch\b\s*(?:\?\.)?[(<]|\.(?:post|put|request|asyncRequest|batch|ajax|sendBeacon|open)\s*[(<]"
    r"|\b(?:axios|request|ajax|Request|\$http)\s*\(",
    re.IGNORECASE,
)
# A call whose quotes may be escaped, in a string or in an attribute.
_HIDDEN_CALL = re.compile(rf"\(\s*(?:\\?[\"'`]|&quot;|&#3[49];)(?:{_COMMANDS})\b|\bfetch\s*\(|\.(?:post|ajax)\s*\(")
_CALLEE = re.compile(r"[\w$.?]*\Z")
_PYTHON_CALL = re.compile(r"\.(?:post|put|request)\s*\(|\bRequest\s*\(")
_IS_PYTHON = re.compile(
    r"^[ \t]*(?:from[ \t]+\w[\w.]*[ \t]+import\b|import[ \t]+[\w., ]+(?:[ \t]+as[ \t]+\w+)?[ \t]*$)"
    r"|\b(?:requests|httpx|aiohttp|urllib)\.|\b(?:True|None)\b|[(,]\s*(?:json|data|content|headers)\s*=(?!=)",
    re.MULTILINE,
)
# The marks that Markdown and a prompt put around code.
_MARKS = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n]*|^[ \t]*(?:>>>|\.\.\.)(?=[ \t])", re.MULTILINE)
# Members of an object that was copied without its braces.
_MEMBERS = re.compile(r"\s*[\"']?(?:xdm|data|events?|query)[\"']?\s*:\s*[\[{]")
_PYTHON_CONSTANT = re.compile(r"[:\[,]\s*(?:True|False|None)\b")
_JAVASCRIPT_CONSTANT = re.compile(r"[:\[,]\s*(?:true|false|null|undefined)\b")
# A variable of Google Tag Manager in the place of a value, which becomes like one of Adobe's tags.
_TAG_MANAGER_VARIABLE = re.compile(r"([:,(\[]\s*)\{\{([A-Za-z][\w .-]{0,60})\}\}(?=\s*[,})\]])")
_NO_BODY = "Copy the request with its body, or pass the body as JSON."
_MAX_RETRIES = 3
_MAX_HIDDEN = 100_000
_MAX_REQUESTS = 500


def read(text: str) -> Reading | None:
    """The requests in a script; None when it has no call that sends one.

    A reading without requests says what the calls were instead.
    """
    cut = text[:_MAX_LENGTH]
    if "```" in cut or "~~~" in cut or ">>>" in cut:
        cut = _MARKS.sub(lambda mark: " " * len(mark[0]), cut)
    if "{{" in cut and not re.search(r"\bfetch\s*\(", cut):
        # Offsets stay the same.
        cut = _TAG_MANAGER_VARIABLE.sub(r"\1'%\2%'", cut)
    found = _read_calls(cut) or _read_hidden(cut)
    if found is None or not found.requests:
        found = _read_object(cut) or found
    if found is not None and len(text) > _MAX_LENGTH:
        return replace(found, notes=(*found.notes, only_the_first(_MAX_LENGTH, "characters")))
    return found


def _read_calls(text: str) -> Reading | None:
    """The calls in a text, read as the language that it seems to be and then as the other one."""
    other: Reading | None = None
    for dialect in _dialects(text):
        found = _read_as(text, dialect)
        if found is not None and found.requests:
            return found
        other = other or found
    return other


def _dialects(text: str) -> list[Dialect]:
    likely = []
    if _JAVASCRIPT_CALL.search(text):
        likely.append(JAVASCRIPT)
    if _PYTHON_CALL.search(text):
        likely.insert(0 if _IS_PYTHON.search(text) else len(likely), PYTHON)
    return likely


def _read_as(text: str, dialect: Dialect) -> Reading | None:
    outline = outline_of(text, dialect)
    values = Values(outline)
    calls = reader.read_calls(values) if dialect is JAVASCRIPT else None
    requests = javascript.JavaScriptRequests(values) if dialect is JAVASCRIPT else python.PythonRequests(values)
    sent, kinds, without_body = _sent(requests.all(), values)
    notes = list(calls.notes) if calls else []
    notes += [f"Left out, because it has no body: 1 {kind}." for kind in without_body]
    if outline.stopped_at is not None:
        notes.append(f"The script was read up to {place(text, outline.stopped_at)}: it has more calls than that.")
    if len(sent) > _MAX_REQUESTS:
        sent = sent[:_MAX_REQUESTS]
        notes.append(only_the_first(_MAX_REQUESTS, "requests"))
    if sent:
        kind = reader.KIND if calls and calls.requests else next(iter(kinds))
        return Reading(kind, (*(calls.requests if calls else ()), *sent), tuple(notes))
    if calls is not None:
        return replace(calls, notes=tuple(notes))
    if without_body:
        return Reading(without_body[0], missing=f"The {without_body[0]} has no body.", fix=_NO_BODY)
    if kinds:
        missing = f"The {next(iter(kinds))} isn't a request to the Edge Network."
        return Reading(
            next(iter(kinds)), (), tuple(notes), missing, "Its URL has to end in an endpoint, as /v1/interact."
        )
    return None


def _sent(requests: Iterator[ScriptRequest], values: Values) -> tuple[list[Imported], dict[str, None], list[str]]:
    """The requests to the Edge Network, and the kinds of these, or of all calls when there are none.

    The third are the kinds of those without a body.
    """
    found: list[Imported] = []
    kinds: dict[str, None] = {}
    others: dict[str, None] = {}
    without_body: list[str] = []
    values.notes = {}
    for request in islice(requests, _MAX_REQUESTS + 1):
        draft = imported(request, values.outline.text)
        if draft is not None and request.body in (UNDEFINED, None, ""):
            without_body.append(request.kind)
        elif draft is not None:
            found.append(replace(draft, notes=(*values.notes, *draft.notes)))
            kinds[request.kind] = None
        elif isinstance(request.url, str) and request.url is not UNDEFINED and "://" in request.url:
            others[request.kind] = None
        values.notes = {}
    return found, kinds or others, without_body


def _read_hidden(text: str) -> Reading | None:
    """A call inside of a string, a comment or an HTML attribute, for a text that has no other."""
    for match in islice(_HIDDEN_CALL.finditer(text), _MAX_RETRIES):
        line = text[max(0, match.start() - 80) : match.start()]
        callee = _CALLEE.search(line)
        start = match.start() - len(callee[0] if callee else "")
        before = "\n" * text.count("\n", 0, start) + " " * (start - text.rfind("\n", 0, start) - 1)
        rest = text[start : start + _MAX_HIDDEN]
        if "&quot;" in rest or "&#" in rest:
            rest = html.unescape(rest)
        found = _read_calls(before + rest.replace('\\"', '"').replace("\\'", "'"))
        if found is not None and found.requests:
            return found
    return None


def _read_object(text: str) -> Reading | None:
    if ":" not in text or "{" not in text[:_MAX_HIDDEN] or nests_deeper(text[: 10 * _MAX_HIDDEN]):
        return None
    text = text[: 10 * _MAX_HIDDEN]
    if _MEMBERS.match(text):
        text = f"{{{text.rstrip().rstrip(',;')}}}"
    dialect = PYTHON if _PYTHON_CONSTANT.search(text) and not _JAVASCRIPT_CONSTANT.search(text) else JAVASCRIPT
    found = read_objects(Values(outline_of(text, dialect)))
    kind = "JavaScript object" if dialect is JAVASCRIPT else "Python dictionary"
    return Reading(kind, (found,)) if found else None
