"""Addresses in texts that are shown or kept: the names of a query without their values, no fragment, no user."""

import re
from urllib.parse import unquote_plus

# Everything that an address may have after its path: a browser escapes these characters in it, and few people do.
_QUERY = re.compile(r"[?#](?=[^\s\"<>“”])[^\s\"<>“”]*")
_USER = re.compile(r"(?<=//)[^\s/?#\"<>“”]*@")
_PARAMETERS = re.compile(r"(?<=[\w%/-])(?:;|%3[bB])[\w.-]{1,40}=[^\s/?#\"<>“”]*")
# What ends a sentence, or what an address is in, isn't part of it.
_END = re.compile(r"[).,:;!\]]*$")
_PAIRS = re.compile(r"[&;]")
# A longer name, or one with other characters, may be a value in the place of a name.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,39}")
_LIKE_AN_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\.{1,2}/|[?#]|[\w.-]+[/?#]")


def without_query_values(text: str) -> str:
    """A sentence in which addresses may be quoted, with the names of their queries only."""
    if not any(each in text for each in "?#@;%"):
        return text
    text = _PARAMETERS.sub("", _USER.sub("", text))
    return _QUERY.sub(lambda match: _shown(match[0]), text)


def shown_address(value: str) -> str:
    """A value that may be an address, such as the URL of an event's page, with the names of its query only.

    A page's name that isn't one stays as it is: “What's new?”.
    """
    if not _LIKE_AN_ADDRESS.match(value):
        return without_query_values(value)
    start = min((place for each in "?#" if (place := value.find(each)) >= 0), default=len(value))
    end = value.find("#", start)
    query = value[start + 1 : end if end >= 0 else None] if value[start : start + 1] == "?" else ""
    return without_query_values(value[:start]) + _joined(query)


def _shown(query: str) -> str:
    end = _END.search(query)
    rest = end[0] if end else ""
    if len(rest) == len(query) - 1:
        return query
    if query[0] == "#":
        return rest
    return _joined(query[1 : len(query) - len(rest)].partition("#")[0]) + rest


def _joined(query: str) -> str:
    names = dict.fromkeys(name for pair in _PAIRS.split(query) if (name := _name(pair)))
    return f"?{'&'.join(names)}" if names else ""


def _name(pair: str) -> str:
    name, _, value = pair.partition("=")
    return name if value.strip("=") and _NAME.fullmatch(name := unquote_plus(name)) else ""
