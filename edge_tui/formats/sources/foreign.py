"""Placeholders of other tools in a request: kept as they are, and how edge-tui writes them."""

import re
from collections.abc import Iterable, Iterator

from edge_tui.model.json.document import ParseError, parse, strings
from edge_tui.model.placeholders import PATTERN, is_known

# `{{name}}` of Postman, Bruno and .http files; `${NAME}`, `$NAME`, `$env:NAME` and `%NAME%` of shells;
# `<NAME>` and `{NAME}` of documentation; `${NAME}` of JMeter and k6 too, `#{NAME}` of Gatling, `#(NAME)` of Karate,
# `<%= NAME %>` of ERB, `@@NAME@@` of build tools.
_UNFILLED = re.compile(
    r"\{\{[^{}\n]*\}\}|\$\{[^{}\n]+\}|\$env:\w+|\$[A-Za-z_]\w*|%(?![0-9A-Fa-f]{2}%)[A-Za-z_]\w*%"
    r"|<<[A-Za-z][\w .:-]{0,60}>>|<[A-Za-z][\w .:-]{0,60}>|\{[A-Za-z_][\w.-]{0,60}\}|\$\([^()\n]*\)|`[^`\n]*`"
    r"|#\{[^{}\n]{1,60}\}|#\([^()\n]{1,60}\)|<%=?[^<>%\n]{1,60}%>|@@\w{1,60}@@"
)
_BARE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|(\{\{[^{}"\n]*\}\}|\$\{\w+\}|\$[A-Za-z_]\w*|<<[\w.-]+>>|<[A-Za-z]\w*>)')
_UUIDS = frozenset({"$guid", "$uuid", "$randomuuid", "$random.uuid", "uuid()", "guid", "newuuid"})
_TIMES = ("$isotimestamp", "$timestamp", "$datetime", "$localdatetime", "$now", "timestamp", "newdate")
# Others, such as cookies, have these characters in their values.
_HEADERS = frozenset({"authorization", "x-gw-ims-org-id", "x-api-key", "host"})
# A shell's own are named by its reader.
_MARKS = ("%", "<", "{", "#", "@")
_MAX_NAMED = 6


def has_unfilled(text: str) -> bool:
    """Whether a URL, an ID or a header contains another tool's placeholder."""
    return bool(_UNFILLED.search(text))


def is_unfilled(text: str) -> bool:
    """Whether a text is nothing but such a placeholder."""
    return bool(_UNFILLED.fullmatch(text.strip()))


def with_quoted_placeholders(body: str) -> str:
    """The body with placeholders as strings where they stood for a number or an object, if that makes it JSON."""
    if not any(mark in body for mark in ("{{", "$", "<")) or not isinstance(parse(body), ParseError):
        return body
    quoted = _BARE.sub(lambda match: f'"{match[1]}"' if match[1] else match[0], body)
    return body if isinstance(parse(quoted), ParseError) else quoted


def foreign_note(url: str, body: str, headers: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Sentences that name the placeholders of other tools, and how edge-tui writes them; none without any."""
    values = [value for name, value in headers if name.strip().lower() in _HEADERS]
    # Variables of a shell are named with the place where each is used.
    unfilled = (each for text in (url, *values) for each in _UNFILLED.findall(text) if each[0] not in "$%")
    # Ours stand for what a script computes.
    outside = [each for each in unfilled if not (each.startswith("{{") and is_known(each[2:-2]))]
    inside = [match[0] for match in PATTERN.finditer(body) if not is_known(match[1])]
    inside += _whole_values(body)
    sentences = []
    if outside:
        sentences.append(f"Left out: {_named(outside)}. URL, IDs and token come from the profile.")
    if inside:
        ours = dict.fromkeys(ours_for(name) for name in list(dict.fromkeys(inside))[:_MAX_NAMED])
        sentences.append(f"Kept: {_named(inside)}. In edge-tui, write {', '.join(ours)} instead, or a value.")
    return tuple(sentences)


def _whole_values(body: str) -> Iterator[str]:
    """The values of a body that are nothing but a placeholder in another notation; a shell's are named with place."""
    document = parse(body) if any(mark in body for mark in _MARKS) else None
    if isinstance(document, dict):
        values = (value for _, value in strings(document) if value[:1] in _MARKS and value[:2] != "{{")
        yield from (value for value in values if is_unfilled(value))


def _named(placeholders: list[str]) -> str:
    names = list(dict.fromkeys(_shown(each) for each in placeholders))
    more = len(names) - _MAX_NAMED
    return ", ".join(names[:_MAX_NAMED]) + (f" and {more} more" if more > 0 else "")


def _shown(placeholder: str) -> str:
    """A placeholder for a sentence: by its name, never with a command or a default value, which may be a secret."""
    if placeholder.startswith("{{"):
        return placeholder if len(placeholder) <= 80 else "{{…}}"
    if placeholder.startswith(("$(", "`")):
        return "$(…)"
    return placeholder if re.fullmatch(r"\$\{\w+\}|[^$]*|\$[\w:]+", placeholder) else "${…}"


def ours_for(placeholder: str) -> str:
    """The placeholder of edge-tui that does what another tool's is likely to do."""
    name = placeholder.strip("{}<>%`$()#@= ").removeprefix("env:").strip()
    inner = placeholder.strip("{} ").casefold()
    if inner in _UUIDS:
        return "{{uuid}}"
    if inner.startswith(_TIMES):
        return "{{now}}"
    kind, _, variable = name.partition(" ")
    if kind in ("processEnv", "dotenv") or name.startswith("process.env."):
        return f"{{{{env:{(variable or name).strip().removeprefix('process.env.').lstrip('%')}}}}}"
    letters = re.sub(r"\W+", "_", name).strip("_")
    return f"{{{{var:{letters or 'NAME'}}}}}"
