"""The sheet for a pasted text: what it is, and what to do with it."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Checkbox, OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.formats import Imported
from edge_tui.model.profile import Profile
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.imports.offer import Choice, enter_word, parts_of, tree_lines
from edge_tui.tui.imports.pasted import Kind, Pasted, response_title
from edge_tui.tui.imports.request_row import can_be_kept, request_row
from edge_tui.tui.imports.summary import summary
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.checkboxes import CheckBox

_PARTS = ("event", "version", "headers", "visitor", "profile")


class PasteSheet(ModalScreen[Choice | None]):
    """Returns what to do with a paste; None to leave it.

    `past` describes the exchange of a request ID, empty when history doesn't have it. `is_over_text`: a text
    field had the focus, into which the text goes when the sheet is left.
    """

    CSS_PATH = "form.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("enter", "take", "OK", priority=True),
        Binding("H", "keep_all", "All to history", tooltip="Add every request and response to history"),
    ]

    def __init__(self, pasted: Pasted, profile: Profile, *, past: str = "", is_over_text: bool = False) -> None:
        super().__init__()
        self.pasted = pasted
        self._profile = profile
        self._past = past
        self._is_over_text = is_over_text
        requests = pasted.reading.requests
        # The first one that can be opened.
        self._index = next((index for index, each in enumerate(requests) if each.draft.text), 0)
        self._shown: Imported | None = None

    def compose(self) -> ComposeResult:
        """The requests and the response if there are several, what the text is, and a checkbox for each part."""
        palette, requests = colors(self.app), self.pasted.reading.requests
        with DialogBox(id="paste-sheet") as box:
            box.border_title = Text(visible(self.pasted.title))
            box.name_keys(self._keys())
            rows = [request_row(each, palette) for each in requests]
            if requests and self.pasted.response is not None:
                rows.append(Text(response_title(self.pasted.response)))
            if len(rows) > 1:
                yield OptionList(*map(Option, rows), compact=True, id="paste-requests")
            has_parts = self.pasted.kind in (Kind.REQUEST, Kind.COOKIES)
            classes = "" if has_parts else "-alone"
            with VerticalScroll(id="paste-scroll", can_focus=self.pasted.node is not None, classes=classes):
                yield Static(Text(visible_lines(self._words())), id="paste-words")
            for key in _PARTS:
                yield CheckBox("", compact=True, id=f"part-{key}")

    def on_mount(self) -> None:
        """Shows the parts, and focuses the first thing to choose."""
        self._show_parts()
        requests = self.query("#paste-requests")
        if requests:
            listed = requests.first(OptionList)
            listed.highlighted = self._index
            listed.focus()
        elif self.pasted.node is not None:
            self.query_one("#paste-scroll").focus()
        else:
            boxes = [box for box in self.query(Checkbox) if box.display]
            self.set_focus(boxes[0] if boxes else None)

    @property
    def imported(self) -> Imported | None:
        """The request under the cursor; None on a response."""
        requests = self.pasted.reading.requests
        return requests[self._index] if self._index < len(requests) else None

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        chosen = (box for box in self.query(Checkbox) if box.display and box.value)
        return Choice(self.imported, frozenset((box.id or "").removeprefix("part-") for box in chosen))

    def _keys(self) -> str:
        keeps = " · H all to history" if can_be_kept(self.pasted.reading) else ""
        kind = Kind.RESPONSE if self._is_response else self.pasted.kind
        word = "close" if self._is_unknown else enter_word(kind)
        toggles = " · space on/off" if kind is Kind.REQUEST else ""
        return f"enter {word}{keeps}{toggles} · esc {'paste as text' if self._is_over_text else 'cancel'}"

    @property
    def _is_response(self) -> bool:
        return self.pasted.response is not None and self.imported is None

    @property
    def _is_unknown(self) -> bool:
        return self.pasted.kind is Kind.REQUEST_ID and not self._past

    def _words(self) -> str:
        pasted = self.pasted
        if pasted.kind is Kind.REQUEST_ID:
            return f"{pasted.request_id}\n{self._past or 'Not in history on this machine.'}"
        if self._is_response:
            return "It is shown in the response pane as an exchange that edge-tui didn't send."
        if pasted.kind is Kind.COOKIES:
            return f"Found {', '.join(pasted.cookies)}."
        if pasted.node is not None:
            return "\n".join([*([pasted.note, ""] if pasted.note else []), *tree_lines(pasted.node)])
        imported = self.imported
        assert imported is not None
        words = summary(imported, self._profile, pasted.reading.notes)
        return words if imported.draft.text else f"{words}\nIts body wasn't recorded, so it has no event to open."

    def _show_parts(self) -> None:
        """Fills the checkboxes for the request under the cursor."""
        self.query_one(DialogBox).name_keys(self._keys())
        parts = {part.key: part for part in parts_of(self.pasted, self.imported, self._profile)}
        for key in _PARTS:
            box, part = self.query_one(f"#part-{key}", Checkbox), parts.get(key)
            box.display = part is not None
            if part is not None:
                box.label = Text(visible(part.label))
                box.value = part.is_on
        self.query_one("#paste-words", Static).update(Text(visible_lines(self._words())))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows another request's parts."""
        if event.option_index != self._index:
            self._index = event.option_index
            self._show_parts()

    def on_option_list_option_selected(self) -> None:
        """Takes the request that was clicked."""
        self.action_take()

    def action_take(self) -> None:
        """Returns the choice."""
        close(self, None if self._is_unknown and not self._is_over_text else self.choice)

    def action_keep_all(self) -> None:
        """Returns everything, for history."""
        if can_be_kept(self.pasted.reading):
            close(self, Choice(is_for_history=True))

    def action_give_up(self) -> None:
        """Leaves the text."""
        close(self)
