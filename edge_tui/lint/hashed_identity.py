"""Hash namespaces contain a SHA-256 in lower-case hexadecimal, not the raw value."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, error
from edge_tui.lint.subject import Identity, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.document import at, join

_HASH = re.compile(r"[0-9a-f]{64}")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Edge accepts anything here, but a value that isn't a hash is never stitched in the identity graph."""
    for identity in subject.identities:
        text, place = identity.id, join(identity.pointer, "id")
        if "SHA256" in identity.namespace and text and not subject.is_unfilled(place) and not _HASH.fullmatch(text):
            yield _hit(identity, text, place, subject)


def _hit(identity: Identity, text: str, place: str, subject: Subject) -> RuleHit:
    if _HASH.fullmatch(text.strip().lower()):
        lowered = text.strip().lower()
        message = f"{identity.namespace} is case-sensitive: write the hash in lower case, without spaces."
        return error(place, message, suggestion=Suggestion("write it in lower case", place, value=lowered))
    looks_raw = "@" in text or _is_phone(text)
    what = "the unhashed value" if looks_raw else f"not a hash: {len(text)} characters instead of 64 hex digits"
    written = at(subject.written, place)
    hashed = "{{sha256:" + text.strip() + "}}"
    can_hash = looks_raw and written == text and "}" not in text
    suggestion = Suggestion(f"write {hashed}", place, value=hashed) if can_hash else None
    return error(place, f"{identity.namespace} must be a SHA-256 hash; this is {what}.", suggestion=suggestion)


def _is_phone(text: str) -> bool:
    return re.fullmatch(r"\+?[0-9][0-9 ()./-]{5,19}", text.strip()) is not None
