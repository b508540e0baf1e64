"""ECIDs are 38 decimal digits."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import join


def check(subject: Subject) -> Iterator[RuleHit]:
    """A malformed one is rejected (EXEG-0305-400, "is not a valid ECID value")."""
    for identity in subject.identities:
        place = join(identity.pointer, "id")
        text = identity.id
        if identity.namespace != "ECID" or not text or subject.is_unfilled(place) or is_ecid(text):
            continue
        digits = "".join(text.split())
        suggestion = Suggestion("remove the spaces", place, value=digits) if is_ecid(digits) else None
        yield error(
            place, f"An ECID must have 38 digits; this has {_count(text)}.", predicts="0305", suggestion=suggestion
        )


def _count(text: str) -> str:
    if text.isascii() and text.isdigit():
        return str(len(text))
    return f"{len(text)} characters, not all of them digits"
