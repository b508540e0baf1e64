"""What can be done from a node of the answer: copied, reported on, asked for again, looked up."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work
from textual.app import SuspendNotSupported
from textual.timer import Timer
from textual.worker import Worker

from edge_tui.model.document import JsonObject, ParseError, at, parse, pretty, put
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.placeholders import escaped
from edge_tui.model.positions import Positions
from edge_tui.model.request import Action, reshape
from edge_tui.model.response import InteractResponse
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.response import pager
from edge_tui.tui.response.exchange_text import whole_body
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.node_actions import NodeActions, Step, node_actions
from edge_tui.tui.response.tree_filter import Finder
from edge_tui.tui.workbench.history_actions import Past

_SCOPES = "/query/personalization/decisionScopes"
_PEEK = 200
_PAUSE_SECONDS = 0.2
_STATE = "/meta/state"


class Answering(Past):
    """Goes on from an answer."""

    if TYPE_CHECKING:
        # The layer of visitors, above this one, has it.
        def action_visitors(self) -> Worker[None]: ...

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
        """Explains a node, and says what can be done from there."""
        self.node = node
        steps = self._from_here(node).steps if node else ()
        self.steps = tuple((self._key_of(step), step.brief) for step in steps)

    def _key_of(self, step: Step) -> str:
        return key_by_id(self.app, step.binding or "tree.actions", (HandleTree, type(self)))

    def on_handle_tree_copy_asked(self, event: HandleTree.CopyAsked) -> None:
        """Copies a value or a path."""
        self.app.copy_node(event.node, event.part)  # type: ignore[attr-defined]

    @work
    async def on_handle_tree_actions_asked(self, event: HandleTree.ActionsAsked) -> None:
        """Offers what can be done from a node, and does it."""
        from edge_tui.tui.dialogs.choice import Choice

        node, here = event.node, self._from_here(event.node)
        choices = {
            step.name: (
                step.words,
                " · ".join(part for part in (step.binding and self._key_of(step), step.hint) if part),
            )
            for step in here.steps
        }
        chosen = await self.app.push_screen_wait(Choice(f"{node.label} {node.value}", choices))
        if chosen in ("value", "path"):
            self.app.copy_node(node, chosen)  # type: ignore[attr-defined]
        elif chosen is not None and chosen.startswith("lead-"):
            self._go_to(here.links[int(chosen.removeprefix("lead-"))])
        elif chosen == "history":
            self.open_history(str(node.content))
        elif chosen == "scope" and here.scope is not None:
            self._ask_for(here.scope)
        elif chosen is not None and here.proposition is not None:
            self._report(chosen, here.proposition, here.item)

    @work
    async def action_compare(self) -> None:
        """Compares the exchange on screen with another one."""
        from edge_tui.tui.compare.screen import Compare
        from edge_tui.tui.history.picker import PickExchange

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
        if picked is not None and (other := await self._past(picked)):
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
        here = self._from_here(self.node) if self.node else None
        if here is None or here.proposition is None:
            self.notify(f"Put the cursor on a proposition of the answer: this key builds its {report} event.")
        else:
            self._report(report, here.proposition, here.item)

    def _report(self, report: str, proposition: JsonObject, item: JsonObject | None) -> None:
        """Puts the event that reports on a proposition into the editor, ready to send as the same visitor."""
        from edge_tui.handles.proposition_event import Report, proposition_event

        assert self.exchange is not None
        asked = parse(self.exchange.request.body)
        # What a server wrote is sent back as it is: a placeholder in it is not filled.
        shown, clicked = escaped(proposition), None if item is None else escaped(item)
        body = proposition_event(
            Report(report), [shown], None if isinstance(asked, ParseError) else escaped(asked), clicked
        )
        if self.exchange.visitor != self.visitor:
            self.use_visitor(self.exchange.visitor)
        fitting = reshape(body, Action.INTERACT, self.profile.api_version)
        self.load(Draft(pretty(fitting), Action.INTERACT, None))

    def _ask_for(self, scope: str) -> None:
        """Adds a scope to the query of the event in the editor, without filling placeholders in it."""
        scope = str(escaped(scope))
        document = parse(self.editor.text)
        if isinstance(document, ParseError):
            self.editor.go_to_parse_error()
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
        """Goes where a node leads: a part of the event, its headers, the profile or the visitor."""
        if place.startswith("profile:"):
            self._go_to_profile(place.removeprefix("profile:"))
        elif place.startswith("header:"):
            # The tab takes the focus itself: a part of another tab that had it first would bring that one back.
            self._bring_to_front("event")
            self.editor.show_tab("draft-headers")
        elif place == "visitor:":
            self.action_visitors()
        else:
            self._go_to_part(place)

    def _go_to_profile(self, field: str) -> None:
        """Opens the form of the profile that was sent with, at a field; the emulator has switches instead."""
        assert self.exchange is not None
        if not self._use_profile_of(self.exchange):
            return
        if self.profile.is_emulated and field == "datastream_id":
            self.action_emulator()
        else:
            self.edit_profile(self.profile, field=field)

    def _go_to_part(self, pointer: str) -> None:
        """Puts the cursor on a part of the event; says so where the event in the editor is another one."""
        assert self.exchange is not None
        span = Positions(self.editor.text).value(pointer)
        if span is None and pointer.startswith(_STATE):
            self.notify("It was not in the event: it is what the visitor keeps, which goes out with each event.")
            self.action_visitors()
            return
        self.focus_pane("event")
        if span is None:
            self.notify(
                "The event in the editor has no such part: it is not the one that was sent.", severity="warning"
            )
            return
        self.editor.show_tab("draft-event")
        self.editor.area.go_to_offset(span.start)
        if at(parse(self.editor.text), pointer) != at(parse(self.exchange.draft.text), pointer):
            self.notify("This part of the event in the editor is not what was sent.")

    def _from_here(self, node: Node) -> NodeActions:
        response = self.exchange.answer.response() if self.exchange and self.exchange.answer else None
        return node_actions(node, response.document if isinstance(response, InteractResponse) else ABSENT)
