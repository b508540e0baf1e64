"""Explains the node under the cursor: decoded value, meaning and JSON."""

from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import var
from textual.widgets import Static
from textual.worker import get_current_worker

from edge_tui.model.node import ABSENT, Node, Tone
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.keys import key_by_id, key_of
from edge_tui.tui.pressable import named_key, names
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.tree_rows import style_of_json, value_text
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import Passage, plain, written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from edge_tui.outline.ladder import Ladder

_MAX_FACTS = 24
_MAX_LINES_BESIDE = 2
_MAX_LABEL = 20
# A shorter value may be in a line by chance.
_LEAST_SPECIAL = 16


class ActionLine(Static):
    """The keys of the node's actions: a click on one does what it does, wherever the focus is."""

    async def on_click(self, event: events.Click) -> None:
        """Does what a key does in this pane: pressed, it would be typed in an editor, or copy a text as a whole."""
        key = named_key(event.style)
        for node in self.ancestors if key else ():
            for binding in getattr(type(node), "BINDINGS", ()):
                if isinstance(binding, Binding) and key_by_id(self.app, binding.id or "", (type(node),)) == key:
                    await self.app.run_action(binding.action, node)
                    return


class ExplainPane(Pane):
    """Follows the cursor of the handle tree. `has_actions`: the screen has actions for its nodes."""

    HELP = (
        "The selected node in full: its meaning, its decoded value, what it consists of. Its JSON is folded: one key "
        "shows it instead. The last line lists the actions for the node."
    )
    # The tree's keys also work here, on the same node.
    BINDINGS = [
        Binding("full_stop", "actions", "Actions", tooltip="List what can be done with this node", id="tree.actions"),
        Binding("y", "copy_value", "Copy", tooltip="Copy the node's value", id="tree.copy"),
        Binding("Y", "copy_path", "Copy path", show=False, tooltip="Copy the node's JSON pointer", id="tree.path"),
        Binding("F", "json", "JSON", show=False, tooltip="Show the node's JSON, or fold it", id="tree.json"),
    ]

    node: var[Node | None] = var(None, always_update=True)
    steps: var[tuple[tuple[str, str], ...]] = var(())

    def __init__(self, pane_id: str, *, number: str = "", has_actions: bool = False) -> None:
        super().__init__(id=pane_id, number=number)
        self._has_actions = has_actions
        self._is_json_shown = False
        self._ladder: tuple[Ladder, str] | None = None
        self._field: Node | None = None

    def compose(self) -> ComposeResult:
        """The explanation, and below it the actions."""
        yield TextView("explanation", waits=True)
        yield ActionLine(id="from-here")

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
        parts = []
        for key, briefs in by_key.items():
            parts.append(Text.assemble((key, palette.placeholder), (f" {', '.join(briefs)}", palette.dim)))
            parts[-1].stylize(names(key))
        self.query_one(ActionLine).update(Text("  ").join(parts), layout=False)

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
        """Explains another node, its JSON folded."""
        self._is_json_shown = False
        self._ladder = self._field = None
        self._write_titles()
        self._write()

    def action_json(self) -> None:
        """Shows the node's JSON, or folds it."""
        self._is_json_shown = not self._is_json_shown
        self._ladder = self._field = None
        self._write_titles()
        self._write()

    def explain_field(self, text: str, offset: int) -> None:
        """Explains the field at an offset of the event until the cursor of the response moves."""
        if self.region:
            self.run_worker(lambda: self._read_field(text, offset), thread=True, group="field", exclusive=True)

    def _read_field(self, text: str, offset: int) -> None:
        from edge_tui.lint.field_explanation import explain_field_at
        from edge_tui.tui.response.field_node import field_node

        found = explain_field_at(text, offset)
        if found is not None and not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show_field, field_node(found))

    def _show_field(self, field: Node) -> None:
        if field != self._field:
            self._field, self._ladder, self._is_json_shown = field, None, False
            self.title(f"Explain · {field.label}"[:60])
            self.subtitle(field.pointer or "")
            self._write()

    def show_ladder(self, ladder: "Ladder") -> None:
        """Shows a ladder of checks until the cursor moves, in a pane that stays larger until the next response."""
        self._ladder = ladder, key_of(self.screen, "why")
        self.add_class("-why")
        self._is_json_shown = False
        self.title("Explain · why")
        self.subtitle("")
        self._write()

    def _write_titles(self) -> None:
        name = "JSON" if self._is_json_shown else "Explain"
        self.title(f"{name} · {_name_of(self.node)}"[:60] if self.node else "Explain")
        self.subtitle(self.node.pointer or "" if self.node else "")

    def on_resize(self) -> None:
        """Wraps long facts to the new width."""
        self._write(keep_place=True)

    def apply_theme(self) -> None:
        """Rewrites the explanation and the actions."""
        super().apply_theme()
        self._write(keep_place=True)
        self.watch_steps(self.steps)

    def _write(self, *, keep_place: bool = False) -> None:
        view = self.query_one(TextView)
        passages: list[Passage]
        if self._ladder is not None:
            from edge_tui.tui.response.ladder_text import ladder_text

            passages = [written(ladder_text(self._ladder[0], colors(self.app), self._ladder[1], view.width))]
        elif self._field is not None:
            passages = explain(self._field, colors(self.app), view.width)
        elif self.node is None:
            passages = [written(self._invitation())]
        elif self._is_json_shown:
            passages = json_of(self.node, colors(self.app))
        else:
            passages = explain(self.node, colors(self.app), view.width)
        view.show(passages, keep_place=keep_place)

    def _invitation(self) -> Text:
        words = "Select something in the response, or rest the cursor on a field of the event, to see what it means."
        return Text(words, colors(self.app).dim)


