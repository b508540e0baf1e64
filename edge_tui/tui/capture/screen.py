"""Capture: what a site sends, page by page; live while it is recorded, and later from history."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input

from edge_tui.model.errors import SetupError
from edge_tui.model.node import Node
from edge_tui.outline.request import request_outline
from edge_tui.tui.capture.bindings import BINDINGS
from edge_tui.tui.capture.call_actions import CallActions, Host
from edge_tui.tui.capture.call_list import CallList, Place
from edge_tui.tui.capture.call_panes import CallPanes
from edge_tui.tui.capture.calls_pane import CallsPane
from edge_tui.tui.capture.feed import Feed, FeedState, Look
from edge_tui.tui.capture.filter import read_filter
from edge_tui.tui.capture.finding_list import FindingList, rows_of
from edge_tui.tui.capture.followed_row import FollowedRow
from edge_tui.tui.capture.following import Batch, Following
from edge_tui.tui.capture.left import Left
from edge_tui.tui.capture.pane_hints import HIGH, write_hints
from edge_tui.tui.capture.possible import Possible
from edge_tui.tui.capture.rows import CallRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.shown_call import Shown, ShownCall, explain_finding, is_waiting
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.capture.visit_bars import VisitBars
from edge_tui.tui.capture.visit_pane import VisitPane
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textual_frames import after_keys
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.themes import ThemeAware
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.tui.textual_internals import GuardedApp

_STOP = Confirmation(
    "Stop recording?",
    "What was recorded is in history. Stopping closes the browser that was started for it.",
    {"stop": "Stop", "go-on": "Leave, keep recording", "back": "Cancel"},
)


class Capture(Screen[Left | None]):
    """Lays out the widgets, follows the visit, and passes keys on to the controllers.

    It ends with what is to be done on the workbench. A recording that is left goes on; its cursor was left at `place`.
    """

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#calls"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-medium"), (HIGH, "-high")]
    BINDINGS = BINDINGS

    def __init__(self, workspace: Workspace, feed: Feed, host: Host, place: Place | None = None) -> None:
        super().__init__()
        self.feed, self._workspace = feed, workspace
        self.timeline = Timeline()
        self.look: Look | None = None
        self._filter = place.filter if place else ""
        self._dialogs = dialogs = ScreenDialogs(self)
        self._arrived: list[Batch] = []
        self._following = Following(feed, self.show_soon, self._survive)
        preparing = ShownCall(
            workspace.linting.observed,
            workspace.arranged_outline,
            lambda exchange, findings: request_outline(exchange, findings, workspace.clock()),
        )
        self.selection = selection = Selection()
        self._bars = VisitBars(feed)
        self._calls_pane = CallsPane(self.timeline, selection, workspace.monotonic, place)
        self._visit = VisitPane()
        self._panes = CallPanes()
        self._followed = FollowedRow(self, self.calls, self._panes, preparing, workspace.monotonic)
        self.actions = CallActions(
            workspace, dialogs, self.timeline, host, selection=selection, copy=self.copy_text, delete=self._delete_calls
        )

    def compose(self) -> ComposeResult:
        """The bars, the timeline over the visit, and the call under the cursor."""
        yield self._bars.top
        yield self._bars.rules
        with Horizontal(id="capture-columns"):
            with Vertical(id="capture-left"):
                yield self._calls_pane
                yield self._visit
            yield self._panes
        yield self._bars.bottom
        yield KeyFooter()

    def on_mount(self) -> None:
        """Follows the visit from now on."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self.apply_theme))
        self._write_bars()
        self._write_hints()
        self._calls_pane.show(self.look)
        # In the default group: while a visit goes on, this never ends.
        self.run_worker(self._follow())

    async def _follow(self) -> None:
        try:
            await self._following.run()
        except SetupError as error:
            self._dialogs.show_error(error)

    def _survive(self, error: Exception) -> None:
        cast("GuardedApp", self.app).survive(error, "Reading the visit")

    @property
    def calls(self) -> CallList:
        """The list of calls."""
        return self._calls_pane.calls

    @property
    def place(self) -> Place:
        """Where it is left, to return there."""
        return replace(self.calls.place, filter=self._filter)

    @property
    def shown(self) -> Shown:
        """What the panes show."""
        return self._followed.shown

    # What arrives.

    def show_soon(self, batch: Batch) -> None:
        """Shows what has changed, after the frame of a key that comes just now."""
        self._arrived.append(batch)
        if len(self._arrived) == 1:
            after_keys(self, self._show_arrived)

    def _show_arrived(self) -> None:
        arrived, self._arrived = self._arrived, []
        for batch in arrived:
            self.show_batch(batch)

    def show_batch(self, batch: Batch) -> None:
        """Shows what has changed, in one frame."""
        is_first, went_on = self.look is None, self.look is not None and self.look.may_change
        before = self.possible
        self.look = self._followed.look = batch.look
        self.timeline.remove(batch.changes.gone, batch.look.visit.left_pages)
        self.selection.drop(batch.changes.gone)
        self.timeline.put(batch.changes.lines)
        self._followed.complete(self.timeline.find)
        self._followed.explain_again()
        is_by_arrival = not is_first and not self._followed.is_deleted(batch.changes.gone)
        self._calls_pane.show(batch.look, is_by_arrival=is_by_arrival)
        self._visit.show(batch.look.findings, batch.look.facts, has_checked=self.possible.has_calls)
        self._write_bars()
        if self.possible != before:
            self._write_hints()
            self.refresh_bindings()
        if went_on and batch.look.state is FeedState.OVER:
            self._bars.tell_of_end(self._dialogs, batch.look)

    def _write_bars(self) -> None:
        self._bars.write(self.app, self.look, self._key("capture.rules"))

    def on_resize(self) -> None:
        """Fits the bars and the keys to the size."""
        if self.is_mounted:
            self._write_bars()
            self._write_hints()

    def _key(self, binding_id: str) -> str:
        return key_by_id(self.app, binding_id, (Capture, CallList))

    def _write_hints(self) -> None:
        write_hints(self._calls_pane, self._visit, self._panes, self._key, self.app.size.height, possible=self.possible)

    def apply_theme(self) -> None:
        """Rewrites everything in the colors of the theme."""
        self._calls_pane.show(self.look)
        self._write_bars()
        self._write_hints()
        for widget in self.query("*"):
            if isinstance(widget, ThemeAware):
                widget.apply_theme()

    # The row under the cursor.

    @on(CallList.Highlighted)
    def _show_row(self, event: CallList.Highlighted) -> None:
        event.stop()
        self._followed.show(event)

    @on(HandleTree.Highlighted)
    def _explain(self, event: HandleTree.Highlighted) -> None:
        """Explains the node under the cursor; of a tree without the focus, which was only filled, it doesn't."""
        event.stop()
        focused = self.focused
        if isinstance(focused, HandleTree) and event.node is not None:
            # What the panes say of a row without a call needs no explanation: the row does.
            node = event.node if self.shown.exchange else self.shown.explanation
            self._panes.explain_node(node or event.node)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Explains what the cursor of the focused list or tree is on."""
        if isinstance(event.widget, HandleTree | FindingList):
            event.widget.report_cursor()
        elif isinstance(event.widget, CallList) and not self._followed.catch_up() and self.shown.explanation:
            self._panes.explain_node(self.shown.explanation)

    @on(FindingList.Highlighted)
    def _explain_finding(self, event: FindingList.Highlighted) -> None:
        """Explains a finding, of which the list has the first words."""
        event.stop()
        self._panes.explain_node(explain_finding(event.finding))

    @on(CallList.Marked)
    def _show_selection(self, event: CallList.Marked) -> None:
        event.stop()
        self._calls_pane.show(self.look)

    @on(CallList.Chosen)
    def _open_call(self, event: CallList.Chosen) -> None:
        event.stop()
        self._followed.show_now(event.row)
        self.add_class("-on-call")
        # Of a page and of a command without a call, all there is to read is their explanation.
        self._panes.focus_pane("sent" if isinstance(event.row, CallRow) else "explain")

    @on(FindingList.Chosen)
    def _go_to_finding(self, event: FindingList.Chosen) -> None:
        """Puts the cursor on the first call that a finding is about, else on its page."""
        event.stop()
        self.remove_class("-on-visit")
        row = self.calls.first_of(rows_of(event.finding))
        if row is None or not self.calls.go_to(row.key):
            self._dialogs.notify("None of its calls is listed. Clear the filter to see them.")
        self.calls.focus()

    @on(HandleTree.CopyAsked)
    def _copy_node(self, event: HandleTree.CopyAsked) -> None:
        copy_node(self.app, event.node, event.part)

    @on(HandleTree.ActionsAsked)
    @work
    async def _choose_for_node(self, event: HandleTree.ActionsAsked) -> None:
        await self._run(self.shown.row, event.node)

    def copy_text(self, text: str) -> None:
        """Puts a text on the clipboard."""
        self.app.copy_to_clipboard(text)

    # Filtering and holding still.

    def action_filter(self) -> None:
        """Goes to the filter."""
        self.remove_class("-on-call", "-on-visit")
        self._calls_pane.filter.focus()

    @on(Input.Changed, "#capture-filter")
    def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        self._filter = event.value
        self.timeline.narrow(read_filter(event.value))
        self._calls_pane.show(self.look, is_narrowed=True)

    @on(Input.Submitted, "#capture-filter")
    def _go_to_list(self, event: Input.Submitted) -> None:
        event.stop()
        self.calls.focus()

    def action_hold(self) -> None:
        """Holds the list still, or shows what has come meanwhile."""
        if self.timeline.is_held:
            self.timeline.release()
        else:
            self.timeline.hold()
        self._calls_pane.show(self.look)
        self._write_hints()
        if not self.possible.can_hold:
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether it can be done in the visit as it is now."""
        return self.possible.allows(action)

    @property
    def possible(self) -> Possible:
        """What can be done just now."""
        return Possible.of(self.look, is_held=self.timeline.is_held)

    def idle_keys(self) -> Collection[str]:
        """The keys that have nothing to do just now."""
        return self.possible.idle_keys

    # Actions on a row.

    @property
    def acted_on(self) -> Row | None:
        """The row that a key is about: under the cursor, or the first that the finding under it is about."""
        finding = self._visit.findings.focused_finding
        return self.calls.first_of(rows_of(finding)) if finding is not None else self.calls.under_cursor

    @work
    async def action_actions(self) -> None:
        """Offers the actions on the row under the cursor, and runs the chosen one."""
        await self._run(self.acted_on, None)

    async def _run(self, row: Row | None, node: Node | None) -> None:
        self._end_with(await self.actions.choose(row, node, self.look, self.feed.rewriting))

    def _end_with(self, left: Left | None) -> None:
        if left is not None:
            close(self, left)

    @work(exclusive=True, group="why")
    async def action_why(self) -> None:
        """Shows why the call has nothing; of any other line its explanation."""
        from edge_tui.tui.capture.call_reasons import why_nothing_for

        row, focused = self.acted_on, self.focused
        if not isinstance(row, CallRow) or is_waiting(row):
            self.action_pane("explain")
            return
        line = focused.cursor_node if isinstance(focused, HandleTree) else None
        node = line.data if line is not None and isinstance(line.data, Node) else None
        ladder = await why_nothing_for(self._workspace, row.exchange, node)
        self.add_class("-on-call")
        self._panes.show_ladder(ladder)

    @work
    async def action_edit(self) -> None:
        """Opens the call's event as a draft."""
        self._end_with(await self.actions.edit(self.acted_on))

    @work
    async def action_save_template(self) -> None:
        """Saves the call's event as a template."""
        await self.actions.save_template(self.acted_on)

    @work
    async def action_new_visitor(self) -> None:
        """Makes a visitor of the recording's cookies."""
        await self.actions.new_visitor()

    @work
    async def action_compare(self) -> None:
        """Compares the call with the same one of another page, or the page with another."""
        await self.actions.comparisons.compare(self.acted_on)

    @work
    async def action_export(self) -> None:
        """Exports calls."""
        await self.actions.exports.export(self.acted_on, self.look)

    @work
    async def action_delete(self) -> None:
        """Deletes the selected calls, or the call under the cursor."""
        await self.actions.delete(self.acted_on)

    def _delete_calls(self, keys: tuple[str, ...]) -> None:
        """Deletes calls, in a thread; nothing tells of a change of a visit that is over."""
        self._followed.deleting(keys)
        self.feed.delete(keys)
        if self.look is not None and not self.look.may_change:
            self.app.call_from_thread(lambda: self.run_worker(self._follow()))

    def action_expect(self) -> None:
        """Copies an expectation of the call, or of no finding of this kind."""
        finding = self._visit.findings.focused_finding
        if finding is not None:
            self.actions.expect_no(finding)
        else:
            self.actions.expect(self.calls.under_cursor, self.look)

    def action_copy(self) -> None:
        """Copies the request's body."""
        row = self.acted_on
        if isinstance(row, CallRow):
            self.copy_text(row.exchange.request.body)
            self._dialogs.notify("Copied the request's body.", timeout=2)

    @work
    async def action_rules(self) -> None:
        """Changes the rules of what passes, or shows those that a past visit had."""
        await self.actions.change_rules(self.look, self.feed.rewriting)

    def action_again(self) -> None:
        """Asks what to record, once this recording is over."""
        if self.look is None or self.look.is_live:
            self._dialogs.notify("This is still being recorded. Press esc to stop it first.")
        else:
            close(self, Left("again"))

    # Panes and leaving.

    def action_pane(self, pane: str) -> None:
        """Focuses a pane."""
        # Where the visit has no room beside the calls, it takes their place.
        self.set_class(pane == "visit", "-on-visit")
        if pane in ("calls", "visit"):
            self.remove_class("-on-call")
            target = self.calls if pane == "calls" else self._visit.findings
            move_after_refresh(self, target.focus)
        else:
            self.add_class("-on-call")
            self._panes.focus_pane(pane)

    @work
    async def action_leave(self) -> None:
        """Closes the call, clears the filter and the selection, then leaves; asks before it stops a recording."""
        line = self._calls_pane.filter
        if self.has_class("-on-call") and self.focused is not self.calls:
            self.remove_class("-on-call")
            move_after_refresh(self, self.calls.focus)
        elif self.has_class("-on-visit") and self.focused is not self.calls:
            self.action_pane("calls")
        elif line.value or line.has_focus:
            line.value = ""
            self.calls.focus()
        elif len(self.selection):
            self.calls.unmark_all()
        elif self.possible.is_live:
            await self._ask_to_stop()
        else:
            close(self)

    def action_stop_or_leave(self) -> None:
        """As `leave`, which stops a recording."""
        self.action_leave()

    async def _ask_to_stop(self) -> None:
        answer = await self._dialogs.confirm(_STOP)
        if answer == "stop":
            self.feed.stop()
            # Not with the next look, which a flood makes slow.
            self._write_bars()
        elif answer == "go-on":
            close(self)
