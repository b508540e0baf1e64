"""Completion: names and values for the position of the cursor, with their types."""

import json
import re
from collections.abc import Iterable, Iterator

from edge_tui.lint.candidate import Candidate
from edge_tui.lint.cursor import Cursor, Role, cursor_at
from edge_tui.lint.own_schema import OwnSchema
from edge_tui.lint.vocabulary import Word, names_at, placeholders_for, values_at
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

_OPEN_PLACEHOLDER = re.compile(r"\{\{[^}]*$")
_CLOSING = re.compile(r"[^{}\"]*\}\}")


def complete(
    text: str,
    offset: int,
    *,
    action: Action = Action.INTERACT,
    version: ApiVersion = ApiVersion.V2,
    scopes: Iterable[str] = (),
    schema: OwnSchema | None = None,
) -> tuple[Candidate, ...]:
    """The candidates at a cursor, prefix matches first; empty when none are known.

    Outside of a string only prefixes match: a letter there isn't a part of a name yet.

    `scopes` are decision scopes to offer, such as those in history. The names in `schema`, a custom
    one, are offered with the standard ones.
    """
    cursor = cursor_at(text, offset)
    if cursor.role is Role.NAME:
        words = names_at(cursor.path, action, version, schema)
        unused = {word.label: word for word in words if word.label not in cursor.siblings}
        return tuple(_name_candidate(word, cursor) for word in _matching(unused.values(), cursor.typed, cursor.quoted))
    partial = _OPEN_PLACEHOLDER.search(cursor.typed) if cursor.role is Role.VALUE and cursor.quoted else None
    if partial is not None:
        return tuple(_placeholder_candidates(text, offset, cursor, partial[0]))
    if cursor.role is Role.VALUE:
        values = {word.label: word for word in values_at(cursor.path, scopes, schema)}
        return tuple(_value_candidate(word, cursor) for word in _matching(values.values(), cursor.typed, cursor.quoted))
    return ()


def _placeholder_candidates(text: str, offset: int, cursor: Cursor, partial: str) -> Iterator[Candidate]:
    """Candidates for a partial placeholder inside a string; existing closing braces are reused."""
    closing = _CLOSING.match(text, offset, cursor.end)
    end = closing.end() if closing else offset
    for word in _matching(placeholders_for(cursor.path), partial, cursor.quoted):
        yield Candidate(word.label, word.label, word.type, word.doc, offset - len(partial), end)


def _matching(words: Iterable[Word], typed: str, is_quoted: bool) -> list[Word]:
    folded = typed.casefold()
    hits = [(word.label.casefold().find(folded), word) for word in words]
    kept = [(place, word) for place, word in hits if place == 0 or (place > 0 and is_quoted)]
    return [word for _, word in sorted(kept, key=lambda hit: (hit[0] > 0, hit[1].rank, hit[1].label.casefold()))]


def _name_candidate(word: Word, cursor: Cursor) -> Candidate:
    name = json.dumps(word.label)
    insert = name if cursor.has_colon else f"{name}: {word.skeleton}"
    return Candidate(word.label, insert, word.type, word.doc, cursor.start, cursor.end)


def _value_candidate(word: Word, cursor: Cursor) -> Candidate:
    bare = word.type in ("boolean", "measure")
    insert = word.label if bare else json.dumps(word.label, ensure_ascii=False)
    return Candidate(word.label, insert, word.type, word.doc, cursor.start, cursor.end)
