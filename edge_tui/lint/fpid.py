"""First-party device IDs (FPID): their format, and whether they are used at all."""

import re
from collections.abc import Iterator

from edge_tui.lint.rule_hit import RuleHit, info, warning
from edge_tui.lint.subject import Identity, Subject
from edge_tui.model.finding import Suggestion
from edge_tui.model.identity import is_ecid
from edge_tui.model.json.document import at, join

_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SHARED_MAP = "/xdm/identityMap"
_IDENTITY_ENTRY = re.compile(r"kndctr_.+_identity")


def check(subject: Subject) -> Iterator[RuleHit]:
    """Adobe's page on FPIDs says that only version 4 UUIDs are accepted.

    Alloy's functional specifications sent others to the gateway, which returned 200 and the same
    ECID each time. An ECID in the identity map or in the client state wins over an FPID, which is
    then not looked at (Alloy's specifications; Experience League, first-party device IDs).
    """
    for identity in subject.identities:
        if identity.namespace == "FPID" and identity.id:
            yield from _format(identity, identity.id, subject)
            known = _known_by(identity, subject)
            if known:
                yield info(identity.pointer, f"This FPID won't be used: {known} already identifies the visitor.")


def _format(identity: Identity, text: str, subject: Subject) -> Iterator[RuleHit]:
    place = join(identity.pointer, "id")
    if subject.is_unfilled(place) or _UUID4.fullmatch(text):
        return
    version = f" (this is version {text[14]})" if _UUID.fullmatch(text) else ""
    yield warning(
        place,
        f"Adobe documents version 4 UUIDs only for an FPID{version}; the gateway is known to accept others.",
        suggestion=Suggestion("write {{uuid}}", place, value="{{uuid}}"),
    )


def _known_by(fpid: Identity, subject: Subject) -> str:
    """What identifies the visitor already: an ECID that applies to the same event, or a state entry."""
    own_map = fpid.pointer.rsplit("/", 2)[0]
    maps = {
        other.pointer.rsplit("/", 2)[0]
        for other in subject.identities
        if other.namespace == "ECID" and other.id and is_ecid(other.id)
    }
    if maps & {own_map, _SHARED_MAP}:
        return "the ECID"
    # The request's own applies to all of its events.
    events = [join(event.pointer, "xdm", "identityMap") for event in subject.events]
    if own_map == _SHARED_MAP and events and maps.issuperset(events):
        return "the ECID" if len(events) == 1 else "the ECID of each event"
    entries = at(subject.document, "/meta/state/entries", [])
    for entry in entries if isinstance(entries, list) else ():
        key = entry.get("key") if isinstance(entry, dict) else None
        if isinstance(key, str) and _IDENTITY_ENTRY.fullmatch(key) and entry.get("value"):
            return key
    return ""
