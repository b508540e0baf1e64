"""Capture: what a site sends, page by page; live while it is recorded, and later from history."""

from typing import TYPE_CHECKING, cast

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Input, Static

from edge_tui.model.errors import SetupError
from edge_tui.model.node import Node
from edge_tui.outline.request import request_outline
from edge_tui.tui.capture.bars import bottom_line, rules_line, top_line
from edge_tui.tui.capture.bindings import BINDINGS
from edge_tui.tui.capture.call_actions import CallActions, Host
from edge_tui.tui.capture.call_list import CallList
from edge_tui.tui.capture.call_panes import CallPanes
from edge_tui.tui.capture.calls_pane import CallsPane
from edge_tui.tui.capture.feed import Feed, FeedState, Look
from edge_tui.tui.capture.filter import read_filter
from edge_tui.tui.capture.finding_list import FindingList
from edge_tui.tui.capture.following import Batch, Following
from edge_tui.tui.capture.left import Left
from edge_tui.tui.capture.rows import CallRow, Row
from edge_tui.tui.capture.selection import Selection
from edge_tui.tui.capture.shown_call import Shown, ShownCall, explain_finding, is_same
from edge_tui.tui.capture.throttle import Throttle
from edge_tui.tui.capture.timeline import Timeline
from edge_tui.tui.capture.visit_pane import VisitPane
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textual_frames import next_frame
from edge_tui.tui.themes import ThemeAware, colors
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.workspace import Workspace

if TYPE_CHECKING:
    from edge_tui.tui.textual_internals import GuardedApp

# From so many rows on, the visit is shown below the calls.
_HIGH = 30
# A narrower list has no room for all keys in its border.
_NAMES_ALL_KEYS = 70
_STOP = Confirmation(
    "Stop recording?",
    "What was recorded is in history. Stopping closes the browser that was started for it.",
    {"stop": "Stop", "go-on": "Leave, keep recording", "back": "Cancel"},
)


