"""The jar of a visitor changed: an entry, an identity or a variable written, let expire, taken out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from textual import work

from edge_tui.model.client_state import EDGE_NETWORK, ClientState
from edge_tui.model.visitor import Visitor
from edge_tui.outline.visitor_tree import Place
from edge_tui.tui.dialogs.fields import Fields
from edge_tui.tui.visitors.forms import Form, entry_form, identity_form, variable_form
from edge_tui.tui.visitors.visitor_actions import Naming


class Changing(Naming):
    """Parts of a jar."""

    def action_expire(self) -> None:
        """Lets what is under the cursor of the jar expire, or everything the visitor keeps."""
        place, now = self.place(), self.workspace.clock()
        if place is not None and place.kind not in ("entry", "hint"):
            self.notify("It does not expire: delete takes it out.")
        elif self.change(lambda visitor: _expired(visitor, place, now)):
            what = "It" if place else "Everything it keeps"
            self.notify(f"{what} has expired and is not sent any more.")

    def action_delete(self) -> None:
        """Takes out what is under the cursor of the jar, or deletes the whole visitor after asking."""
        place, visitor = self.place(), self.listed.under_cursor
        if place is not None:
            self.change(lambda kept: _without(kept, place))
        elif visitor is not None:
            self.delete_visitor(visitor)

    def action_edit(self) -> None:
        """Edits the entry, the identity or the variable under the cursor of the jar."""
        place, visitor = self.place(), self.listed.under_cursor
        form = _form(visitor, place, self.workspace.clock) if visitor and place else None
        if form is None:
            self.notify("Tab goes to the jar: E edits the entry under its cursor.")
        else:
            self._ask(form)

    def action_identity(self) -> None:
        """Adds an identity of the visitor's own."""
        self._ask(identity_form(None))

    def action_variable(self) -> None:
        """Adds a variable of the visitor's own."""
        self._ask(variable_form("", ""))

    @work
    async def _ask(self, form: Form) -> None:
        texts = await self.app.push_screen_wait(Fields(form.title, form.fields, form.validate, accept="Keep"))
        if texts is not None:
            self.change(lambda visitor: form.put(visitor, texts))


def _form(visitor: Visitor, place: Place, clock: Callable[[], datetime]) -> Form | None:
    """The form for what lies at a place; None for what is not written by hand, or is gone."""
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
