"""What Explain says about a node, and its JSON."""

import re
from itertools import islice
from textwrap import wrap

from rich.text import Text

from edge_tui.model.node import ABSENT, Node, Tone
from edge_tui.model.response import is_problem
from edge_tui.model.text import visible, visible_lines
from edge_tui.outline.arrangement import DETAILS, words_of_the_gateway
from edge_tui.tui.response.tree_rows import style_of_json, value_text
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import Passage, plain, written
from edge_tui.tui.themes import Colors

_MAX_FACTS = 24
_MAX_LINES_BESIDE = 2
_MAX_LABEL = 20
# A shorter value may be in a line by chance.
_LEAST_SPECIAL = 16
# What is before and after the value of a problem's details in the tree, which is as wide as the explanation: labels
# are below each other. The row is cut off where it doesn't fit, while sentences wrap.
_BESIDE_DETAILS = 24
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def json_of(node: Node, palette: Colors) -> list[Passage]:
    """The JSON that a node stands for."""
    if node.content is ABSENT:
        return [written(Text("This isn't part of the response's JSON.", palette.dim))]
    return [json_passage(node.content)]


def explanation_of(node: Node, palette: Colors, width: int = 0, *, is_open: bool = True) -> list[Passage]:
    """A node in words: its meaning, its value, what it consists of. The tree and the body have its JSON.

    `width` in cells wraps facts below themselves, 0 doesn't. `is_open`: the tree shows its parts, too. What the row
    of the node and the lines of a problem say isn't repeated.
    """
    text = Text()
    facts, more = _facts(node, is_open=is_open)
    if note := _note(node, width, is_open=is_open, has_more=bool(facts or node.source)):
        text.append(visible_lines(note) + "\n", palette.plain)
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


def _note(node: Node, width: int, *, is_open: bool, has_more: bool) -> str:
    """The sentences of a node's note that its row and its lines don't have; all of them where nothing else is left."""
    said = {sentence for value in (node.value, node.label) for sentence in _sentences(value)}
    words: list[str] = []
    if _is_open_problem(node, is_open=is_open):
        for line in node.children():
            if line.label != DETAILS or len(line.value) + _BESIDE_DETAILS <= width:
                said.update(_sentences(line.value))
        words = [str(words) for words in words_of_the_gateway(node) if said.isdisjoint(_sentences(words))]
    lines = (
        " ".join(each for each in _SENTENCE_END.split(line) if each.rstrip(".") not in said)
        for line in node.note.splitlines()
    )
    unsaid = "\n".join(filter(None, (*lines, *words)))
    return unsaid if unsaid or has_more else node.note


def _sentences(text: str) -> list[str]:
    return [sentence.rstrip(".") for sentence in _SENTENCE_END.split(text.strip())]


def _is_open_problem(node: Node, *, is_open: bool) -> bool:
    return is_open and node.tone in (Tone.ERROR, Tone.WARNING) and is_problem(node.content)


def _facts(node: Node, *, is_open: bool) -> tuple[list[Node], bool]:
    """The parts of a node that say something beside its note, and whether there are more of them."""
    if node.branches is None:
        return [], False
    first = list(islice(node.branches(), _MAX_FACTS + 1))
    if _is_open_problem(node, is_open=is_open):
        # What its lines fold away.
        first = [each for line in first if line.label == DETAILS for each in line.children() if each.content is ABSENT]
    facts = [fact for fact in first[:_MAX_FACTS] if fact.value and not _is_repeated(fact, node, is_open=is_open)]
    return facts, len(first) > _MAX_FACTS


def _is_repeated(fact: Node, node: Node, *, is_open: bool) -> bool:
    """Whether a node's note, row or label has what a part of it says, or a problem's part is a line of the tree."""
    is_in_line = fact.value == node.label or (len(fact.value) >= _LEAST_SPECIAL and fact.value in node.value)
    is_of_problem = is_open and node.tone is Tone.ERROR and fact.content is ABSENT and not is_problem(node.content)
    return fact.value in node.note or is_in_line or is_of_problem


def _table(facts: list[Node], palette: Colors, width: int) -> Text:
    labels = [len(visible(fact.label)) for fact in facts]
    # A longer label has its value below it, and doesn't push the others'.
    label_width = max((each for each in labels if each <= _MAX_LABEL), default=_MAX_LABEL)
    text = Text()
    for fact in facts:
        shown, indent = visible(fact.value), max(label_width, len(visible(fact.label))) + 2
        is_short = len(visible(fact.label)) <= label_width or indent + len(shown) <= width
        is_long = len(shown) > width - indent
        lines = wrap(shown, width - indent) if is_long and width > 2 * label_width and width > indent else []
        if len(lines) > _MAX_LINES_BESIDE or (lines and not is_short):
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
