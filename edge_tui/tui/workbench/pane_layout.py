"""The workbench's panes: which one is in front, and moving between them."""

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from textual import events
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Button

from edge_tui.model.exchange import Exchange
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.findings import FindingList
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.textual_keys import move_after_refresh
from edge_tui.tui.workbench.pane_strip import PaneStrip, pane_of
from edge_tui.tui.workbench.request_line import RequestLine
from edge_tui.tui.workbench.sidebar import Sidebar

if TYPE_CHECKING:
    from edge_tui.outline.ladder import Ladder
    from edge_tui.tui.workbench.pane_sizes import Choices, PaneResizer

_PANES = ("sidebar", "event", "answer", "explain")


class Panes(Protocol):
    """Moves the focus between panes, for controllers."""

    @property
    def is_narrow(self) -> bool:
        """Whether the screen shows one pane at a time."""

    @property
    def pane(self) -> str:
        """The pane that has the focus, or had it last."""

    def focus_pane(self, pane: str) -> None:
        """Brings a pane to the front and focuses it."""

    def bring_to_front(self, pane: str) -> None:
        """Brings a pane to the front."""

    def show_ladder(self, ladder: "Ladder") -> None:
        """Shows a ladder of checks in place of the explanation."""


class PaneLayout:
    """Lays out the panes of a screen; a narrow screen shows only the pane with the focus."""

    def __init__(self, screen: Screen[None], dialogs: Dialogs, choices: "Choices") -> None:
        self._screen = screen
        self._choices = choices
        self._dialogs = dialogs
        self.pane = "event"

    @property
    def is_narrow(self) -> bool:
        """Whether the screen shows one pane at a time."""
        return self._screen.has_class("-narrow")

    def focus_pane(self, pane: str) -> None:
        """Brings a pane to the front and focuses it."""
        self.bring_to_front(pane)
        if pane == "sidebar":
            self._screen.remove_class("-no-sidebar")
        # Now, so that the next key goes there; a hidden pane can take the focus only after the layout.
        self._focus_in(self._widget(pane))
        move_after_refresh(self._screen, self._focus_in, self._widget(pane))

    def _widget(self, pane: str) -> Widget:
        return self._screen.query_one(f"#{pane}")

    def _focus_in(self, pane: Widget) -> None:
        if not pane.has_focus_within:
            self._screen.set_focus(_first_focusable(pane) or pane)

    def follow_focus(self) -> None:
        """Brings the pane with the focus to the front."""
        for pane in _PANES:
            if self._widget(pane).has_focus_within and pane != self.pane:
                self.bring_to_front(pane)

    def bring_to_front(self, pane: str) -> None:
        """Brings a pane to the front."""
        self.pane = pane
        self._screen.query_one(PaneStrip).active = pane
        # A class on the screen restyles every widget: only where it shows.
        if self.is_narrow:
            self.show_front()

    def show_front(self) -> None:
        """Sets the class of the pane in front, for the stylesheet of a narrow screen."""
        screen = self._screen
        if screen.has_class(f"-on-{self.pane}"):
            return
        screen.remove_class(*[f"-on-{each}" for each in _PANES if each != self.pane])
        screen.add_class(f"-on-{self.pane}")

    def can_go_back(self, pane: str, exchange: Exchange | None) -> bool:
        """Whether there is a way back to the event, or to the response of an exchange.

        On a narrow screen the explanation covers what it is about, the response or the event, and leads back there.
        """
        is_in_event = self._widget("event").has_focus_within and not self._screen.query_one(FindingList).has_focus
        explain = self._screen.query_one(ExplainPane)
        if self.is_narrow and exchange is not None and explain.has_focus_within:
            return pane == ("event" if explain.explains_field else "answer")
        return (exchange is not None and is_in_event) if pane == "answer" else not is_in_event

    def go_back(self, pane: str) -> None:
        """Focuses the event's text, or the response, where its cursor was."""
        if pane == "event" and self._screen.query_one(FindingList).has_focus:
            self._screen.query_one(EventEditor).area.focus()
        self.focus_pane(pane)

    def show_ladder(self, ladder: "Ladder") -> None:
        """Shows a ladder of checks in place of the explanation; a narrow screen goes there."""
        self._screen.query_one(ExplainPane).show_ladder(ladder)
        if self.is_narrow:
            self.focus_pane("explain")

    def focus_next(self, step: int) -> None:
        """Focuses the pane `step` places after this one, or the next there that takes the focus.

        Until the first send a wide screen's response doesn't; a narrow one shows it all the same.
        """
        index = _PANES.index(self.pane)
        others = [_PANES[(index + step * count) % len(_PANES)] for count in range(1, len(_PANES))]
        takers = (
            pane
            for pane in others
            if self.is_narrow or pane == "sidebar" or _first_focusable(self._widget(pane)) is not None
        )
        self.focus_pane(next(takers, self.pane))

    def toggle_sidebar(self) -> None:
        """Shows or hides the sidebar."""
        screen = self._screen
        if self.is_narrow:
            self.focus_pane("event" if self.pane == "sidebar" else "sidebar")
        elif screen.has_class("-no-sidebar") or not screen.query_one(Sidebar).has_focus_within:
            screen.remove_class("-no-sidebar")
            self.focus_pane("sidebar")
        else:
            screen.add_class("-no-sidebar")
            self.focus_pane("event")

    @cached_property
    def sizes(self) -> "PaneResizer":
        """Changes the sizes of the panes."""
        from edge_tui.tui.workbench.pane_sizes import PaneResizer

        return PaneResizer(self._screen, self._choices)

    def restore_sizes(self) -> None:
        """Gives the panes the sizes that they were given last; without any, the stylesheet's."""
        if self._choices.get("panes") is not None:
            self.sizes.apply()

    def toggle_full_screen(self) -> None:
        """Maximizes the focused pane, or restores all panes."""
        if self._screen.maximized:
            self._screen.minimize()
        else:
            self._screen.maximize(self._widget(self.pane), container=False)

    def focus_list(self, name: str) -> None:
        """Focuses a list in the sidebar."""
        self._screen.remove_class("-no-sidebar")
        self.bring_to_front("sidebar")
        # Now, so that the next key goes there; a hidden list can take the focus only after the layout.
        self._screen.set_focus(self._screen.query_one(f"#{name}"))
        move_after_refresh(self._screen, self._screen.set_focus, self._screen.query_one(f"#{name}"))

    async def jump(self) -> None:
        """Labels every pane with a letter, and focuses the chosen one; on a narrow screen, the buttons of the panes."""
        from edge_tui.tui.dialogs.jump import Jump

        lists, panes = (TemplateTree, ProfileList, HistoryList), (EventEditor, ResponsePane, ExplainPane)
        found = [widget for kind in (*lists, *panes, RequestLine) for widget in self._screen.query(kind)]
        buttons = self._screen.query_one(PaneStrip).query(Button) if self.is_narrow else ()
        targets = [
            widget for widget in (*buttons, *found) if widget.region and not (buttons and isinstance(widget, panes))
        ]
        chosen = await self._dialogs.open(Jump(targets))
        if isinstance(chosen, Button):
            self.focus_pane(pane_of(chosen))
        elif chosen is not None and (target := chosen if chosen.focusable else _first_focusable(chosen)) is not None:
            target.focus()


