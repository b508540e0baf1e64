"""The workbench screen: edit an event, send it, read the response."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.reactive import var
from textual.screen import Screen

from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import Node
from edge_tui.model.profile import Profile
from edge_tui.model.request import Action
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.headers_pane import HeadersPane
from edge_tui.tui.editor.json_editor import PASTED_MASKED, JsonEditor
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.themes import follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.workbench.bindings import BINDINGS
from edge_tui.tui.workbench.controllers import Controllers
from edge_tui.tui.workbench.latest_exchanges import HistoryListing
from edge_tui.tui.workbench.once_only_warnings import OnceOnlyWarnings
from edge_tui.tui.workbench.opening import Opening
from edge_tui.tui.workbench.pane_layout import PaneColumns, PaneLayout
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.response_column import ResponseColumn
from edge_tui.tui.workbench.screen_host import ScreenHost
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.tui.workbench.state_follower import StateFollower
from edge_tui.tui.workbench.top_bar import TopBar
from edge_tui.tui.workbench.view import WorkbenchView
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.workspace.site_recording import SiteOptions

# Warnings within this time usually have one cause, and share a toast.
_GATHERING_SECONDS = 0.3


class Workbench(Screen[None]):
    """Lays out the widgets, and passes keys and messages on to the controllers."""

    CSS_PATH = ["screen.tcss", "../editor/editor.tcss"]
    AUTO_FOCUS = "#editor"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide"), (200, "-widest")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-short"), (22, "-medium"), (30, "-high")]
    BINDINGS = BINDINGS

    exchange: var[Exchange | None] = var(None, always_update=True)
    outline: var[Node | None] = var(None, always_update=True)
    # What these need of each other, they ask for when it is used.
    controllers: Controllers
    response: ResponseColumn

    _was_shown = False

    def __init__(self, workspace: Workspace, profile: Profile) -> None:
        super().__init__(classes="-on-event")
        self.workspace = workspace
        self.state = state = WorkbenchState(workspace, profile)
        self.sidebar = Sidebar(lambda: self.controllers, workspace.templates.title_of)
        self.editor = editor = EventEditor(
            lambda: self.controllers.drafts.lint_context(),  # noqa: PLW0108
            lambda: self.controllers.drafts.completer(),  # noqa: PLW0108
            lambda: self.controllers.drafts.preview(),  # noqa: PLW0108
        )
        dialogs = ScreenDialogs(self)
        self.warnings = OnceOnlyWarnings(lambda flush: self.set_timer(_GATHERING_SECONDS, flush), self._show_warnings)
        self.panes = PaneLayout(self, dialogs, workspace.choices)
        warn = self.warnings.warn_once
        self._host = ScreenHost(self, lambda: self.controllers, lambda: self.response.node, warn)
        self.controllers = Controllers(
            state, editor, dialogs, self.panes, lists=self.sidebar, warnings=self.warnings, host=self._host
        )
        self.view = WorkbenchView(self, state, warn, notice_changes=self.notice_changes)
        self._listing = HistoryListing(self, state, lambda latest: self.view.show_history(self.sidebar, latest), warn)
        self.opening = Opening(self, state, self.controllers, self._listing, warn)
        self.response = ResponseColumn(lambda: self.controllers.response, self._host, self.view.teach)
        editor.area.undo_first = self._host.take_import_back

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
            yield self.response.data_bind(Workbench.exchange, Workbench.outline)
        yield StatusLine().data_bind(Workbench.exchange)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Restores the last draft, or opens the first template, and follows the state from then on."""
        follow_theme(self, self.apply_theme)
        self.opening.fill()
        StateFollower(self.state, self.view, self.editor, self._listing, self.response.pane).start(self._show_exchange)
        self.controllers.sender.sent_at.watch(self.view.show_sending)
        self.opening.try_each(self.view.name_keys)
        self.view.clock.start()
        self.opening.follow_up()

    def _show_exchange(self, exchange: Exchange | None) -> None:
        """Shows an exchange in every pane."""
        self.view.announce(exchange)
        self.exchange = exchange
        self.outline = self.state.take_outline(exchange) if exchange else None

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Skips the restyling when the screen is first shown: it was just styled."""
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True

    def apply_theme(self) -> None:
        """Rewrites the lists in the colors of the current theme."""
        self.controllers.profiles.show()
        self._listing.refresh()

    def _show_warnings(self, words: str, sentences: int) -> None:
        self.app.notify(words, severity="warning", timeout=8 + 2 * sentences, markup=False)

    def notice_changes(self) -> None:
        """Picks up changes on disk: templates, and exchanges of another edge-tui."""
        self.controllers.templates.notice_changes()
        # A change during a send is most likely that send, which is listed when it ends.
        if not self.controllers.sender.is_sending and self._listing.is_outdated:
            self._listing.refresh()

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
        self._host.save_draft()
        if self.state.draft.value.action is Action.MEDIA:
            self.view.show_situation()

    def save_draft_now(self) -> None:
        """Saves the draft synchronously, on exit."""
        if self.editor.is_mounted:
            self.controllers.drafts.save_now()

    async def on_unmount(self) -> None:
        """Ends a recording that goes on: its browser sends its last calls, and they are written."""
        await self.controllers.end_capture()

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
        if not self._host.take_import_back():
            self.notify("No import to undo here. Edits are undone in the editor.", timeout=3)

    @on(JsonEditor.TextPasted)
    @on(HeadersPane.TextPasted)
    def _mark_pasted(self, event: JsonEditor.TextPasted | HeadersPane.TextPasted) -> None:
        """Records that the draft has text from outside."""
        self.controllers.permissions.mark_pasted(event.text)

    @on(JsonEditor.SecretsMasked)
    def _say_masked(self) -> None:
        self.notify(PASTED_MASKED)

    @work
    async def action_import(self) -> None:
        await self.controllers.imports.ask()

    @work
    async def action_answers(self) -> None:
        """Prompts for the values of `{{ask:…}}` again."""
        await self.controllers.prompted.change()

    @work
    async def action_add_profile(self) -> None:
        await self.controllers.profiles.edit(None)

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

    @on(EventEditor.CursorRested)
    def _explain_field(self) -> None:
        area = self.editor.area
        # A send may have gone to the response meanwhile.
        if area.has_focus:
            self.response.explain.explain_field(area.text, area.cursor_offset_in_text)

    @work(exclusive=True, group="why")
    async def action_why(self) -> None:
        """Explains why there is nothing for the scope under the cursor, or for the whole response."""
        await self.controllers.why.explain(self.response.node)

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
        await self.controllers.response.report(report, self.response.node)

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

    def on_resize(self, event: events.Resize) -> None:
        """Keeps the pane with the focus in front where the screen becomes narrow, before the others are hidden."""
        if event.size.width < self.HORIZONTAL_BREAKPOINTS[1][0]:
            self.panes.show_front()
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