def _name_of(node: Node) -> str:
    """A node's label; one that only begins a sentence, such as "No decision for", with its value."""
    return f"{node.label} {node.value}" if node.label.endswith(" for") else node.label


def json_of(node: Node, palette: Colors) -> list[Passage]:
    """The JSON that a node stands for."""
    if node.content is ABSENT:
        return [written(Text("This isn't part of the response's JSON.", palette.dim))]
    return [json_passage(node.content)]


def explain(node: Node, palette: Colors, width: int = 0) -> list[Passage]:
    """A node in words: its meaning, its value, what it consists of. The tree and the body have its JSON.

    `width` in cells wraps facts below themselves, 0 doesn't.
    """
    text = Text()
    facts, more = _facts(node)
    if node.note:
        text.append(visible_lines(node.note) + "\n", palette.plain)
    if facts:
        text.append("\n" if text else "")
        text.append_text(_table(facts, palette, width))
    elif node.value and node.content is ABSENT and not node.note.startswith(node.value.removesuffix("…")):
        text.append(visible_lines(node.value) + "\n", palette.tone(node.tone))
    if more:
        text.append("…\n", palette.dim)
    passages = []
    if isinstance(node.content, str) and not facts:
        text.append("\n" if text else "")
        passages.append(plain(node.content, palette.string))
    elif not facts and (style := style_of_json(node.content, palette)):
        text.append(("\n" if text else "") + visible(node.value) + "\n", style)
    if node.source:
        passages.append(written(Text().append("\n" + visible(node.source), palette.dim)))
    return [written(text), *passages] if text else passages


def _facts(node: Node) -> tuple[list[Node], bool]:
    """The parts of a node that say something beside its note, and whether there are more of them."""
    if node.branches is None:
        return [], False
    first = list(islice(node.branches(), _MAX_FACTS + 1))
    facts = [fact for fact in first[:_MAX_FACTS] if fact.value and not _is_repeated(fact, node)]
    return facts, len(first) > _MAX_FACTS


def _is_repeated(fact: Node, node: Node) -> bool:
    """Whether the note of a node has what a part of it says, or a problem's part is a line of the tree."""
    is_in_line = len(fact.value) >= _LEAST_SPECIAL and fact.value in node.value
    is_of_problem = node.tone is Tone.ERROR and fact.content is ABSENT and not fact.has_children
    return fact.value in node.note or is_in_line or is_of_problem


def _table(facts: list[Node], palette: Colors, width: int) -> Text:
    labels = [len(visible(fact.label)) for fact in facts]
    # A longer label has its value below it, and doesn't push the others'.
    label_width = max((each for each in labels if each <= _MAX_LABEL), default=_MAX_LABEL)
    text = Text()
    for fact in facts:
        shown, indent = visible(fact.value), label_width + 2
        lines = wrap(shown, width - indent) if width > 2 * label_width else []
        if len(lines) > _MAX_LINES_BESIDE or (lines and len(visible(fact.label)) > label_width):
            # Longer text gets the whole width, below its label.
            indent = 2
            text.append(f"{visible(fact.label)}\n  ", palette.dim)
            lines = wrap(shown, width - indent)
        else:
            text.append(visible(fact.label).ljust(label_width) + "  ", palette.dim)
        if len(lines) > 1:
            text.append(("\n" + " " * indent).join(lines) + "\n", palette.plain)
        else:
            text.append_text(value_text(fact, palette)).append("\n")
    return text
