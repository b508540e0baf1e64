"""Explains the node under the cursor: decoded value, meaning and JSON."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.reactive import var
from textual.widgets import Static
from textual.worker import get_current_worker

from edge_tui.model.node import Node
from edge_tui.tui.keys import key_by_id, key_of
from edge_tui.tui.pressable import named_key, names
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.textview.long_text import Passage, written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane

if TYPE_CHECKING:
    from edge_tui.outline.ladder import Ladder

_MAX_TITLE = 60
_NAMED_BY_VALUE = ("scope", "surface", "namespace")


class ActionLine(Static):
    """The keys of the node's actions: a click on one does what it does, wherever the focus is."""

    _written = Text()

    def write(self, words: Text) -> None:
        """Shows keys; nothing is drawn when they are the same as before."""
        if (words, words.spans) != (self._written, self._written.spans):
            self._written = words
            self.update(words, layout=False)

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
        Binding("y", "copy('value')", "Copy", tooltip="Copy the node's value", id="tree.copy"),
        Binding("Y", "copy('path')", "Copy path", show=False, tooltip="Copy the node's JSON pointer", id="tree.path"),
        Binding("F", "json", "JSON", show=False, tooltip="Show the node's JSON, or fold it", id="tree.json"),
    ]

    node: var[Node | None] = var(None, always_update=True)
    # Whether the parts of the node are lines of the tree; written before the node.
    is_open: var[bool] = var(True)  # noqa: FBT003
    steps: var[tuple[tuple[str, str], ...]] = var(())

    def __init__(self, pane_id: str, *, number: str = "", has_actions: bool = False) -> None:
        super().__init__(id=pane_id, number=number)
        self._has_actions = has_actions
        self._is_json_shown = False
        self._ladder: tuple[Ladder, str] | None = None
        self._field: Node | None = None
        # The place in the event that is explained once the pane is in sight.
        self._awaited: tuple[str, int] | None = None
        # The one that is looked up in a thread.
        self._looked_up: tuple[str, int] | None = None

    def compose(self) -> ComposeResult:
        """The explanation, and below it the actions, if the screen has any."""
        yield TextView("explanation", waits=True, copies_all=False)
        if self._has_actions:
            yield ActionLine(id="from-here")

    @property
    def is_read_in(self) -> bool:
        """Whether the user is reading here and would lose the place if it was rewritten."""
        return self.has_focus_within or bool(self.query_one(TextView).rows.scroll_offset.y)

    def watch_steps(self, steps: tuple[tuple[str, str], ...]) -> None:
        """Lists the node's actions, grouped by key."""
        self._write_steps(steps)

    def _write_steps(self, steps: tuple[tuple[str, str], ...]) -> None:
        if not self._has_actions:
            return
        palette = colors(self.app)
        back_key = key_by_id(self.app, "tree.json", (type(self),)) if self._is_json_shown else None
        if self._field is not None:
            # The other actions are those of the response's node.
            copying = [key_by_id(self.app, each, (type(self),)) for each in ("tree.copy", "tree.path")]
            steps = tuple(step for step in steps if step[0] in copying)
        by_key: dict[str, list[str]] = {}
        for key, brief in steps:
            by_key.setdefault(key, []).append("explanation" if key == back_key else brief)
        parts = []
        for key, briefs in by_key.items():
            parts.append(Text.assemble((key, palette.placeholder), (f" {', '.join(briefs)}", palette.dim)))
            parts[-1].stylize(names(key))
        self.query_one(ActionLine).write(Text("  ").join(parts))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hides the action list on screens without actions."""
        return action != "actions" or self._has_actions

    def action_actions(self) -> None:
        """Asks for the node's actions."""
        if self.node is not None:
            self.post_message(HandleTree.ActionsAsked(self.node))
        else:
            self._ask_for_a_selection()

    def action_copy(self, part: str) -> None:
        """Asks to copy what the pane explains: its value or its JSON pointer, or a ladder as a whole."""
        node = self._field or self.node
        if self._ladder is not None and part == "value":
            self.query_one(TextView).rows.action_copy()
        elif node is not None:
            self.post_message(HandleTree.CopyAsked(node, part))
        else:
            self._ask_for_a_selection()

    def _ask_for_a_selection(self) -> None:
        self.notify("Select something in the response first.")

    def watch_node(self, node: Node | None) -> None:
        """Explains another node, its JSON folded."""
        self._is_json_shown = False
        self._leave_ladder()
        self._write_frame()
        self._write()

    def watch_is_open(self) -> None:
        """Explains what the tree has no lines for now."""
        if self.is_mounted and self.node is not None:
            self._write(keep_place=True)

    def action_json(self) -> None:
        """Shows the node's JSON, or folds it."""
        if self.node is None:
            self._ask_for_a_selection()
            return
        self._is_json_shown = not self._is_json_shown
        self._leave_ladder()
        self._write_frame()
        self._write()

    def explain_field(self, text: str, offset: int) -> None:
        """Explains the field at an offset of the event until the response is gone to; at once if in sight."""
        place = text, offset
        self._awaited, self._looked_up = (None, place) if self.region else (place, None)
        if self.region:
            self.run_worker(lambda: self._read_field(text, offset), thread=True, group="field", exclusive=True)

    def on_show(self) -> None:
        """Explains what the cursor of the event was put on while the pane was covered."""
        if self._awaited is not None:
            self.explain_field(*self._awaited)

    def explain_node(self) -> None:
        """Explains the node under the cursor of the response again, instead of a field of the event."""
        if self.explains_field or self._looked_up is not None:
            self._leave_ladder()
            self._write_frame()
            self._write()

    @property
    def explains_field(self) -> bool:
        """Whether it explains a field of the event, not a node of the response."""
        return self._field is not None or self._awaited is not None

    def _read_field(self, text: str, offset: int) -> None:
        from edge_tui.lint.field_explanation import explain_field_at
        from edge_tui.tui.response.field_node import field_node

        found = explain_field_at(text, offset)
        if found is not None and not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show_field, field_node(found), (text, offset))

    def _show_field(self, field: Node, place: tuple[str, int]) -> None:
        # The response may have come meanwhile.
        if field != self._field and place == self._looked_up:
            self._leave_ladder()
            self._field, self._is_json_shown = field, False
            self._write_steps(self.steps)
            self.title(_cut(f"Explain · {field.label}"))
            self.subtitle(field.pointer or "")
            self._write()

    def show_ladder(self, ladder: "Ladder") -> None:
        """Shows a ladder of checks until the cursor moves, in a larger pane."""
        self._ladder = ladder, key_of(self.screen, "why")
        self.add_class("-why")
        self._is_json_shown = False
        self.title("Explain · why")
        self.subtitle("")
        self._write()

    def _leave_ladder(self) -> None:
        self._ladder = self._field = self._awaited = self._looked_up = None
        self.remove_class("-why")

    def _write_frame(self) -> None:
        self._write_steps(self.steps)
        name = "JSON" if self._is_json_shown else "Explain"
        self.title(_cut(f"{name} · {_name_of(self.node)}") if self.node else "Explain")
        self.subtitle(self.node.pointer or "" if self.node else "")

    def on_resize(self) -> None:
        """Wraps long facts to the new width."""
        self._write(keep_place=True)

    def apply_theme(self) -> None:
        """Rewrites the explanation and the actions."""
        super().apply_theme()
        self._write(keep_place=True)
        self._write_steps(self.steps)

    def _write(self, *, keep_place: bool = False) -> None:
        view = self.query_one(TextView)
        passages: list[Passage]
        if self._ladder is not None:
            from edge_tui.tui.response.ladder_text import ladder_text

            ladder, key = self._ladder
            text = ladder_text(ladder, colors(self.app), key, view.width, view.rows.size.height)
            passages = [written(text)]
        elif self._field is not None:
            passages = self._explanation(self._field, view.width)
        elif self.node is None:
            passages = [written(self._invitation())]
        else:
            passages = self._explanation(self.node, view.width)
        view.show(passages, keep_place=keep_place)

    def _explanation(self, node: Node, width: int) -> "list[Passage]":
        # The first frame explains nothing.
        from edge_tui.tui.response.explanation_text import explanation_of, json_of

        palette = colors(self.app)
        return (
            json_of(node, palette)
            if self._is_json_shown
            else explanation_of(node, palette, width, is_open=self.is_open)
        )

    def _invitation(self) -> Text:
        words = "Select something in the response, or rest the cursor on a field of the event, to see what it means."
        return Text(words, colors(self.app).dim)


def _name_of(node: Node) -> str:
    """A node's label, with its value where that alone says nothing, as "No decision for" or "scope"."""
    is_half = node.label.endswith(" for") or node.label in _NAMED_BY_VALUE
    return f"{node.label} {node.value.partition(' · ')[0]}" if is_half else node.label


def _cut(words: str) -> str:
    return words if len(words) <= _MAX_TITLE else words[: _MAX_TITLE - 1] + "…"
