"""Environment variables read by an event: their values go to the gateway, into history and into exports."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, info
from edge_tui.lint.subject import Subject
from edge_tui.model.json.document import strings
from edge_tui.model.trust import variables_in


def check(subject: Subject) -> Iterator[RuleHit]:
    """One hit for each string that reads variables, with their names."""
    if "{{" not in subject.text:
        return
    for pointer, text in strings(subject.written):
        if names := variables_in(text):
            words = "variables" if len(names) > 1 else "variable"
            yield info(
                pointer, f"This adds the environment {words} {', '.join(names)} to the event, which is kept in history."
            )
