"""Fields that are deprecated in XDM."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, info
from edge_tui.lint.subject import Subject


def check(subject: Subject) -> Iterator[RuleHit]:
    """The outermost deprecated field of each branch."""
    outermost = "\0"
    for placed in subject.fields:
        if placed.field is None or not placed.field.deprecated or placed.pointer.startswith(outermost):
            continue
        outermost = placed.pointer + "/"
        yield info(placed.pointer, f"{placed.name} is deprecated in XDM.", on_name=True)
