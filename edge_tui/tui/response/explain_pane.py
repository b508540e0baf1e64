"""Explains the node under the cursor: decoded value, meaning and JSON."""

from textwrap import wrap

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import var
from textual.widgets import Static

from edge_tui.model.node import ABSENT, Node
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import Passage, plain, written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.pane import Pane

_MAX_FACTS = 24
_MAX_LINES_BESIDE = 2


class ExplainPane(Pane):
    """Follows the cursor of the handle tree. `has_actions`: the screen has actions for its nodes."""

    HELP = (
        "The selected node in full: its decoded value, its meaning and its JSON. The last line lists the actions "
        "for it."
    )
    # The tree's keys also work here, on the same node.
    BINDINGS = [
        Binding("full_stop", "actions", "Actions", tooltip="Actions for this node", id="tree.actions"),
        Binding("y", "copy_value", "Copy", tooltip="Copy the node's value", id="tree.copy"),
        Binding("Y", "copy_path", "Copy path", show=False, tooltip="Copy the node's JSON pointer", id="tree.path"),
    ]

    node: var[Node | None] = var(None, always_update=True)
    steps: var[tuple[tuple[str, str], ...]] = var(())

    def __init__(self, pane_id: str, *, number: str = "", has_actions: bool = False) -> None:
        super().__init__(id=pane_id, number=number)
        self._has_actions = has_actions

    def compose(self) -> ComposeResult:
        """The explanation, and below it the actions."""
        yield TextView("explanation", waits=True)
        yield Static(id="from-here")

    @property
    def is_read_in(self) -> bool:
        """Whether the user is reading here and would lose the place if it was rewritten."""
        return self.has_focus_within or bool(self.query_one(TextView).rows.scroll_offset.y)

    def watch_steps(self, steps: tuple[tuple[str, str], ...]) -> None:
        """Lists the node's actions, grouped by key."""
        palette = colors(self.app)
        by_key: dict[str, list[str]] = {}
        for key, brief in steps:
            by_key.setdefault(key, []).append(brief)
        parts = [
            Text.assemble((key, palette.placeholder), (f" {', '.join(by_key[key])}", palette.dim)) for key in by_key
        ]
        self.query_one("#from-here", Static).update(Text("  ").join(parts), layout=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides the action list on screens without actions."""
        return action != "actions" or self._has_actions

    def action_actions(self) -> None:
        """Asks for the node's actions."""
        if self.node is not None:
            self.post_message(HandleTree.ActionsAsked(self.node))

    def action_copy_value(self) -> None:
        """Asks to copy the node's value."""
        self._ask_copy("value")

    def action_copy_path(self) -> None:
        """Asks to copy the node's JSON pointer."""
        self._ask_copy("path")

    def _ask_copy(self, part: str) -> None:
        if self.node is not None:
            self.post_message(HandleTree.CopyAsked(self.node, part))

    def watch_node(self, node: Node | None) -> None:
        """Explains another node."""
        self.title(f"Explain · {node.label}"[:60] if node else "Explain")
        self.subtitle(node.pointer or "" if node else "")
        self._write()

    def on_resize(self) -> None:
        """Wraps long facts to the new width."""
        self._write(keep_place=True)

    def apply_theme(self) -> None:
        """Rewrites the explanation and the actions."""
        self._write(keep_place=True)
        self.watch_steps(self.steps)

    def _write(self, *, keep_place: bool = False) -> None:
        view = self.query_one(TextView)
        passages = explain(self.node, colors(self.app), view.width) if self.node else [written(self._invitation())]
        view.show(passages, keep_place=keep_place)

    def _invitation(self) -> Text:
        return Text("Select something in the response to see what it means.", colors(self.app).dim)


def explain(node: Node, palette: Colors, width: int = 0) -> list[Passage]:
    """A node in full; `width` in cells wraps its facts below themselves, 0 doesn't."""
    text = Text()
    facts = _facts(node)
    if node.note:
        text.append(visible_lines(node.note) + "\n", palette.plain)
    if facts:
        text.append("\n" if text else "")
        text.append_text(_table(facts, palette, width))
    elif node.value and node.content is ABSENT and not node.note.startswith(node.value.removesuffix("…")):
        text.append(visible_lines(node.value) + "\n", palette.tone(node.tone))
    passages = []
    if node.content is not ABSENT:
        text.append("\n" if text else "")
        string = isinstance(node.content, str)
        passages.append(plain(node.content, palette.string) if string else json_passage(node.content))
    if node.source:
        passages.append(written(Text("\n" + visible(node.source), palette.dim)))
    return [written(text), *passages] if text else passages


def _facts(node: Node) -> list[Node]:
    """The named parts directly below a decoded node, such as the fields of a cookie."""
    if not node.has_children or (node.content is not ABSENT and isinstance(node.content, list)):
        return []
    parts = [child for child in node.children() if not child.has_children and child.value]
    own = node.content if isinstance(node.content, dict) else {}
    parts = [child for child in parts if child.content is ABSENT or child.content is not node.content]
    read = [child for child in parts if child.label not in own and child.value not in node.note]
    return read[:_MAX_FACTS]


def _table(facts: list[Node], palette: Colors, width: int) -> Text:
    label_width = min(max(len(visible(fact.label)) for fact in facts), 20)
    text = Text()
    for fact in facts:
        style = palette.plain if fact.tone.value in ("plain", "dim") else palette.tone(fact.tone)
        shown, indent = visible(fact.value), label_width + 2
        lines = wrap(shown, width - indent) if width > 2 * label_width else []
        if len(lines) > _MAX_LINES_BESIDE:
            # Longer text gets the whole width, below its label.
            indent = 2
            text.append(f"{visible(fact.label)}\n  ", palette.dim)
            lines = wrap(shown, width - indent)
        else:
            text.append(visible(fact.label).ljust(label_width) + "  ", palette.dim)
        text.append(("\n" + " " * indent).join(lines or [shown]) + "\n", style)
    return text
