"""Placeholders of other tools: kept as they are, named, with how edge-tui writes the same.

Postman and Insomnia use the same braces. Postman's generated values start with a dollar sign
(learning.postman.com, Variables: dynamic variables); Insomnia's variables with `_.`.
"""

import re
from collections.abc import Iterable, Iterator

from edge_tui.model.placeholders import KNOWN, find

_SAME = {
    "$guid": "{{uuid}}",
    "$randomUUID": "{{uuid}}",
    "$isoTimestamp": "{{now}}",
    "$timestamp": "{{now}}",
    "$randomEmail": "{{ask:e-mail}}",
}
# Insomnia's template tags: `{% uuid 'v4' %}`.
_TAG = re.compile(r"\{%\s*(\w{1,40})[^{}]{0,200}?%\}")
_TAGS = {"uuid": "{{uuid}}", "now": "{{now}}", "timestamp": "{{now}}"}
_WORDS = "|".join(re.escape(each.partition(":")[0]) for each in KNOWN)
_OURS = re.compile(rf"\s*(?:!|(?:now\s*[+-]|{_WORDS})\s*(?:[:\d]|$))")
_NAME = re.compile(r"(?:_\.)?(\$?[\w.\-]{1,60})")
_MAX_NAMED = 6


def foreign_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names in double braces that edge-tui doesn't know, each once, in order."""
    names = (match[1].strip() for text in texts for match in find(text) if not _OURS.match(match[1]))
    return tuple(dict.fromkeys(names))


def foreign_notes(texts: Iterable[str]) -> Iterator[str]:
    """A sentence about the placeholders of other tools in the texts; none without any."""
    texts = tuple(texts)
    readable = [(f"{{{{{name}}}}}", _as_ours(name)) for name in foreign_names(texts) if _NAME.fullmatch(name)]
    tags = dict.fromkeys(match[1] for text in texts for match in _TAG.finditer(text))
    readable += [(f"{{% {tag} %}}", _TAGS.get(tag, f"{{{{ask:{tag}}}}}")) for tag in tags]
    if not readable:
        return
    named = [f"{theirs} as {ours}" for theirs, ours in readable[:_MAX_NAMED]]
    more = f" {len(readable) - _MAX_NAMED} more are alike." if len(readable) > _MAX_NAMED else ""
    yield (
        f"These placeholders of another tool were kept and have no value here: write {', '.join(named)}.{more} "
        "Keep them inside quotes; where a number belongs, write {{json:ask:NAME}}. A variable of the profile or the "
        "visitor is {{var:NAME}}, one of the environment {{env:NAME}}."
    )


def has_placeholder(text: str) -> bool:
    """Whether a text has a placeholder of any tool."""
    return next(find(text), None) is not None or _TAG.search(text) is not None


def _as_ours(name: str) -> str:
    if name in _SAME:
        return _SAME[name]
    plain = _NAME.sub(r"\1", name).lstrip("$")
    return f"{{{{ask:{plain}}}}}"
