"""Credentials: what a pasted text has masked is named where it was typed."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, warning
from edge_tui.lint.subject import Subject
from edge_tui.model.credential_text import has_secret, without_secret
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import strings


def check(subject: Subject) -> Iterator[RuleHit]:
    """Access tokens, passwords and keys anywhere in the request; the message never quotes one."""
    if not has_secret(subject.text):
        return
    for pointer, value in strings(subject.document):
        masked = without_secret(pointer.rpartition("/")[2], value)
        if masked != value and not subject.is_unfilled(pointer):
            yield warning(
                pointer,
                "This looks like a credential: it would be sent, and kept in the draft and in history.",
                suggestion=Suggestion("mask it", pointer, value=masked),
            )
