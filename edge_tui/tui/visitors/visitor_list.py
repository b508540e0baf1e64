"""The visitors, each with its ECID and the countdown of its location hint."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.model.durations import time_left
from edge_tui.model.text import shortened, visible
from edge_tui.model.visitor import Visitor
from edge_tui.outline.visitor_tree import ecid_of
from edge_tui.tui.themes import Colors, colors


class VisitorList(OptionList):
    """Visitors to choose from, the current one marked."""

    BINDINGS = [
        Binding("j", "cursor_down", "Down", show=False),
        Binding("k", "cursor_up", "Up", show=False),
        Binding("enter", "select", "Use", tooltip="Send as this visitor", id="visitors.use"),
    ]
    HELP = (
        "Visitors, each with separate client state per organization: what the gateway stored, when it expires and "
        "which exchange set it. Visitors never share state."
    )

    @dataclass
    class Chosen(Message):
        """Asks to send as a visitor from now on."""

        name: str

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another visitor."""

        visitor: Visitor

    def __init__(self, org_id: str) -> None:
        super().__init__(id="visitors", compact=True)
        self._org_id = org_id
        self._current = ""
        self.visitors: list[Visitor] = []

    def fill(self, visitors: Iterable[Visitor], now: datetime, *, current: str, on: str) -> None:
        """Shows visitors, the current one marked, with the cursor on a named one."""
        self._current = current
        self.visitors = list(visitors)
        self.clear_options()
        palette = colors(self.app)
        self.add_options([Option(self._line(visitor, now, palette)) for visitor in self.visitors])
        names = [visitor.name for visitor in self.visitors]
        self.highlighted = names.index(on) if on in names else 0

    def tick(self, now: datetime) -> None:
        """Counts the location hints down."""
        palette = colors(self.app)
        for index, visitor in enumerate(self.visitors):
            # Unchanged words are not drawn again: a minute's change once a minute.
            if (line := self._line(visitor, now, palette)) != self.get_option_at_index(index).prompt:
                self.replace_option_prompt_at_index(index, line)

    def _line(self, visitor: Visitor, now: datetime, palette: Colors) -> Text:
        is_current = visitor.name == self._current
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append("● " if is_current else "  ", palette.good)
        text.append(visible(visitor.name)[:12].ljust(12) + " ", palette.strong if is_current else palette.plain)
        ecid = ecid_of(visitor, self._org_id)
        text.append((f"ECID {shortened(ecid)}" if ecid else "no ECID yet").ljust(15) + " ", palette.dim)
        hint = visitor.state(self._org_id).hint
        if hint is not None and hint.is_live(now):
            text.append(f"hint {visible(hint.hint)} {time_left(hint.expires_at - now)}", palette.good)
        elif hint is not None:
            text.append(f"hint {visible(hint.hint)} expired", palette.dim)
        return text

    @property
    def under_cursor(self) -> Visitor | None:
        """The visitor under the cursor."""
        index = self.highlighted
        return self.visitors[index] if index is not None and index < len(self.visitors) else None

    def on_click(self, event: events.Click) -> None:
        """Shows the visitor that is clicked; a second click sends as it."""
        index = event.style.meta.get("option")
        if index is not None and index != self.highlighted:
            event.prevent_default()
            self.highlighted = index

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Posts the visitor under the cursor."""
        event.stop()
        if visitor := self.under_cursor:
            self.post_message(self.Highlighted(visitor))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Posts the choice."""
        event.stop()
        self.post_message(self.Chosen(self.visitors[event.option_index].name))