class PaneColumns(Horizontal):
    """The columns of panes, which are resized with keys or by dragging their borders."""

    BINDINGS = [
        Binding(
            "greater_than_sign",
            "resize_pane(1,0)",
            "Wider",
            show=False,
            id="pane.wider",
            tooltip="Make the pane wider; borders can be dragged, too",
        ),
        Binding(
            "less_than_sign",
            "resize_pane(-1,0)",
            "Narrower",
            show=False,
            id="pane.narrower",
            tooltip="Make the pane narrower",
        ),
        Binding(
            "right_parenthesis",
            "resize_pane(0,1)",
            "Taller",
            show=False,
            id="pane.taller",
            tooltip="Make the response or the explanation taller",
        ),
        Binding(
            "left_parenthesis",
            "resize_pane(0,-1)",
            "Shorter",
            show=False,
            id="pane.shorter",
            tooltip="Make the response or the explanation shorter",
        ),
    ]

    def __init__(self, panes: PaneLayout) -> None:
        super().__init__(id="columns")
        self._panes = panes

    def action_resize_pane(self, wider: int, taller: int) -> None:
        """Resizes the pane with the focus, or says why it can't."""
        if why_not := self._panes.sizes.step(self._panes.pane, wider, taller):
            self.notify(why_not, timeout=4)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begins to drag a border between panes."""
        if self._panes.sizes.begin_drag(event.screen_x, event.screen_y):
            self.capture_mouse()
            # A press on a border begins to select text as well.
            self.screen.clear_selection()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drags a border."""
        if self.app.mouse_captured is self:
            self._panes.sizes.drag(event.screen_x, event.screen_y)

    def on_mouse_up(self) -> None:
        """Drops the border."""
        if self.app.mouse_captured is self:
            self.release_mouse()
            self._panes.sizes.end_drag()


def _first_focusable(pane: Widget) -> Widget | None:
    """The first visible, focusable widget in a pane."""
    return next((widget for widget in pane.query("*") if widget.focusable and _is_shown(widget)), None)


def _is_shown(widget: Widget) -> bool:
    """Whether it is displayed, or will be after the next layout."""
    return all(each.display for each in widget.ancestors_with_self if isinstance(each, Widget))
