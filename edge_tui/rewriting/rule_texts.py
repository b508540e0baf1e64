"""The text of a rule file, rule by rule: a rule that changes takes its own lines along, and no others.

A person writes comments and spacing that the rules themselves don't have.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from edge_tui.model.errors import SetupError
from edge_tui.model.text import counted
from edge_tui.model.toml_tables import lines_of
from edge_tui.rewriting.rule_file import written_rules
from edge_tui.rewriting.rule_text import rules_text
from edge_tui.rewriting.rules import Rule

_HEADER = re.compile(r"[ \t]*\[\[[ \t]*rules[ \t]*\]\][ \t]*(?:#.*)?")
_TABLE = re.compile(r"[ \t]*\[")
_ENABLED = re.compile(r"(?P<before>[ \t]*enabled[ \t]*=[ \t]*)(?:true|false)(?P<after>[ \t]*(?:#.*)?)")


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """Rules with the lines of each; `head` is what comes before the first one."""

    rules: tuple[Rule, ...] = ()
    blocks: tuple[str, ...] = field(default=(), repr=False)
    head: str = ""

    @property
    def text(self) -> str:
        """The whole file."""
        return self.head + "".join(self.blocks)

    def changed_to(self, rules: Sequence[Rule]) -> "RuleTexts":
        """Other rules: one that stays, or is only switched, keeps its lines; another is written as its own."""
        known = list(zip(self.rules, self.blocks, strict=True))
        return RuleTexts(tuple(rules), _apart([_take(rule, known) for rule in rules]), self.head)

    def followed_by(self, other: "RuleTexts") -> "RuleTexts":
        """These rules, then those of another file."""
        blocks = (
            _apart([*self.blocks, other.head + other.blocks[0], *other.blocks[1:]]) if other.blocks else self.blocks
        )
        return RuleTexts((*self.rules, *other.rules), blocks, self.head)

    def with_block(self, index: int, block: str, rule: Rule) -> "RuleTexts":
        """Another rule, with its lines, in the place of one."""
        rules, blocks = list(self.rules), list(self.blocks)
        rules[index], blocks[index] = rule, _ended(block)
        return RuleTexts(tuple(rules), tuple(blocks), self.head)


def read_rule_texts(text: str, rules: Sequence[Rule]) -> RuleTexts:
    """The lines of each rule of a file's text, which `rules` are read of.

    Where they can't be told apart, such as in an array on one line, they are written as edge-tui writes them.
    """
    head, blocks = _split(text)
    if len(blocks) == len(rules) and all(map(_is_of, rules, blocks)):
        return RuleTexts(tuple(rules), tuple(blocks), head)
    return RuleTexts().changed_to(rules)


def read_block(block: str, file_name: str) -> Rule:
    """The one rule of a text. Raises `SetupError`."""
    rules = written_rules(block, file_name)
    if len(rules) != 1:
        raise SetupError(
            f"This has {counted(len(rules), 'rule')}, and one is edited here.",
            "Keep one [[rules]] line; f4 edits the whole file.",
        )
    return rules[0]


def _split(text: str) -> tuple[str, list[str]]:
    """What comes before the first rule, and the lines of each; comments right above a rule are its own."""
    lines = lines_of(text)
    starts = [place for place, line in enumerate(lines) if _HEADER.fullmatch(line.rstrip("\r\n"))]
    starts = [_first_comment(lines, place) for place in starts]
    ends = [*starts[1:], len(lines)] if starts else []
    blocks = [_ended("".join(lines[start:end])) for start, end in zip(starts, ends, strict=True)]
    return "".join(lines[: starts[0]] if starts else lines), blocks


def _apart(blocks: list[str]) -> tuple[str, ...]:
    """Lines of rules, a blank one between two of them."""
    spaced = [
        block if not place or blocks[place - 1].endswith("\n\n") or block.startswith("\n") else f"\n{block}"
        for place, block in enumerate(blocks)
    ]
    return tuple(spaced)


def _first_comment(lines: list[str], place: int) -> int:
    while place and lines[place - 1].lstrip().startswith("#"):
        place -= 1
    return place


def _ended(block: str) -> str:
    return block if block.endswith("\n") else f"{block}\n"


def _is_of(rule: Rule, block: str) -> bool:
    """Whether a block alone reads as a rule. One without a name is named by its place in the file."""
    try:
        read = written_rules(block, "")
    except SetupError:
        return False
    return len(read) == 1 and replace(read[0], name=rule.name) == rule


def _take(rule: Rule, known: list[tuple[Rule, str]]) -> str:
    """The lines of a rule; of several that are equal, the first that is left."""
    for place, (each, block) in enumerate(known):
        if each == rule:
            del known[place]
            return block
    switched = replace(rule, enabled=not rule.enabled)
    for place, (each, block) in enumerate(known):
        if each == switched and _is_of(rule, changed := _switched(block, is_on=rule.enabled)):
            del known[place]
            return changed
    return rules_text([rule])


def _switched(block: str, *, is_on: bool) -> str:
    """A block with `enabled` set, in its line if it has one."""
    lines = lines_of(block)
    start = next(place for place, line in enumerate(lines) if _HEADER.fullmatch(line.rstrip("\r\n")))
    for place in range(start + 1, len(lines)):
        if _TABLE.match(lines[place]):
            break
        line = lines[place].rstrip("\r\n")
        if found := _ENABLED.fullmatch(line):
            end = lines[place][len(line) :]
            word = "true" if is_on else "false"
            lines[place] = f"{found['before']}{word}{found['after']}{end}"
            # Rules are on unless they say otherwise.
            if is_on and not found["after"].strip():
                del lines[place]
            return "".join(lines)
    lines.insert(start + 1, f"enabled = {'true' if is_on else 'false'}\n")
    return "".join(lines)
