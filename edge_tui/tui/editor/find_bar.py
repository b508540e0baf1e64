"""Find and replace, in two lines below the editor."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from edge_tui.model.text import visible
from edge_tui.tui.textview.text_search import NO_MATCHES, Hit, Query, SearchResult, count_in_words, search
from edge_tui.tui.themes import colors

if TYPE_CHECKING:
    from edge_tui.tui.editor.json_editor import JsonEditor

# Beyond this many hits, the number of the current one isn't shown.
_MAX_NUMBERED = 10_000


class FindBar(Vertical):
    """Searches an editor's text as you type; enter goes to the next hit."""

    DEFAULT_CSS = """
    FindBar {
        display: none;
        height: auto;
        background: $panel;
        Horizontal { height: 1; }
        Input { width: 1fr; background: $background; }
        Input:focus { background: $block-cursor-background; }
        Button { margin: 0 0 0 1; width: auto; min-width: 4; background: $panel; color: $dim; text-style: none; }
        Button.-on { color: $accent; text-style: bold reverse; }
        Button:focus { text-style: bold underline; }
        #find-count { width: auto; min-width: 5; margin: 0 0 0 1; }
        #find-error { display: none; height: auto; color: $warning; }
        .word { width: 8; color: $dim; }
    }
    """
    BINDINGS = [
        Binding("escape", "close", "Close", show=False),
        Binding("down", "go(1)", "Next match", show=False),
        Binding("up", "go(-1)", "Previous match", show=False),
        Binding("f3", "go(1)", "Next match", show=False, id="find.next"),
        Binding("alt+r", "switch('find-pattern')", "Regular expression", show=False, id="find.pattern"),
        Binding("alt+c", "switch('find-case')", "Match case", show=False, id="find.case"),
        Binding("alt+a", "replace_all", "Replace all", show=False, id="find.replace-all"),
    ]
    HELP = (
        "Find and replace. Enter and down go to the next match, up to the previous one; enter in the second line "
        "replaces the match and goes to the next. With .* the search is a regular expression, and \\1 in the "
        "replacement is its first group."
    )

    def __init__(self, area: "JsonEditor") -> None:
        super().__init__()
        self._area = area
        self._start = 0
        self._last_search: tuple[str, Query] | None = None
        self._found = SearchResult()

    async def _build(self) -> None:
        """Mounts both lines when first opened: most texts are never searched."""
        await self.mount(
            Horizontal(
                Static("find", classes="word"),
                Input(id="find-what", placeholder="Find · esc closes", compact=True),
                Button(".*", id="find-pattern", compact=True, tooltip="Regular expression (alt+r)"),
                Button("Aa", id="find-case", compact=True, tooltip="Match case (alt+c)"),
                Static(id="find-count"),
            ),
            Horizontal(
                Static("replace", classes="word"),
                Input(id="find-put", compact=True),
                Button("one", id="replace-one", compact=True, tooltip="Replace this match (enter)"),
                Button("all", id="replace-all", compact=True, tooltip="Replace every match (alt+a)"),
            ),
            Static(id="find-error", markup=False),
        )

    async def open(self) -> None:
        """Opens the bar, searching for the selection."""
        if not self.children:
            await self._build()
        selected = self._area.selected_text
        what = self.query_one("#find-what", Input)
        self._start = self._area.cursor_offset_in_text - len(selected)
        if selected and "\n" not in selected:
            what.value = selected
        self.display = True
        what.focus()
        what.select_all()
        self.find()

    @property
    def is_open(self) -> bool:
        """Whether the bar is shown."""
        return bool(self.children) and bool(self.display)

    def action_close(self) -> None:
        """Closes the bar; the hit stays selected."""
        self.display = False
        self._area.show_hits(())
        self._area.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Goes to the first hit after the start of the search."""
        event.stop()
        if event.input.id == "find-what":
            self._go_from(self._start)

    def action_switch(self, button_id: str) -> None:
        """Switches an option."""
        self.query_one(f"#{button_id}", Button).toggle_class("-on")
        self._go_from(self._start)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next hit; in the second line it replaces first."""
        event.stop()
        if event.input.id == "find-put":
            self.replace_one()
        else:
            self.action_go(1)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Replaces, or switches an option."""
        event.stop()
        if event.button.id == "replace-all":
            self.action_replace_all()
        elif event.button.id == "replace-one":
            self.replace_one()
        else:
            self.action_switch(event.button.id or "")

    def on_key(self, event: events.Key) -> None:
        """Keeps the bar's keys from the widgets around it."""
        if event.key in ("up", "down"):
            event.stop()
            self.action_go(1 if event.key == "down" else -1)

    def action_go(self, step: int) -> None:
        """Selects the next or the previous hit, wrapping around."""
        hits = self.find()
        if not hits:
            return
        here = self._selected()
        if step > 0:
            self._select(next((hit for hit in hits if hit.start >= here.end and hit != here), hits[0]))
        else:
            self._select(next((hit for hit in reversed(hits) if hit.end <= here.start and hit != here), hits[-1]))

    def replace_one(self) -> None:
        """Replaces the selected hit, and goes to the next."""
        hits, here = self.find(), self._selected()
        if not hits:
            return
        if here not in hits:
            self._go_from(here.start)
            return
        replacement = self._replacement(hits[hits.index(here)])
        if replacement is not None:
            self._area.replace_range(here.start, here.end, replacement)
            self._go_from(here.start + len(replacement))

    def action_replace_all(self) -> None:
        """Replaces every hit, as one edit."""
        hits = self.find()
        if not hits:
            return
        pieces, at, text = [], 0, self._area.text
        for hit in hits:
            replacement = self._replacement(hit)
            if replacement is None:
                return
            pieces += [text[at : hit.start], replacement]
            at = hit.end
        self._area.set_text_minimal("".join([*pieces, text[at:]]))
        self.notify(f"Replaced {len(hits):,} (ctrl+z undoes).", timeout=3)
        self.find()

    def _replacement(self, hit: Hit) -> str | None:
        """The replacement of a hit; None, with an error shown, for an unknown group."""
        try:
            return hit.replacement(self.query_one("#find-put", Input).value)
        except ValueError as error:
            self._show_count("", str(error))
            return None

    @property
    def _search_query(self) -> Query:
        is_on = {button.id for button in self.query(Button) if button.has_class("-on")}
        return Query(self.query_one("#find-what", Input).value, "find-pattern" in is_on, "find-case" in is_on)

    def _search(self) -> SearchResult:
        """The hits in the current text; searched once per text and search."""
        this_search = (self._area.text, self._search_query)
        if this_search != self._last_search:
            self._last_search, self._found = this_search, search(*this_search)
        return self._found

    def find(self) -> tuple[Hit, ...]:
        """Highlights the hits in the text, and shows their number."""
        found = self._search()
        hits = found.hits
        self._area.show_hits((hit.start, hit.end) for hit in hits)
        if hits:
            here = self._selected()
            current = hits.index(here) if here in hits[:_MAX_NUMBERED] else None
            self._show_count(count_in_words(len(hits), current))
        else:
            self._show_count(count_in_words(0) if self._search_query.what and not found.error else "", found.error)
        return hits

    def _go_from(self, offset: int) -> None:
        hits = self._search().hits
        if hits:
            self._select(next((hit for hit in hits if hit.start >= offset), hits[0]))
        self.find()

    def _select(self, hit: Hit) -> None:
        self._area.select(hit.start, hit.end)
        self.find()

    def _selected(self) -> Hit:
        return Hit(*self._area.selected_offsets)

    def _show_count(self, count: str, error: str = "") -> None:
        """Writes the number of hits beside the search, and below it why there are none."""
        palette, line = colors(self.app), self.query_one("#find-error", Static)
        self.query_one("#find-count", Static).update(
            Text(count, palette.warning if count == NO_MATCHES else palette.dim)
        )
        line.update(Text(visible(error)))
        line.display = bool(error)
