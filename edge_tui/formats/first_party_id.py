"""A request's FPID cookie as an identity of its event: a body carries no cookies."""

from dataclasses import replace

from edge_tui.formats.imported import Imported
from edge_tui.model.json.document import parse, pretty
from edge_tui.model.request import with_identities
from edge_tui.model.visitor import Identity

NAMESPACE = "FPID"


def with_first_party_id(imported: Imported) -> Imported:
    """The request with its FPID cookie in the identity map, and a note that says so.

    The gateway takes a first-party device ID from the cookie or from the identity map (Adobe's guide to
    first-party device IDs). An event that has one in its identity map is unchanged, and so is one whose
    visitor has an identity cookie, which takes precedence.
    """
    entries = {entry.key: entry.value for entry in imported.entries}
    document = parse(imported.draft.text)
    has_identity = any(key.startswith("kndctr_") and key.endswith("_identity") for key in entries)
    if not entries.get(NAMESPACE) or has_identity or not isinstance(document, dict):
        return imported
    added = with_identities(document, [Identity(NAMESPACE, entries[NAMESPACE])], imported.draft.action)
    if added == document:
        return imported
    draft = replace(imported.draft, text=pretty(added))
    note = "The FPID cookie was added to the event's identity map."
    return replace(imported, draft=draft, notes=(*imported.notes, note))
