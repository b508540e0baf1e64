"""Placeholders that can't be resolved: unresolved placeholders are never sent."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error, info
from edge_tui.lint.spelling import nearest
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import at
from edge_tui.model.placeholders import KNOWN, UnresolvedPlaceholder

_NAME = re.compile(r"\{\{\s*([^:}]*?)\s*(:.*|)\}\}", re.DOTALL)


def check(subject: Subject) -> Iterator[RuleHit]:
    """One hit for each unresolved placeholder, with the likely name as the fix.

    A pending one isn't an error: it can be resolved before or with the next send.
    """
    for missing in subject.unresolved:
        words = f"{missing.placeholder}: {missing.reason}.".replace("..", ".")
        if missing.is_pending:
            yield info(missing.pointer, words)
        else:
            yield error(missing.pointer, words, suggestion=_suggestion(subject, missing))


def _suggestion(subject: Subject, missing: UnresolvedPlaceholder) -> Suggestion | None:
    match = _NAME.fullmatch(missing.placeholder)
    names = [name.partition(":")[0] for name in KNOWN]
    near = nearest(match[1], names) if match else None
    text = at(subject.written, missing.pointer)
    if match is None or near is None or near == match[1] or not isinstance(text, str):
        return None
    better = "{{" + near + match[2] + "}}"
    return Suggestion(f"write {better}", missing.pointer, value=text.replace(missing.placeholder, better))
