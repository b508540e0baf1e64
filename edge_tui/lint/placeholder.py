"""Placeholders that cannot be filled: nothing is sent with a hole in it."""

import re
from collections.abc import Iterator

from edge_tui.lint.remark import Remark, error, info
from edge_tui.lint.spelling import nearest
from edge_tui.lint.subject import Subject
from edge_tui.model.document import at
from edge_tui.model.finding import Suggestion
from edge_tui.model.placeholders import KNOWN, Hole

_NAME = re.compile(r"\{\{\s*([^:}]*?)\s*(:.*|)\}\}", re.DOTALL)


def check(subject: Subject) -> Iterator[Remark]:
    """One remark for each hole, with the name that was meant where one is near.

    What waits for an answer is no error: the event may be sent after it.
    """
    for hole in subject.holes:
        words = f"{hole.placeholder}: {hole.reason}.".replace("..", ".")
        if hole.is_pending:
            yield info(hole.pointer, words)
        else:
            yield error(hole.pointer, words, suggestion=_suggestion(subject, hole))


def _suggestion(subject: Subject, hole: Hole) -> Suggestion | None:
    match = _NAME.fullmatch(hole.placeholder)
    names = [name.partition(":")[0] for name in KNOWN]
    near = nearest(match[1], names) if match else None
    text = at(subject.written, hole.pointer)
    if match is None or near is None or near == match[1] or not isinstance(text, str):
        return None
    better = "{{" + near + match[2] + "}}"
    return Suggestion(f"write {better}", hole.pointer, value=text.replace(hole.placeholder, better))
