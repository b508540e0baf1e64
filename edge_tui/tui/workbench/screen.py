"""The workbench screen: edit an event, send it, read the response."""

import contextlib
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import var
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import get_current_worker

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import uncover
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.response.early_look import EarlyLook
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.incremental_free import is_large, release_replaced
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.textual_internals import call_after_first_paint
from edge_tui.tui.themes import follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.workbench.bindings import BINDINGS
from edge_tui.tui.workbench.controllers import Controllers
from edge_tui.tui.workbench.latest_exchanges import Latest, LatestExchanges
from edge_tui.tui.workbench.once_only_warnings import OnceOnlyWarnings
from edge_tui.tui.workbench.pane_layout import PaneColumns, PaneLayout
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.top_bar import TopBar
from edge_tui.tui.workbench.view import WorkbenchView, run_in_place
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.tui.profiles.form import FilledProfile
    from edge_tui.tui.response.node_actions import Step
    from edge_tui.tui.textual_internals import GuardedApp
    from edge_tui.workspace.site_recording import SiteOptions

# Warnings within this time usually have one cause, and share a toast.
_GATHERING_SECONDS = 0.3
_PAUSE_SECONDS = 0.2


class Workbench(Screen[None]):
    """Lays out the widgets, and passes keys and messages on to the controllers."""

    CSS_PATH = ["screen.tcss", "../editor/editor.tcss"]
    AUTO_FOCUS = "#editor"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide"), (200, "-widest")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-medium"), (30, "-high")]
    BINDINGS = BINDINGS

    exchange: var[Exchange | None] = var(None, always_update=True)
    outline: var[Node | None] = var(None, always_update=True)
    node: var[Node | None] = var(None, always_update=True)
    # The actions on the node: each one's key and brief name.
    steps: var[tuple[tuple[str, str], ...]] = var(())

    _was_shown = False

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        super().__init__(classes="-on-event")
        self.workspace = workspace
        self.state = state = WorkbenchState(workspace, profile)
        self.sidebar = Sidebar()
        # The controllers are created a few lines below; the editor calls these later.
        self.editor = editor = EventEditor(
            lambda: self.controllers.drafts.lint_context(),  # noqa: PLW0108
            lambda: self.controllers.drafts.completer(),  # noqa: PLW0108
            lambda: self.controllers.drafts.preview(),  # noqa: PLW0108
        )
        self._dialogs = dialogs = ScreenDialogs(self)
        self.warnings = OnceOnlyWarnings(lambda flush: self.set_timer(_GATHERING_SECONDS, flush), self._show_warnings)
        self.panes = PaneLayout(self, dialogs, workspace.choices)
        self.controllers = Controllers(
            state, editor, dialogs, self.panes, lists=self.sidebar, warnings=self.warnings, host=self
        )
        self.view = WorkbenchView(self, state, self.warnings.warn_once, notice_changes=self.notice_changes)
        self._latest = LatestExchanges(workspace.history)
        self._explaining: Timer | None = None
        editor.area.undo_first = self._take_import_back

    def compose(self) -> ComposeResult:
        """Top bar, request line, three columns, status line and footer."""
        # Without these classes now, the first resize event would restyle every widget.
        sides = (self.HORIZONTAL_BREAKPOINTS, self.app.size.width), (self.VERTICAL_BREAKPOINTS, self.app.size.height)
        for breakpoints, length in sides:
            self.add_class([name for least, name in breakpoints if length >= least][-1], update=False)
        yield TopBar()
        yield PaneStrip()
        yield RequestLine()
        with PaneColumns(self.panes):
            yield self.sidebar
            yield self.editor
            with Vertical(id="right"):
                yield ResponsePane("answer", number="3", is_live=True).data_bind(Workbench.exchange, Workbench.outline)
                yield ExplainPane("explain", number="4", has_actions=True).data_bind(Workbench.node, Workbench.steps)
        yield StatusLine().data_bind(Workbench.exchange)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Restores the last draft, or opens the first template, and follows the state from then on."""
        follow_theme(self, self.apply_theme)
        controllers = self.controllers
        self._try_each(self._list_templates, controllers.profiles.show, controllers.drafts.open_first)
        self._follow_state()
        self._try_each(self.view.name_keys)
        if self._latest.is_unwritten:
            self.view.show_history(self.sidebar, Latest([], 0))
        self.view.clock.start()
        call_after_first_paint(self, self.list_history)
        call_after_first_paint(self, lambda: self.run_worker(self._warm_up, thread=True, group="warm-up"))

    def _list_templates(self) -> None:
        if not self.controllers.templates.show_first():
            call_after_first_paint(self, self._list_many_templates)

    @work(thread=True, group="templates")
    def _list_many_templates(self) -> None:
        """Lists thousands of templates, which takes longer than a first frame may."""
        catalog = self.controllers.templates.read()
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self.controllers.templates.show_catalog, catalog)

    def _try_each(self, *steps: Callable[[], object]) -> None:
        """Runs each step; a failure is shown and doesn't prevent the others."""
        for step in steps:
            try:
                step()
            except SetupError as error:
                self.warnings.warn_once(str(error))
            except Exception as error:  # noqa: BLE001
                cast("GuardedApp", self.app).survive(error, "Opening the workbench")

    def _follow_state(self) -> None:
        """Redraws on every change of the state."""
        state, view = self.state, self.view
        state.exchange.watch(self._show_exchange)
        state.received.listen(EarlyLook(self.workspace.early_outline, self.query_one("#answer", ResponsePane)).show)
        state.exchange.watch(lambda _: view.show_situation())
        state.profile.watch(lambda _: view.show_situation())
        state.visitor.watch(lambda _: view.show_situation())
        state.draft.watch(lambda _: view.show_situation())
        state.visitor.watch(lambda _: self.editor.refresh_values())
        state.upstreams.watch(lambda _: self.editor.refresh_values())
        state.profile.watch(lambda _: self.list_history())
        state.history_changed.listen(self.list_history)
        for follow in (self.list_history, view.show_situation, self.editor.refresh_values):
            state.sent.listen(follow)
        self.controllers.sender.sent_at.watch(view.show_sending)

    def _show_exchange(self, exchange: Exchange | None) -> None:
        """Shows an exchange in every pane."""
        replaced = [self.exchange] if self.exchange is not None and is_large(self.exchange) else []
        self.view.announce(exchange)
        self.exchange = exchange
        self.outline = self.state.take_outline(exchange) if exchange else None
        if replaced:
            self.run_worker(release_replaced(replaced), group="release")

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Skips the restyling when the screen is first shown: it was just styled."""
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True

    def apply_theme(self) -> None:
        """Rewrites the lists in the colors of the current theme."""
        self.controllers.profiles.show()
        self.list_history()

    def _show_warnings(self, words: str, sentences: int) -> None:
        self.app.notify(words, severity="warning", timeout=8 + 2 * sentences, markup=False)

    @work(thread=True, exclusive=True, group="list")
    def list_history(self) -> None:
        """Shows the latest exchanges; in a thread, because recovering a damaged file takes a while."""
        worker = get_current_worker()
        try:
            latest = self._latest.read(self.state.profile.value.datastream_id)
        except SetupError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self.warnings.warn_once, str(error))
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_history, latest)

    def _show_history(self, latest: Latest) -> None:
        self.view.show_history(self.sidebar, latest)
        self._show_storage_warnings()

    def _show_storage_warnings(self) -> None:
        for warning in self.workspace.storage_warnings():
            self.warnings.warn_once(warning)

    def notice_changes(self) -> None:
        """Picks up changes on disk: templates, and exchanges of another edge-tui."""
        self.controllers.templates.notice_changes()
        # A change during a send is most likely that send, which is listed when it ends.
        if self.is_current and not self.controllers.sender.is_sending and self._latest.is_outdated:
            self.list_history()

    def _warm_up(self) -> None:
        """Loads what the first send needs. Runs in a thread."""
        worker, history = get_current_worker(), self.workspace.history
        self.workspace.sessions.warm_up(self.state.profile.value)
        self.workspace.templates.save_index()
        if not worker.is_cancelled:
            self.app.call_from_thread(self.state.look_up_upstreams)
            self.app.call_from_thread(self._show_storage_warnings)
        # The last run may have ended before deleted exchanges were purged from the file.
        with contextlib.suppress(StorageError):
            if not history.is_tidy:
                history.tidy(lambda: worker.is_cancelled)

    @on(RequestLine.SendAsked)
    def action_send(self) -> None:
        self.run_worker(self.controllers.sender.send_draft(), group="send")

    @on(RequestLine.CancelAsked)
    def action_cancel(self) -> None:
        self.controllers.sender.cancel()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape cancels during a send; otherwise it goes from the event to the response, and from there back."""
        if action == "cancel":
            return self.controllers.sender.is_sending
        return self.panes.can_go_back(str(parameters[0]), self.exchange) if action == "back" else True

    @work
    async def action_side_by_side(self) -> None:
        await self.controllers.repeated.side_by_side()

    @work
    async def action_watch(self) -> None:
        await self.controllers.repeated.watch()

    @work
    async def action_doctor(self) -> None:
        """Probes the datastream and shows what responds."""
        await self.controllers.repeated.doctor()

    @on(EventEditor.Changed)
    def _draft_changed(self) -> None:
        self.controllers.drafts.name_draft()
        self.save_draft()
        if self.state.draft.value.action is Action.MEDIA:
            self.view.show_situation()

    def save_draft(self) -> None:
        """Saves the draft in a thread, so that typing never waits for the disk."""
        draft = self.controllers.drafts.current

        def save() -> None:
            try:
                self.controllers.drafts.save(draft)
            except StorageError as error:
                self.app.call_from_thread(self.warnings.warn_once, str(error))

        self.run_worker(save, thread=True, group="journal", exclusive=True)

    def run_beside(self, work: Coroutine[Any, Any, None], name: str) -> object:
        """Runs something in the place of what it ran under the same name before."""
        return run_in_place(self, work, name)

    async def on_unmount(self) -> None:
        """Ends a recording that goes on: its browser sends its last calls, and they are written."""
        await self.controllers.end_capture()

    def save_draft_now(self) -> None:
        """Saves the draft synchronously, on exit."""
        if self.editor.is_mounted:
            self.controllers.drafts.save_now()

    @work
    async def action_save_template(self) -> None:
        await self.controllers.templates.save_draft()

    @work
    async def load_draft(self, draft: Draft) -> None:
        """Loads a draft into the editor; asks before it replaces an unsaved one."""
        await self.controllers.drafts.load(draft)

    @on(TemplateTree.Chosen)
    def _load_template(self, event: TemplateTree.Chosen) -> None:
        self.load_template(event.template.name)

    def load_template(self, name: str) -> None:
        """Loads a template into the editor; asks before it replaces an unsaved draft."""
        if (draft := self.controllers.templates.draft_named(name)) is not None:
            self.load_draft(draft)

    @on(TemplateTree.BrowseAsked)
    @work
    async def action_browse_templates(self) -> None:
        await self.controllers.templates.browse()

    @on(TemplateTree.DeleteAsked)
    @work
    async def _delete_template(self, event: TemplateTree.DeleteAsked) -> None:
        await self.controllers.templates.delete(event.template)

    @on(EventEditor.ExternalEditorAsked)
    def _edit_externally(self) -> None:
        self.controllers.writing.edit_externally(self.app.suspend)
        self.app.refresh()

    @on(EventEditor.PathAsked)
    @work
    async def _go_to_path(self, event: EventEditor.PathAsked) -> None:
        await self.controllers.writing.go_to_path(event.pointer)

    @on(EventEditor.ImportAsked)
    @on(HeadersPane.Pasted)
    def _paste_into(self, event: EventEditor.ImportAsked | HeadersPane.Pasted) -> None:
        self.paste(event.text, event.insert, event.settle)

    @work
    async def paste(
        self, text: str, insert: Callable[[str], object] | None = None, settle: Callable[[], object] | None = None
    ) -> None:
        """Opens the sheet for a pasted text; `insert` puts it into the focused text field instead."""
        await self.controllers.imports.paste(text, insert, settle)

    def action_undo_import(self) -> None:
        """Takes the last import back."""
        if not self._take_import_back():
            self.notify("No import to undo here. Edits are undone in the editor.", timeout=3)

    def _take_import_back(self) -> bool:
        if is_taken_back := self.controllers.import_undo.take_back():
            self.notify("Import undone.", timeout=3)
        return is_taken_back

    def come_to_front(self) -> None:
        """Closes the screens above the workbench."""
        uncover(self)

    @on(JsonEditor.TextPasted)
    @on(HeadersPane.TextPasted)
    def _mark_pasted(self, event: JsonEditor.TextPasted | HeadersPane.TextPasted) -> None:
        """Records that the draft has text from outside."""
        self.controllers.permissions.mark_pasted(event.text)

    @work
    async def action_import(self) -> None:
        await self.controllers.imports.ask()

    @work
    async def action_answers(self) -> None:
        """Prompts for the values of `{{ask:…}}` again."""
        await self.controllers.prompted.change()

    @on(ProfileList.Chosen)
    def _use_profile(self, event: ProfileList.Chosen) -> None:
        self.controllers.profiles.use(event.profile)

    @on(ProfileList.EditAsked)
    @work
    async def _edit_profile(self, event: ProfileList.EditAsked) -> None:
        await self.controllers.profiles.edit(event.profile)

    @work
    async def action_add_profile(self) -> None:
        await self.controllers.profiles.edit(None)

    @on(ProfileList.DeleteAsked)
    @work
    async def _delete_profile(self, event: ProfileList.DeleteAsked) -> None:
        await self.controllers.profiles.delete(event.profile)

    @work(thread=True)
    def keep_secrets(self, filled: "FilledProfile") -> None:
        """Stores the typed secrets in the keyring, and tells the user where."""
        self.controllers.profiles.store_secrets(filled, self.app.call_from_thread)

    @work
    async def action_emulator(self) -> None:
        """Chooses an emulated datastream, and switches its services on or off."""
        await self.controllers.profiles.show_emulator()

    def use_visitor(self, name: str) -> None:
        self.state.visitor.value = name

    @work
    async def action_new_visitor(self) -> None:
        """Asks, then switches to a new visitor without cookies."""
        await self.controllers.visitors.start_new()

    @work
    async def action_visitors(self) -> None:
        await self.controllers.visitors.open()

    @on(HandleTree.Highlighted)
    def _follow_cursor(self, event: HandleTree.Highlighted) -> None:
        """Explains the node under the cursor; while the user types a filter, after a pause."""
        if self._explaining is not None:
            self._explaining.stop()
        if self.query_one("#answer", ResponsePane).is_filter_typed:
            self._explaining = self.set_timer(_PAUSE_SECONDS, lambda: self._explain(event.node))
        else:
            self._explain(event.node)

    def _explain(self, node: Node | None) -> None:
        """Explains a node, and lists its actions."""
        self.node = node
        self.steps = self.controllers.response.steps(node) if node else ()
        self.view.teach(brief for _, brief in self.steps)

    def key_of_step(self, step: "Step") -> str:
        return key_by_id(self.app, step.binding or "tree.actions", (HandleTree, type(self)))

    @on(EventEditor.CursorRested)
    def _explain_field(self) -> None:
        area = self.editor.area
        self.query_one("#explain", ExplainPane).explain_field(area.text, area.cursor_offset_in_text)

    @on(HandleTree.CopyAsked)
    def _copy_node(self, event: HandleTree.CopyAsked) -> None:
        self.copy(event.node, event.part)

    def copy(self, node: Node, part: str) -> None:
        copy_node(self.app, node, part)

    @on(HandleTree.JsonAsked)
    def show_json(self) -> None:
        self.query_one("#explain", ExplainPane).action_json()

    def copy_text(self, text: str) -> None:
        self.app.copy_to_clipboard(text)
        self.notify("Copied.", timeout=2)

    @on(HandleTree.ActionsAsked)
    @work
    async def _choose_action(self, event: HandleTree.ActionsAsked) -> None:
        await self.controllers.response.choose(event.node)

    @work(exclusive=True, group="why")
    async def action_why(self) -> None:
        """Explains why there is nothing for the scope under the cursor, or for the whole response."""
        await self.controllers.why.explain(self.node)

    @work
    async def action_compare(self) -> None:
        await self.controllers.response.compare()

    def action_pager(self) -> None:
        """Opens the response body in the user's pager."""
        self.controllers.response.open_pager(self.app.suspend)
        self.app.refresh()

    @work
    async def action_report(self, report: str) -> None:
        """Builds the display, interact or dismiss event of the proposition under the cursor."""
        await self.controllers.response.report(report, self.node)

    @on(HistoryList.Chosen)
    def _show_past(self, event: HistoryList.Chosen) -> None:
        self.run_worker(self.controllers.past.show(event.summary), group="past", exclusive=True)

    @on(HistoryList.DraftAsked)
    def _load_past(self, event: HistoryList.DraftAsked) -> None:
        self.run_worker(self.controllers.past.load_draft(event.summary), group="past", exclusive=True)

    @on(HistoryList.ReplayAsked)
    def _replay_past(self, event: HistoryList.ReplayAsked) -> None:
        self.run_worker(self.controllers.past.replay(event.summary, exactly=event.exactly), group="send")

    @work
    async def action_capture(self) -> None:
        """Records what a site sends."""
        await self.controllers.captures.open()

    @work
    async def record_site(self, options: "SiteOptions") -> None:
        """Records a site that was named on the command line."""
        await self.controllers.captures.record(options)

    @work
    async def action_open_recording(self) -> None:
        """Offers the recordings, and opens one."""
        await self.controllers.captures.choose_recording()

    @work
    async def action_history(self) -> None:
        await self.controllers.past.open()

    def action_pane(self, pane: str) -> None:
        """Brings a pane to the front and focuses it."""
        self.panes.focus_pane(pane)

    @on(PaneStrip.Chosen)
    def _focus_chosen_pane(self, event: PaneStrip.Chosen) -> None:
        self.panes.focus_pane(event.pane)

    def action_back(self, pane: str) -> None:
        self.panes.go_back(pane)

    def action_next_pane(self, step: int) -> None:
        self.panes.focus_next(step)

    def on_descendant_focus(self) -> None:
        """A narrow screen shows the focused pane."""
        self.panes.follow_focus()
        self.view.show_recording()

    def on_resize(self) -> None:
        """Shows the pane in front when the screen becomes narrow."""
        self.call_after_refresh(self.panes.show_front)
        self.panes.restore_sizes()

    def action_sidebar(self) -> None:
        self.panes.toggle_sidebar()

    def action_full_screen(self) -> None:
        self.panes.toggle_full_screen()

    def action_focus_widget(self, name: str) -> None:
        self.panes.focus_list(name)

    @work
    async def action_jump(self) -> None:
        await self.panes.jump()
