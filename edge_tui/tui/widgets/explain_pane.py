"""The node under the cursor, in full: its reading, what it means, and the JSON it stands for."""

from textwrap import wrap

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static

from edge_tui.model.node import ABSENT, Node
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.json_text import pretty_text
from edge_tui.tui.themes import Colours, colours
from edge_tui.tui.widgets.pane import Pane

_MOST_FACTS = 24
_LONGEST_VALUE = 4_000
# What is written here is laid out anew with each step of the cursor.
_LONGEST_JSON = 8_000


class ExplainPane(Pane):
    """Follows the cursor of the handle tree."""

    NUMBER = "4"
    HELP = "What the cursor of the tree is on, in full: its reading, its meaning and the JSON behind it."

    node: reactive[Node | None] = reactive(None, always_update=True)

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll(can_focus=True, id="explain-scroll"):
            yield Static(id="explanation", expand=True)

    def watch_node(self, node: Node | None) -> None:
        """Writes the explanation of another node."""
        self.title(f"Explain · {node.label}"[:60] if node else "Explain")
        self.subtitle(node.pointer or "" if node else "")
        self._write()
        self.query_one("#explain-scroll").scroll_home(animate=False)

    def on_resize(self) -> None:
        """Long facts are wrapped to the width there is."""
        self._write()

    def _write(self) -> None:
        text = self._invitation()
        if self.node:
            # The last column is the scrollbar's, which comes and goes.
            width = self.query_one("#explain-scroll").size.width - 1
            text = explain(self.node, colours(self.app), width)
        self.query_one("#explanation", Static).update(text)

    def _invitation(self) -> Text:
        return Text("What the cursor of the answer is on is explained here.", colours(self.app).dim)


def explain(node: Node, palette: Colours, width: int = 0) -> Text:
    """A node in full, as far as anybody would read; its facts wrapped under themselves where a width is told."""
    text = Text()
    facts = _facts(node)
    if node.note:
        text.append(visible_lines(node.note) + "\n", palette.plain)
    if facts:
        text.append("\n" if text else "")
        text.append_text(_table(facts, palette, width))
    elif node.value and node.content is ABSENT:
        text.append(visible_lines(node.value) + "\n", palette.tone(node.tone))
    if node.content is not ABSENT:
        text.append("\n" if text else "")
        if isinstance(node.content, str):
            text.append_text(_whole_string(node.content, palette))
        else:
            text.append_text(pretty_text(node.content, palette, _LONGEST_JSON))
        text.append("\n")
    if node.source:
        text.append("\n" + visible(node.source), palette.dim)
    return text


def _facts(node: Node) -> list[Node]:
    """The named parts directly below a node that was read, such as the fields of a cookie."""
    if not node.has_children or (node.content is not ABSENT and isinstance(node.content, list)):
        return []
    parts = [child for child in node.children() if not child.has_children and child.value]
    own = node.content if isinstance(node.content, dict) else {}
    parts = [child for child in parts if child.content is ABSENT or child.content is not node.content]
    read = [child for child in parts if child.label not in own and child.value not in node.note]
    return read[:_MOST_FACTS]


def _table(facts: list[Node], palette: Colours, width: int) -> Text:
    label_width = min(max(len(visible(fact.label)) for fact in facts), 20)
    text = Text()
    for fact in facts:
        value = palette.plain if fact.tone.value in ("plain", "dim") else palette.tone(fact.tone)
        text.append(visible(fact.label).ljust(label_width) + "  ", palette.dim)
        lines = wrap(visible(fact.value), width - label_width - 2) if width > 2 * label_width else []
        text.append(("\n" + " " * (label_width + 2)).join(lines or [visible(fact.value)]) + "\n", value)
    return text


def _whole_string(value: str, palette: Colours) -> Text:
    shown = visible_lines(value[:_LONGEST_VALUE])
    text = Text(shown, palette.string)
    if len(value) > _LONGEST_VALUE:
        text.append(f"\n… {len(value) - _LONGEST_VALUE:,} more characters: y copies them all", palette.dim)
    return text
