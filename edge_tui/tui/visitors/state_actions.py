"""A visitor's entries, hints, identities and variables: edited, expired, removed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from edge_tui.model.client_state import EDGE_NETWORK, ClientState
from edge_tui.model.visitor import Visitor
from edge_tui.outline.visitor_tree import Place
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.visitors.changes import VisitorChanges, VisitorListing
from edge_tui.tui.visitors.forms import Form, entry_form, identity_form, variable_form


class StateActions:
    """Changes parts of a visitor's client state. `clock` gives an aware moment."""

    def __init__(
        self, dialogs: Dialogs, listing: VisitorListing, changes: VisitorChanges, clock: Callable[[], datetime]
    ) -> None:
        self._dialogs = dialogs
        self._listing = listing
        self._changes = changes
        self._clock = clock

    def expire(self, place: Place | None) -> None:
        """Expires the entry at a place, or the whole state."""
        now = self._clock()
        if place is not None and place.kind not in ("entry", "hint"):
            self._dialogs.notify("This doesn't expire; delete removes it.")
        elif self._changes.change(lambda visitor: _expired(visitor, place, now)):
            what = "The entry" if place else "The whole state"
            self._dialogs.notify(f"{what} has expired and is no longer sent. ctrl+z undoes.")

    def remove(self, place: Place) -> None:
        """Removes the entry, hint, identity or variable at a place."""
        if self._changes.change(lambda kept: _without(kept, place)):
            self._dialogs.notify(f"Removed {place.key}. ctrl+z undoes.")

    async def edit(self, place: Place | None) -> None:
        """Edits the entry, the identity or the variable at a place."""
        visitor = self._listing.under_cursor
        form = _form(visitor, place, self._clock) if visitor and place else None
        if form is not None:
            await self._ask(form)
        elif place is not None and place.kind == "hint":
            self._dialogs.notify("A location hint can't be edited. 0 expires it, and delete removes it.")
        else:
            self._dialogs.notify("Put the cursor on an entry of the client state first; tab goes there.")

    async def add(self) -> None:
        """Asks what to add: an identity or a variable."""
        choices = {
            "identity": ("Identity", "an FPID, ECID or Email for every event"),
            "variable": ("Variable", "a value for {{var:name}} of this visitor"),
        }
        chosen = await self._dialogs.open(Choice("Add to the visitor", choices))
        if chosen is not None:
            await self._ask(identity_form(None) if chosen == "identity" else variable_form("", ""))

    async def _ask(self, form: Form) -> None:
        texts = await self._dialogs.open(Fields(form.title, form.fields, form.validate, accept="Save"))
        if texts is not None:
            self._changes.change(lambda visitor: form.put(visitor, texts))


def _form(visitor: Visitor, place: Place, clock: Callable[[], datetime]) -> Form | None:
    """The form for a place; None where nothing can be edited, or it was removed meanwhile."""
    if place.kind == "identity":
        return identity_form(next((each for each in visitor.identities if each.namespace == place.key), None))
    if place.kind == "variable":
        return variable_form(place.key, visitor.variables.get(place.key, ""))
    entries = visitor.state(place.org_id).entries if place.kind == "entry" else ()
    return next((entry_form(each, place.org_id, clock) for each in entries if each.key == place.key), None)


def _expired(visitor: Visitor, place: Place | None, now: datetime) -> Visitor:
    if place is None:
        return replace(visitor, states={org_id: state.expired(now) for org_id, state in visitor.states.items()})
    state = visitor.state(place.org_id)
    changed = state.expired(now, place.key) if place.kind == "entry" else _without_hint(state, place.key)
    return visitor.with_state(place.org_id, changed)


def _without(visitor: Visitor, place: Place) -> Visitor:
    if place.kind == "identity":
        return replace(visitor, identities=tuple(each for each in visitor.identities if each.namespace != place.key))
    if place.kind == "variable":
        variables = {name: value for name, value in visitor.variables.items() if name != place.key}
        return replace(visitor, variables=variables)
    state = visitor.state(place.org_id)
    state = _without_hint(state, place.key) if place.kind == "hint" else state.without_entry(place.key)
    return visitor.with_state(place.org_id, state)


def _without_hint(state: ClientState, scope: str) -> ClientState:
    others = tuple(each for each in state.other_hints if each.scope != scope)
    return ClientState(state.entries, None if scope == EDGE_NETWORK else state.hint, others)
