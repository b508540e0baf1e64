"""The workbench: write an event, send it, read what comes back, on one screen."""

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.keys import key_of
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.response.status_line import StatusLine
from edge_tui.tui.themes import ThemeAware
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.workbench.batch import Repeating
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.tui.workbench.top_bar import TopBar


class Workbench(Repeating):
    """Lays the widgets out and names the keys; what they do is in `tui/workbench`, a layer each."""

    CSS_PATH = ["screen.tcss", "../editor/editor.tcss"]
    AUTO_FOCUS = "#editor"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (16, "-medium"), (30, "-high")]
    BINDINGS = [
        Binding("f5,ctrl+r,ctrl+enter", "send", "Send", priority=True, id="send", key_display="f5",
                tooltip="Send the event; escape cancels"),
        Binding("escape", "cancel", "Cancel", priority=True, show=False, id="cancel", tooltip="Cancel the send"),
        Binding("f3,ctrl+s", "save_template", "Save", priority=True, id="save", key_display="f3",
                tooltip="Save the draft as a template"),
        Binding("f6,ctrl+o", "jump", "Jump", priority=True, id="jump", key_display="^o",
                tooltip="Put a letter on every pane, to go there"),
        Binding("f9,ctrl+b", "sidebar", "Sidebar", priority=True, id="sidebar", show=False,
                tooltip="Show or hide templates, profiles and history"),
        Binding("f8", "next_pane(1)", "Next pane", priority=True, show=False, id="pane.next"),
        Binding("f7", "next_pane(-1)", "Previous pane", priority=True, show=False, id="pane.previous"),
        Binding("f10", "full_screen", "Full screen", priority=True, show=False, id="pane.full",
                tooltip="This pane alone, or all of them again"),
        Binding("z", "full_screen", "Full screen", show=False),
        Binding("1", "pane('sidebar')", "Templates", show=False, id="pane.1"),
        Binding("2", "pane('event')", "Event", show=False, id="pane.2"),
        Binding("3", "pane('answer')", "Answer", show=False, id="pane.3"),
        Binding("4", "pane('explain')", "Explain", show=False, id="pane.4"),
        Binding("p", "focus_widget('profiles')", "Profiles", show=False, id="profiles"),
        Binding("t", "focus_widget('templates')", "Templates", show=False, id="templates"),
        Binding("f11,H", "history", "History", show=False, id="history", key_display="f11",
                tooltip="Every past exchange, with a preview"),
        Binding("u", "emulator", "Upstreams", show=False, id="emulator",
                tooltip="The emulator's datastreams, and what stands behind them"),
        Binding("d", "compare", "Compare", id="compare", tooltip="What differs from another exchange"),
        Binding("v", "visitors", "Visitors", show=False, id="visitors",
                tooltip="Who sends, and what each of them keeps"),
        Binding("m", "side_by_side", "Side by side", show=False, id="side-by-side",
                tooltip="Send the event to several datastreams and compare"),
        Binding("o,shift+f4", "pager", "Pager", show=False, id="pager",
                tooltip="The body of the answer, whole, in the pager that $PAGER names"),
        Binding("D", "report('display')", "Display event", show=False, id="report.display",
                tooltip="Build the event that says the proposition was shown"),
        Binding("I", "report('interact')", "Interact event", show=False, id="report.interact",
                tooltip="Build the event that says the proposition was clicked"),
        Binding("X", "report('dismiss')", "Dismiss event", show=False, id="report.dismiss",
                tooltip="Build the event that says the proposition was closed"),
        Binding("w", "watch", "Watch", show=False, id="watch", tooltip="Send it again until something changes"),
        Binding("a", "new_visitor", "New visitor", id="visitor.new", tooltip="Start with an empty client state"),
    ]  # fmt: skip

    # What opens the commands; written once the user's keymap is read.
    _palette_key = ""
    _was_shown = False

    def compose(self) -> ComposeResult:
        """Top bar, request line, three columns, status and keys."""
        # Told the size of the window by an event, the screen would style every widget once more.
        sides = (self.HORIZONTAL_BREAKPOINTS, self.app.size.width), (self.VERTICAL_BREAKPOINTS, self.app.size.height)
        for breakpoints, length in sides:
            self.add_class([name for least, name in breakpoints if length >= least][-1], update=False)
        yield TopBar()
        yield PaneStrip()
        yield RequestLine()
        with Horizontal(id="columns"):
            yield Sidebar()
            yield EventEditor(self.lint_context, self.completer, self.preview)
            with Vertical(id="right"):
                yield ResponsePane("answer").data_bind(Workbench.exchange, Workbench.outline)
                yield ExplainPane(id="explain").data_bind(Workbench.node, Workbench.steps)
        yield StatusLine().data_bind(Workbench.exchange)
        yield KeyFooter()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Styles nothing anew that was styled a moment ago."""
        event.refresh_styles = event.refresh_styles and self._was_shown
        self._was_shown = True

    def on_mount(self) -> None:
        """Opens on what was there last, or on the first template."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self.apply_theme))
        self.try_each(self.list_templates, self.list_profiles, self.open_first_draft, self.show_situation)
        self.set_interval(1.0, self.show_situation)
        self.set_interval(2.0, self.notice_changed_templates)
        self.set_interval(2.0, self.notice_others)
        self.set_interval(0.1, self.show_elapsed)
        self.call_after_refresh(self.name_keys)
        self.call_after_refresh(self.list_history)
        self.call_after_refresh(self.run_worker, self.warm_up, thread=True, group="warm-up")

    def apply_theme(self) -> None:
        """Writes everything in the colours of another theme."""
        self.list_profiles()
        self.list_history()
        for widget in self.query("*"):
            if isinstance(widget, ThemeAware):
                widget.apply_theme()

    def name_keys(self) -> None:
        """Writes the keys that the user's keymap left or gave onto what names them."""
        self.query_one(RequestLine).name_key()
        self._palette_key = key_of(self.screen, "command_palette")
        self.show_situation()

    def show_situation(self) -> None:
        """Writes who is talking to whom, and before anything is sent where a datastream of one's own is added."""
        super().show_situation()
        self.show_recovery()
        key = self._palette_key
        hint = f"Send asks the built-in emulator, no account needed · your own: {key} profile: add" if key else ""
        self.query_one(StatusLine).hint = hint if self.profile.is_emulated else ""
