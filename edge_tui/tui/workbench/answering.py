"""What can be done from a node of the answer: copied, reported on, asked for again, looked up."""

from dataclasses import replace

from textual import work
from textual.app import SuspendNotSupported
from textual.timer import Timer

from edge_tui.model.document import JsonObject, Slip, at, parse, pretty, put
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.node import Node
from edge_tui.model.positions import Positions
from edge_tui.model.request import Action, reshape
from edge_tui.model.response import InteractResponse
from edge_tui.tui import pager
from edge_tui.tui.exchange_text import whole_body
from edge_tui.tui.widgets.finder import Finder
from edge_tui.tui.widgets.handle_tree import HandleTree
from edge_tui.tui.workbench.past import Past

_SCOPES = "/query/personalization/decisionScopes"
_PEEK = 200
_PAUSE_SECONDS = 0.2
_REPORTS = {
    "display": ("Build its display event", "D · what a page sends when the offer is shown"),
    "interact": ("Build its interact event", "I · what a page sends when it is clicked"),
    "dismiss": ("Build its dismiss event", "X · what a page sends when it is closed"),
}


class Answering(Past):
    """Goes on from an answer."""

    _explaining: Timer | None = None

    def on_handle_tree_highlighted(self, event: HandleTree.Highlighted) -> None:
        """Explains the node under the cursor; while somebody types into the filter, when the keys pause."""
        if self._explaining is not None:
            self._explaining.stop()
        if self.query_one(Finder).has_focus_within:
            self._explaining = self.set_timer(_PAUSE_SECONDS, lambda: self._explain(event.node))
        else:
            self._explain(event.node)

    def _explain(self, node: Node | None) -> None:
        self.node = node

    def on_handle_tree_copy_asked(self, event: HandleTree.CopyAsked) -> None:
        """Copies a value or a path."""
        self.app.copy_node(event.node, event.part)  # type: ignore[attr-defined]

    @work
    async def on_handle_tree_actions_asked(self, event: HandleTree.ActionsAsked) -> None:
        """Offers what can be done from a node, and does it."""
        from edge_tui.tui.screens.choice import Choice

        node = event.node
        proposition = self._proposition(node)
        scope = self._scope(node)
        choices = {"value": ("Copy the value", "y")}
        if node.pointer is not None:
            choices["path"] = ("Copy the JSON pointer", node.pointer or "the whole document")
        if proposition is not None:
            choices |= _REPORTS
        leads = [(each.leads_to, each.note) for each in (node, *node.children()) if each.leads_to is not None]
        for index, (place, reason) in enumerate(leads):
            words = "Change the profile" if place.startswith("profile:") else f"Go to {place or 'the event'}"
            choices[f"lead-{index}"] = (words, reason)
        if isinstance(node.content, str | int | float) and str(node.content):
            choices["history"] = ("Find it in history", "other exchanges that hold this value")
        if scope is not None:
            choices["scope"] = ("Ask for this scope", "adds it to query.personalization.decisionScopes")
        chosen = await self.app.push_screen_wait(Choice(f"{node.label} {node.value}", choices))
        if chosen in ("value", "path"):
            self.app.copy_node(node, chosen)  # type: ignore[attr-defined]
        elif chosen is not None and chosen.startswith("lead-"):
            self._go_to(leads[int(chosen.removeprefix("lead-"))][0])
        elif chosen == "history":
            self.open_history(str(node.content))
        elif chosen == "scope" and scope is not None:
            self._ask_for(scope)
        elif chosen in _REPORTS and proposition is not None:
            self._report(chosen, *proposition)

    @work
    async def action_compare(self) -> None:
        """Compares the exchange on screen with another one."""
        from edge_tui.tui.screens.compare import Compare
        from edge_tui.tui.screens.pick_exchange import PickExchange

        shown = self.exchange
        if shown is None:
            self.notify("Send an event, or choose one in history: then d compares it with another.")
            return
        try:
            summaries = self.workspace.history.recent(limit=_PEEK)
        except SetupError as error:
            self.say(error)
            return
        others = [each for each in summaries if (each.request_id, each.sent_at) != (shown.request_id, shown.sent_at)]
        if not others:
            self.notify("There is no other exchange yet to compare this one with.")
            return
        picked = await self.app.push_screen_wait(
            PickExchange("Compare the exchange on screen with", others, self.workspace.clock())
        )
        if picked is not None and (other := self._past(picked)):
            self.app.push_screen(Compare(self.workspace, other, shown))

    def action_pager(self) -> None:
        """Hands the answer's body, whole, to the user's own pager."""
        answer = self.exchange.answer if self.exchange else None
        if answer is None or not answer.body:
            self.notify("There is no body of an answer to look through.")
            return
        try:
            command, text = pager.command(self.workspace.environ), whole_body(answer)
            with self.app.suspend():
                pager.page(text, command)
        except SuspendNotSupported:
            self.notify("This terminal cannot be handed to another program.", severity="warning")
        except SetupError as error:
            self.say(error)
        self.app.refresh()

    def action_report(self, report: str) -> None:
        """Builds the event that reports on the proposition under the cursor."""
        proposition = self._proposition(self.node) if self.node else None
        if proposition is None:
            self.notify(f"Put the cursor on a proposition of the answer: this key builds its {report} event.")
        else:
            self._report(report, *proposition)

    def _report(self, report: str, proposition: JsonObject, item: JsonObject | None) -> None:
        """Puts the event that reports on a proposition into the editor, ready to send as the same visitor."""
        from edge_tui.handles.proposition_event import Report, proposition_event

        assert self.exchange is not None
        asked = parse(self.exchange.request.body)
        body = proposition_event(Report(report), [proposition], None if isinstance(asked, Slip) else asked, item)
        if self.exchange.visitor != self.visitor:
            self.use_visitor(self.exchange.visitor)
        fitting = reshape(body, Action.INTERACT, self.profile.api_version)
        self.load(Draft(pretty(fitting), Action.INTERACT, None))

    def _ask_for(self, scope: str) -> None:
        """Adds a scope to the query of the event in the editor."""
        document = parse(self.editor.text)
        if isinstance(document, Slip):
            self.editor.go_to_slip()
            return
        pointer = f"/events/0{_SCOPES}" if at(document, f"/events/0{_SCOPES}") is not None else _SCOPES
        scopes = at(document, pointer, [])
        if isinstance(scopes, list) and scope in scopes:
            self.notify("The event asks for this scope already.", markup=False)
            return
        wanted = [*(scopes if isinstance(scopes, list) else []), scope]
        self.editor.rewrite(pretty(put(document, pointer, wanted)))
        self.draft = replace(self.draft, text=self.editor.text)
        self.focus_pane("event")
        self.notify("The event asks for this scope now; ctrl+z takes it back.")

    def _go_to(self, place: str) -> None:
        """Goes where a node leads: a part of the event, or the profile."""
        if place.startswith("profile:"):
            self.edit_profile(self.profile)
            return
        span = Positions(self.editor.text).value(place)
        self.focus_pane("event")
        if span is None:
            self.notify(
                "The event in the editor has no such part: it is not the one that was sent.", severity="warning"
            )
        else:
            self.editor.area.go_to_offset(span.start)

    def _proposition(self, node: Node) -> tuple[JsonObject, JsonObject | None] | None:
        from edge_tui.handles.proposition_event import proposition_at

        response = self.exchange.answer.response() if self.exchange and self.exchange.answer else None
        if not isinstance(response, InteractResponse) or node.pointer is None:
            return None
        return proposition_at(response.document, node.pointer)

    def _scope(self, node: Node) -> str | None:
        if node.label == "scope" and isinstance(node.content, str):
            return node.content
        proposition = self._proposition(node)
        return str(proposition[0]["scope"]) if proposition else None
