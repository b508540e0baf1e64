"""`meta.queueTimeMillis`: the time an event waited on the client."""

from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error
from edge_tui.lint.subject import Subject
from edge_tui.model.json.document import compact, join

# Alloy's Command Logic specification of queueTimeMillis.
MAX_MILLISECONDS = 300_000


def check(subject: Subject) -> Iterator[RuleHit]:
    """A whole number from 0 to 300,000."""
    for part in subject.metas:
        waited = part.members.get("queueTimeMillis")
        place = join(part.pointer, "queueTimeMillis")
        if waited is None:
            continue
        if not isinstance(waited, int) or isinstance(waited, bool):
            yield error(
                place,
                f"queueTimeMillis must be a whole number of milliseconds, not {compact(waited)}.",
                predicts="0102",
            )
        elif not 0 <= waited <= MAX_MILLISECONDS:
            yield error(place, f"queueTimeMillis must be between 0 and {MAX_MILLISECONDS:,}.", predicts="0104")
