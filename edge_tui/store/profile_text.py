"""Changes the tables of profiles in a TOML text: comments, order and unknown keys are preserved."""

import json
import re
from collections.abc import Callable
from typing import Any

from edge_tui.store.small_files import DamagedError, parse_toml

_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_PLAIN_HEADER = re.compile(r"^\[profiles\.", re.MULTILINE)
# `profiles` as an inline table, as dotted keys, as an array of tables, or with a spelling that isn't searched for.
_OTHER_PROFILES = re.compile(r"""^[ \t]*(?:["']|profiles[ \t]*[.=]|\[\[|\[[ \t]*["'])""", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def set_keys(text: str, name: str, keys: dict[str, Any]) -> str:
    """The text with keys of one profile's table set by tomlkit; empty if tomlkit fails."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        if "profiles" not in document:
            document["profiles"] = tomlkit.table(is_super_table=True)
        profiles: Any = document["profiles"]
        if name not in profiles:
            profiles[name] = tomlkit.table()
        for key, value in keys.items():
            lines = isinstance(value, str) and "\n" in value and "'''" not in value
            profiles[name][key] = tomlkit.string(value, literal=True, multiline=True) if lines else value
        return tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError, RecursionError):
        return ""


def remove_tables(text: str, name: str) -> str:
    """The text without one profile's tables; empty if tomlkit fails."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        profiles: Any = document["profiles"]
        del profiles[name]
        return tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError, RecursionError):
        return ""


def contains(text: str, expected: dict[str, Any]) -> bool:
    try:
        document = parse_toml(text)
    except DamagedError:
        return False
    return bool(document.get("profiles", {}) == expected)


def may_append(text: str, added: str, name: str, table: dict[str, Any]) -> bool:
    """Whether a valid text stays valid, with one more profile, when tables are added at its end.

    True only where that is certain without parsing the text, which takes long for thousands of
    profiles: `profiles` is written with headers, no string spans lines, and the name is new.
    """
    return _has_plain_headers(text) and _tables_in(added) == {name: table}


def is_spliced(text: str, changed: str, name: str, tables: tuple[Any, dict[str, Any] | None]) -> bool:
    """Whether two texts differ only in the lines of one profile, which had the first table and have the second.

    True only where that is certain without parsing the whole text.
    """
    if not changed or not _has_plain_headers(text):
        return False
    before, after = tables
    span = _span_of(text, name)
    if span is None:
        return False
    start, end = span
    new_end = len(changed) - (len(text) - end)
    is_same_around = changed[:start] == text[:start] and changed[max(new_end, start) :] == text[end:]
    new = _tables_in(changed[start:new_end])
    return (
        is_same_around
        and _tables_in(text[start:end]) == {name: before}
        and new == ({} if after is None else {name: after})
    )


def _has_plain_headers(text: str) -> bool:
    """Whether every line that looks like a header is one, and `profiles` is written with headers only."""
    spans_lines = "'''" in text or '"""' in text
    return not spans_lines and bool(_PLAIN_HEADER.search(text)) and not _OTHER_PROFILES.search(text)


def _tables_in(text: str) -> object:
    """The profiles in a part of the file; None if it isn't valid by itself."""
    try:
        return parse_toml(text).get("profiles", {})
    except DamagedError:
        return None


def edit_tables(text: str, name: str, change: Callable[[str], str]) -> str:
    """The text with the lines of one profile's tables changed; empty if they aren't contiguous."""
    span = _span_of(text, name)
    return text[: span[0]] + change(text[span[0] : span[1]]) + text[span[1] :] if span else ""


def _span_of(text: str, name: str) -> tuple[int, int] | None:
    """The first character of one profile's tables, and the one after them; None if they aren't contiguous."""
    own = [match.start() for match in _header_of(name).finditer(text)]
    if not own:
        return None
    following = (match.start() for match in _HEADER.finditer(text, own[-1] + 1))
    end = next(following, len(text))
    # Comments right above the next table belong to that table.
    while (line := text.rfind("\n", 0, end - 1) + 1) > own[0] and text[line:end].lstrip().startswith("#"):
        end = line
    return (own[0], end) if len(_HEADER.findall(text[own[0] : end])) == len(own) else None


def _header_of(name: str) -> re.Pattern[str]:
    spellings = (name, f"'{name}'", json.dumps(name), json.dumps(name, ensure_ascii=False))
    either = "|".join(re.escape(each) for each in spellings)
    return re.compile(rf"^([ \t]*\[\[?[ \t]*profiles[ \t]*\.[ \t]*)(?:{either})(?=[ \t]*[.\]])", re.MULTILINE)


def rename_headers(text: str, old: str, new: str) -> str:
    """The text with the headers of one profile's tables renamed, which tomlkit can't do without moving them."""
    name = new if _BARE.fullmatch(new) else json.dumps(new, ensure_ascii=False)
    return _header_of(old).sub(lambda match: match[1] + name, text)