class Capture(Screen[Left | None]):
    """Lays out the widgets, follows the visit, and passes keys on to the controllers.

    It ends with what is to be done on the workbench. A recording that is left goes on.
    """

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "#calls"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-medium"), (_HIGH, "-high")]
    BINDINGS = BINDINGS

    def __init__(self, workspace: Workspace, feed: Feed, host: Host) -> None:
        super().__init__()
        self.feed = feed
        self.timeline = Timeline()
        self.look: Look | None = None
        self.shown = Shown(None)
        self._dialogs = dialogs = ScreenDialogs(self)
        self._rules = (Text(), False)
        self._following = Following(feed, self.show_batch, self._survive)
        self._preparing = ShownCall(
            workspace.linting.observed,
            workspace.arranged_outline,
            lambda exchange, findings: request_outline(exchange, findings, workspace.clock()),
        )
        self.selection = selection = Selection()
        self._panes_pace = Throttle(self._follow_row, self.set_timer, workspace.monotonic)
        # The last row that was passed to the panes, and whether the cursor has left it since because they are read.
        self._followed: Row | None = None
        self._is_kept = False
        self._calls_pane = CallsPane(self.timeline, selection, workspace.monotonic)
        self._bars: tuple[Text, Text] | None = None
        self.actions = CallActions(
            workspace, dialogs, self.timeline, host, selection=selection, copy=self.copy_text, delete=self._delete_calls
        )

    def compose(self) -> ComposeResult:
        """The bars, the timeline over the visit, and the call under the cursor."""
        yield Static(id="capture-bar")
        yield Static(id="capture-rules")
        with Horizontal(id="capture-columns"):
            with Vertical(id="capture-left"):
                yield self._calls_pane
                yield VisitPane()
            yield CallPanes()
        yield Static(id="capture-words")
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
    def _panes(self) -> CallPanes:
        return self.query_one(CallPanes)

    # What arrives.

    def show_batch(self, batch: Batch) -> None:
        """Shows what has changed, in one frame."""
        is_first, went_on = self.look is None, self.look is not None and self.look.may_change
        self.look = batch.look
        self.timeline.remove(batch.changes.gone, batch.look.visit.left_pages)
        self.selection.drop(batch.changes.gone)
        self.timeline.put(batch.changes.lines)
        is_cursor_gone = self._followed is not None and self._followed.key in batch.changes.gone
        is_by_arrival = batch.look.is_live and not is_first and not is_cursor_gone
        self._calls_pane.show(batch.look, is_by_arrival=is_by_arrival)
        self.query_one(VisitPane).show(batch.look.findings, batch.look.facts)
        self._write_bars()
        if went_on and batch.look.state is FeedState.OVER:
            self._dialogs.notify("The recording has ended. It is in history.", timeout=4)

    def _write_bars(self) -> None:
        palette = colors(self.app)
        key = self._key("capture.rules")
        bars = (
            top_line(self.feed, self.look, palette, width=self.app.size.width, key=key),
            bottom_line(self.look, palette, doing=self.feed.doing),
        )
        for name, words, before in zip(
            ("#capture-bar", "#capture-words"), bars, self._bars or (None, None), strict=True
        ):
            if before is None or (words, words.spans) != (before, before.spans):
                self.query_one(name, Static).update(words, layout=False)
        self._bars = bars
        line = rules_line(self.look)
        is_live = self.look is not None and self.look.is_live
        if (line, is_live) != self._rules:
            self._rules = line, is_live
            bar = self.query_one("#capture-rules", Static)
            bar.display = bool(line)
            bar.set_class(not is_live, "-past")
            bar.update(line, layout=False)

    def on_resize(self) -> None:
        """Fits the bars and the keys to the size."""
        if self.is_mounted:
            self._write_bars()
            self._write_hints()

    def _key(self, binding_id: str) -> str:
        return key_by_id(self.app, binding_id, (Capture, CallList))

    def _write_hints(self) -> None:
        """The keys of the panes, in their borders."""
        key = self._key
        width, height = self.app.size
        pages = f"{key('capture.page.next')} {key('capture.page.previous')}"
        hints = [
            (key("capture.hold"), "holds still"),
            (pages, "page"),
            (key("capture.select"), "select"),
            (key("capture.filter"), "filter"),
        ]
        if height < _HIGH:
            # The visit is not in sight, and keys that the footer and the filter name have no room.
            hints = [(key("capture.pane.5"), "shows findings"), *hints[:2]]
        self._calls_pane.hint(*(hints if width >= _NAMES_ALL_KEYS else hints[:2]))
        self.query_one(VisitPane).hint((key("capture.expect"), "turns a call into a check for CI"))
        self._panes.sent.hint((key("capture.edit"), "edit & send"), (key("capture.template"), "template"))

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
        (self._panes_pace.soon if event.is_by_arrival else self._panes_pace.now)(event)

    def _follow_row(self, event: CallList.Highlighted) -> None:
        """Passes a row to the panes; one that has come by itself waits while they are read."""
        self._is_kept = event.is_by_arrival and self._is_reading and not is_same(event.row, self._followed)
        self._panes.sent.keeps(self._is_kept)
        if not self._is_kept:
            self._followed = event.row
            self._prepare(event)

    @property
    def _is_reading(self) -> bool:
        """Whether the focus is in the panes of a call."""
        return self.focused is not None and self._panes in self.focused.ancestors

    @work(exclusive=True, group="call")
    async def _prepare(self, event: CallList.Highlighted) -> None:
        # The cursor's own frame first: reading a call would take the interpreter from it.
        await next_frame(self)
        findings = self.look.findings if self.look else ()
        self.shown = shown = await self._preparing.prepare(event.row, findings)
        panes = self._panes
        # What has the focus is explained, such as a finding.
        panes.take(shown, self.look, explains=not event.is_by_arrival or self.focused is self.calls)
        while panes.fill_next():
            if event.is_by_arrival:
                # A key that comes meanwhile waits for one pane, not for all.
                await next_frame(self)

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
        elif isinstance(event.widget, CallList) and self._is_kept:
            self._panes_pace.now(CallList.Highlighted(self.calls.under_cursor))
        elif isinstance(event.widget, CallList) and self.shown.explanation is not None:
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
        if not is_same(event.row, self._followed):
            self._panes_pace.now(CallList.Highlighted(event.row))
        self.add_class("-on-call")
        # Of a page and of a command without a call, all there is to read is their explanation.
        self._panes.focus_pane("sent" if isinstance(event.row, CallRow) else "explain")

    @on(FindingList.Chosen)
    def _go_to_finding(self, event: FindingList.Chosen) -> None:
        """Puts the cursor on the first call that a finding is about, else on its page."""
        event.stop()
        self.remove_class("-on-visit")
        keys = [*event.finding.calls, f"page {event.finding.page}"]
        if not any(self.calls.go_to(key) for key in keys):
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a visit that goes on can be held."""
        if action == "hold":
            return self.timeline.is_held or (self.look is not None and self.look.is_live)
        return True

    # Actions on a row.

    @work
    async def action_actions(self) -> None:
        """Offers the actions on the row under the cursor, and runs the chosen one."""
        await self._run(self.calls.under_cursor, None)

    async def _run(self, row: Row | None, node: Node | None) -> None:
        self._end_with(await self.actions.choose(row, node, self.look, self.feed.rewriting))

    def _end_with(self, left: Left | None) -> None:
        if left is not None:
            close(self, left)

    @work
    async def action_edit(self) -> None:
        """Opens the call's event as a draft."""
        self._end_with(await self.actions.edit(self.calls.under_cursor))

    @work
    async def action_save_template(self) -> None:
        """Saves the call's event as a template."""
        await self.actions.save_template(self.calls.under_cursor)

    @work
    async def action_new_visitor(self) -> None:
        """Makes a visitor of the recording's cookies."""
        await self.actions.new_visitor()

    @work
    async def action_compare(self) -> None:
        """Compares the call with the same one of another page, or the page with another."""
        await self.actions.comparisons.compare(self.calls.under_cursor)

    @work
    async def action_export(self) -> None:
        """Exports calls."""
        await self.actions.exports.export(self.calls.under_cursor, self.look)

    @work
    async def action_delete(self) -> None:
        """Deletes the selected calls, or the call under the cursor."""
        await self.actions.delete(self.calls.under_cursor)

    def _delete_calls(self, keys: tuple[str, ...]) -> None:
        """Deletes calls, in a thread; nothing tells of a change of a visit that is over."""
        self.feed.delete(keys)
        if self.look is not None and not self.look.may_change:
            self.app.call_from_thread(lambda: self.run_worker(self._follow()))

    def action_expect(self) -> None:
        """Copies an expectation of the call."""
        self.actions.expect(self.calls.under_cursor)

    def action_copy(self) -> None:
        """Copies the request's body."""
        row = self.calls.under_cursor
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
            target = self.calls if pane == "calls" else self.query_one(FindingList)
            self.call_after_refresh(target.focus)
        else:
            self.add_class("-on-call")
            self._panes.focus_pane(pane)

    @work
    async def action_leave(self) -> None:
        """Closes the call, clears the filter and the selection, then leaves; asks before it stops a recording."""
        line = self._calls_pane.filter
        if self.has_class("-on-call") and self.focused is not self.calls:
            self.remove_class("-on-call")
            self.call_after_refresh(self.calls.focus)
        elif self.has_class("-on-visit") and self.focused is not self.calls:
            self.action_pane("calls")
        elif line.value or line.has_focus:
            line.value = ""
            self.calls.focus()
        elif len(self.selection):
            self.calls.unmark_all()
        elif self.look is not None and self.look.is_live:
            await self._ask_to_stop()
        else:
            close(self)

    async def _ask_to_stop(self) -> None:
        answer = await self._dialogs.confirm(_STOP)
        if answer == "stop":
            self.feed.stop()
            # Not with the next look, which a flood makes slow.
            self._write_bars()
        elif answer == "go-on":
            close(self)
