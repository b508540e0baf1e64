"""Actions on a response node: copy, build its events, request its scope, search history."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

from textual.app import SuspendNotSupported

from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonObject, ParseError, at, parse, pretty, put
from edge_tui.model.json.positions import Positions
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.placeholders import escaped
from edge_tui.model.request import Action, reshape
from edge_tui.model.response import InteractResponse
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.response import pager
from edge_tui.tui.response.exchange_text import whole_body
from edge_tui.tui.response.node_actions import NodeActions, Step, node_actions
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.history_actions import HistoryActions
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.profile_switcher import ProfileSwitcher
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.visitor_switcher import VisitorSwitcher

_SCOPES = "/query/personalization/decisionScopes"
_COMPARED_WITH_LATEST = 200
_STATE = "/meta/state"


class ResponseActions:
    """Actions on the response on screen.

    `key_of` gives the key of a step, `copy` copies a node's value or path, `show_json` shows the JSON
    of the node under the cursor.
    """

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        panes: Panes,
        *,
        drafts: DraftKeeper,
        profiles: ProfileSwitcher,
        visitors: VisitorSwitcher,
        history: HistoryActions,
        key_of: Callable[[Step], str],
        copy: Callable[[Node, str], object],
        show_json: Callable[[], object],
    ) -> None:
        self._state = state
        self._editor = editor
        self._dialogs = dialogs
        self._panes = panes
        self._drafts = drafts
        self._profiles = profiles
        self._visitors = visitors
        self._history = history
        self._key_of = key_of
        self._copy = copy
        self._show_json = show_json

    def steps(self, node: Node | None) -> tuple[tuple[str, str], ...]:
        """The actions on a node: each one's key and brief name."""
        steps = self._actions(node).steps if node else ()
        return tuple((self._key_of(step), step.brief) for step in steps)

    def _actions(self, node: Node) -> NodeActions:
        exchange = None if self._state.is_reading else self._state.exchange.value
        parsed = exchange.response.parsed() if exchange and exchange.response else None
        return node_actions(node, parsed.document if isinstance(parsed, InteractResponse) else ABSENT)

    async def choose(self, node: Node) -> None:
        """Offers the actions on a node, and runs the chosen one."""
        from edge_tui.tui.dialogs.choice import Choice

        here = self._actions(node)
        choices = {
            step.name: (
                step.words,
                " · ".join(part for part in (step.binding and self._key_of(step), step.hint) if part),
            )
            for step in here.steps
        }
        chosen = await self._dialogs.open(Choice(f"{node.label} {node.value}", choices))
        if chosen in ("value", "path"):
            self._copy(node, chosen)
        elif chosen == "json":
            self._show_json()
        elif chosen is not None and chosen.startswith("lead-"):
            await self._follow(here.links[int(chosen.removeprefix("lead-"))])
        elif chosen == "history":
            await self._history.open(str(node.content))
        elif chosen == "scope" and here.scope is not None:
            self._request_scope(here.scope)
        elif chosen is not None and here.proposition is not None:
            await self._report(chosen, here.proposition, here.item)

    async def compare(self) -> None:
        """Compares the exchange on screen with another one."""
        from edge_tui.tui.compare.screen import Compare
        from edge_tui.tui.history.picker import PickExchange

        shown, workspace = self._state.exchange.value, self._state.workspace
        if shown is None:
            self._dialogs.notify("Send an event or open one from history first, then compare it.")
            return
        try:
            summaries = workspace.history.recent(limit=_COMPARED_WITH_LATEST)
        except SetupError as error:
            self._dialogs.show_error(error)
            return
        others = [each for each in summaries if (each.request_id, each.sent_at) != (shown.request_id, shown.sent_at)]
        if not others:
            self._dialogs.notify("No other request to compare with yet. Send another event first.")
            return
        picker = PickExchange("Compare with another request", others, workspace.clock(), workspace.templates.title_of)
        picked = await self._dialogs.open(picker)
        if picked is not None and (other := await self._history.read(picked)):
            await self._dialogs.open(Compare(workspace, other, shown))

    def open_pager(self, suspend: Callable[[], AbstractContextManager[None]]) -> None:
        """Opens the whole response body in the user's pager; `suspend` releases the terminal."""
        exchange = self._state.exchange.value
        response = exchange.response if exchange else None
        if response is None or not response.body:
            self._dialogs.notify("No response body yet. Send an event first.")
            return
        try:
            command, text = pager.command(self._state.workspace.environ), whole_body(response)
            with suspend():
                pager.page(text, command)
        except SuspendNotSupported:
            self._dialogs.notify("This terminal can't be handed to another program.", severity="warning")
        except SetupError as error:
            self._dialogs.show_error(error)

    async def report(self, report: str, node: Node | None) -> None:
        """Builds the display, interact or dismiss event of a node's proposition."""
        here = self._actions(node) if node else None
        if here is None or here.proposition is None:
            self._dialogs.notify(f"Select a proposition first, to build its {report} event.")
        else:
            await self._report(report, here.proposition, here.item)

    async def _report(self, report: str, proposition: JsonObject, item: JsonObject | None) -> None:
        """Loads a proposition's event into the editor, ready to send as the same visitor."""
        from edge_tui.handles.proposition_event import Report, proposition_event

        state, exchange = self._state, self._state.exchange.value
        assert exchange is not None
        asked = parse(exchange.request.body)
        # A placeholder in the server's text must not be filled.
        shown, clicked = escaped(proposition), None if item is None else escaped(item)
        body = proposition_event(
            Report(report), [shown], None if isinstance(asked, ParseError) else escaped(asked), clicked
        )
        if exchange.visitor != state.visitor.value:
            state.visitor.value = exchange.visitor
        fitting = reshape(body, Action.INTERACT, state.profile.value.api_version)
        await self._drafts.load(Draft(pretty(fitting), Action.INTERACT, None))

    def _request_scope(self, scope: str) -> None:
        """Adds a scope to the query of the event in the editor, its placeholders escaped."""
        scope = str(escaped(scope))
        document = parse(self._editor.text)
        if isinstance(document, ParseError):
            self._editor.go_to_parse_error()
            return
        pointer = f"/events/0{_SCOPES}" if at(document, f"/events/0{_SCOPES}") is not None else _SCOPES
        scopes = at(document, pointer, [])
        if isinstance(scopes, list) and scope in scopes:
            self._dialogs.notify("The event already requests this scope.")
            return
        wanted = [*(scopes if isinstance(scopes, list) else []), scope]
        self._editor.rewrite(pretty(put(document, pointer, wanted)))
        self._state.draft.value = replace(self._state.draft.value, text=self._editor.text)
        self._panes.focus_pane("event")
        self._dialogs.notify("Scope added to the event's query (ctrl+z undoes).")

    async def _follow(self, place: str) -> None:
        """Follows a node's link to a part of the event, its headers, the profile or the visitor."""
        if place.startswith("profile:"):
            await self._go_to_profile(place.removeprefix("profile:"))
        elif place.startswith("header:"):
            # The tab takes the focus itself: focusing another tab's content first would switch back to that tab.
            self._panes.bring_to_front("event")
            self._editor.show_tab("draft-headers")
        elif place == "visitor:":
            await self._visitors.open()
        else:
            await self._go_to_part(place)

    async def _go_to_profile(self, field: str) -> None:
        """Opens the exchange's profile form at a field, or the emulator's switches."""
        exchange = self._state.exchange.value
        assert exchange is not None
        if not self._profiles.use_profile_of(exchange):
            return
        profile = self._state.profile.value
        if profile.is_emulated and field == "datastream_id":
            await self._profiles.show_emulator()
        else:
            await self._profiles.edit(profile, field=field)

    async def _go_to_part(self, pointer: str) -> None:
        """Moves the cursor to a part of the event; tells the user if the editor holds another event."""
        exchange = self._state.exchange.value
        assert exchange is not None
        span = Positions(self._editor.text).value(pointer)
        if span is None and pointer.startswith(_STATE):
            self._dialogs.notify(
                "This isn't part of the event: it's the visitor's client state, sent with every event."
            )
            await self._visitors.open()
            return
        self._panes.focus_pane("event")
        if span is None:
            self._dialogs.notify(
                "The event in the editor doesn't have this part: it isn't the event that was sent.", severity="warning"
            )
            return
        self._editor.show_tab("draft-event")
        self._editor.go_to_offset(span.start)
        if at(parse(self._editor.text), pointer) != at(parse(exchange.draft.text), pointer):
            self._dialogs.notify("This part has changed since the event was sent.")
