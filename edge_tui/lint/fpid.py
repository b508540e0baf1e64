"""First-party device IDs (FPID) are version 4 UUIDs."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error
from edge_tui.lint.subject import Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import join

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def check(subject: Subject) -> Iterator[RuleHit]:
    """Any other format is rejected (EXEG-0308-400)."""
    for identity in subject.identities:
        place = join(identity.pointer, "id")
        text = identity.id
        if identity.namespace != "FPID" or not text or subject.is_unfilled(place) or _UUID4.fullmatch(text):
            continue
        version = f"; this is a version {text[14]} UUID" if _UUID.fullmatch(text) else ""
        yield error(
            place,
            f"An FPID must be a version 4 UUID{version}.",
            predicts="0308",
            suggestion=Suggestion("write {{uuid}}", place, value="{{uuid}}"),
        )
