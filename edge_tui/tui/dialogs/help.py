"""Help for the focused widget: a paragraph, and its keys."""

import re
from collections.abc import Callable, Iterable

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.themes import colors

# After the keys that get room in the footer: moving about and editing.
_LEAST_USED = 10_000
_MAX_KEYS = 12


def rows_of(
    bindings: Iterable[Binding], display: Callable[[Binding], str], rank_by_use: Callable[..., int | None]
) -> list[tuple[str, str, str]]:
    """A row for each thing that keys do: its keys, name and sentence; the most used first, as in the footer.

    What is used alike is in the order of declaration, the focused widget's before those of what it is in.
    """
    keys: dict[tuple[str, str], list[str]] = {}
    ranks: dict[tuple[str, str], tuple[int, int]] = {}
    for index, binding in enumerate(bindings):
        if binding.description and not binding.system:
            words = binding.description, binding.tooltip
            rank = rank_by_use(binding, is_enabled=True)
            keys.setdefault(words, []).append(display(binding) if "," not in binding.key else binding.key)
            place = _LEAST_USED if rank is None else rank, index
            ranks[words] = min(place, ranks.get(words, place))
    # Without a sentence, everybody knows the key.
    order = sorted(keys, key=lambda words: (not words[1], ranks[words]))
    return [(" ".join(dict.fromkeys(keys[words])), *words) for words in order]


class Help(Menu[None]):
    """Explains a widget, and lists the keys that work while it has the focus."""

    CSS_PATH = "help.tcss"
    BINDINGS = [Binding("escape,f1,q,enter", "leave", "Close")]

    def __init__(self, about: Widget | None, keys: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self._about = about
        self._keys = keys

    def compose(self) -> ComposeResult:
        """The paragraph, then the keys."""
        with DialogBox(id="help") as box:
            box.border_title = "Help"
            box.name_keys("esc close")
            with VerticalScroll():
                yield Static(self._text())
                yield Static(self._keys_table())

    def action_leave(self) -> None:
        """Closes the help."""
        close(self)

    def _text(self) -> Text:
        palette = colors(self.app)
        text = Text()
        paragraph = _paragraph(self._about)
        if paragraph:
            text.append(paragraph + "\n", palette.plain)
        return text

    def _keys_table(self) -> Table:
        """The keys with their descriptions, long ones wrapped."""
        palette = colors(self.app)
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(justify="right", no_wrap=True)
        table.add_column()
        for keys, description, tooltip in self._keys:
            before, name, after = _with_name(tooltip, description)
            words = Text.assemble((before, palette.dim), (name, palette.strong), (after, palette.dim))
            # One below the other, where side by side they would move every sentence to the right.
            named = keys.replace(" ", "\n") if cell_len(keys) > _MAX_KEYS else keys
            table.add_row(Text(named, palette.placeholder), words)
        return table


def _with_name(sentence: str, name: str) -> tuple[str, str, str]:
    """A sentence around its key's name, which is before it only where it doesn't have it: `Go to the **templates**`."""
    match = re.search(rf"(?<!\w)\$?{re.escape(name)}(?!\w)", sentence, re.IGNORECASE)
    if match is None:
        return "", name, f"  {sentence}".rstrip()
    return sentence[: match.start()], match[0], sentence[match.end() :]


def _paragraph(widget: Widget | None) -> str:
    """The nearest `HELP`, looking outwards from the widget."""
    while widget is not None:
        if isinstance(words := getattr(widget, "HELP", None), str) and words:
            return words
        widget = widget.parent if isinstance(widget.parent, Widget) else None
    return ""
