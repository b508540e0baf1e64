"""The panes of the workbench: which one is in front, and how to get to the others."""

from textual import work
from textual.widget import Widget

from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.workbench.pane_strip import PaneStrip
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.tui.workbench.state import State

_PANES = ("sidebar", "event", "answer", "explain")


class Panes(State):
    """A narrow screen shows the pane with the focus alone."""

    pane = "event"

    def action_pane(self, pane: str) -> None:
        """Brings a pane to the front and gives it the focus."""
        self.focus_pane(pane)

    def focus_pane(self, pane: str) -> None:
        """Brings a pane to the front and gives it the focus."""
        self._bring_to_front(pane)
        if pane == "sidebar":
            self.remove_class("-no-sidebar")
        # At once, so that the next key goes there, too; what was hidden can take it only when it is laid out.
        self._focus_in(self.query_one(f"#{pane}"))
        self.call_after_refresh(self._focus_in, self.query_one(f"#{pane}"))

    def _focus_in(self, pane: Widget) -> None:
        if not pane.has_focus_within and (target := _first_focusable(pane)):
            self.set_focus(target)

    def on_descendant_focus(self) -> None:
        """The pane with the focus is the one that a narrow screen shows."""
        for pane in _PANES:
            if self.query_one(f"#{pane}").has_focus_within and pane != self.pane:
                self._bring_to_front(pane)

    def _bring_to_front(self, pane: str) -> None:
        self.pane = pane
        self.query_one(PaneStrip).active = pane
        # A class on the screen has every widget styled anew: only where it shows.
        if self.has_class("-narrow"):
            self.show_front()

    def show_front(self) -> None:
        """Says to the stylesheet which pane is in front; only a narrow screen asks."""
        if not self.has_class("-narrow") or self.has_class(f"-on-{self.pane}"):
            return
        self.remove_class(*[f"-on-{each}" for each in _PANES if each != self.pane])
        self.add_class(f"-on-{self.pane}")

    def on_resize(self) -> None:
        """A screen that becomes narrow shows the pane in front."""
        self.call_after_refresh(self.show_front)

    def on_pane_strip_chosen(self, event: PaneStrip.Chosen) -> None:
        """A click on the strip brings a pane to the front."""
        self.focus_pane(event.pane)

    def action_next_pane(self, step: int) -> None:
        """Goes round the panes."""
        self.focus_pane(_PANES[(_PANES.index(self.pane) + step) % len(_PANES)])

    def action_sidebar(self) -> None:
        """Shows or hides the sidebar."""
        if self.has_class("-narrow"):
            self.focus_pane("event" if self.pane == "sidebar" else "sidebar")
        elif self.has_class("-no-sidebar") or not self.query_one(Sidebar).has_focus_within:
            self.remove_class("-no-sidebar")
            self.focus_pane("sidebar")
        else:
            self.add_class("-no-sidebar")
            self.focus_pane("event")

    def action_full_screen(self) -> None:
        """Shows the pane with the focus alone, or all of them again."""
        if self.maximized:
            self.minimize()
        elif pane := next((self.query_one(f"#{name}") for name in _PANES if name == self.pane), None):
            self.maximize(pane, container=False)

    def action_focus_widget(self, name: str) -> None:
        """Goes to a list in the sidebar."""
        self.remove_class("-no-sidebar")
        self.focus_pane("sidebar")
        self.call_after_refresh(self.query_one(f"#{name}").focus)

    @work
    async def action_jump(self) -> None:
        """Puts a letter on every pane and goes where the user says."""
        from edge_tui.tui.dialogs.jump import Jump

        wanted = (TemplateTree, ProfileList, HistoryList, EventEditor, ResponsePane, ExplainPane, RequestLine)
        targets = [widget for kind in wanted for widget in self.query(kind) if widget.region]
        chosen = await self.app.push_screen_wait(Jump(targets))
        if chosen is not None:
            target = chosen if chosen.focusable else _first_focusable(chosen)
            if target is not None:
                target.focus()


def _first_focusable(pane: Widget) -> Widget | None:
    """The first widget in a pane that can be seen and take the focus."""
    return next((widget for widget in pane.query("*") if widget.focusable and _is_shown(widget)), None)


def _is_shown(widget: Widget) -> bool:
    """Whether it is drawn, or will be when a pane that has just come to the front is laid out."""
    return all(each.display for each in widget.ancestors_with_self if isinstance(each, Widget))
