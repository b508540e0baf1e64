"""A rule of a file changes with its own lines; every other line stays as a person wrote it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError
from edge_tui.rewriting.fault import Fault
from edge_tui.rewriting.rule_file import EXAMPLE, written_rules
from edge_tui.rewriting.rule_text import rules_text
from edge_tui.rewriting.rule_texts import RuleTexts, read_block, read_rule_texts
from edge_tui.rewriting.rules import Rule
from tests.rewriting.test_rule_text import rules

FILE = """\
# Rules for the spring sale.

# Slow, as on a train.
[[rules]]
name = "slow"          # a name
fault.delay_ms = 300


[[ rules ]]   # not yet
enabled = false # later
name = "busy"
fault.status = 503
when.events = [
  "commerce.*",  # all of them
]

[[rules]]
name = "cut"
enabled = false
[rules.fault]
network = "off"
"""
SLOW = '# Slow, as on a train.\n[[rules]]\nname = "slow"          # a name\nfault.delay_ms = 300\n\n\n'
BUSY = (
    '[[ rules ]]   # not yet\nenabled = false # later\nname = "busy"\nfault.status = 503\nwhen.events = [\n'
    '  "commerce.*",  # all of them\n]\n\n'
)
CUT = '[[rules]]\nname = "cut"\nenabled = false\n[rules.fault]\nnetwork = "off"\n'


def read(text: str) -> RuleTexts:
    """The rules of a text with their lines."""
    return read_rule_texts(text, written_rules(text, "rules.toml"))


def switched(texts: RuleTexts, index: int) -> RuleTexts:
    """One rule switched."""
    changed = list(texts.rules)
    changed[index] = replace(changed[index], enabled=not changed[index].enabled)
    return texts.changed_to(changed)


def without(texts: RuleTexts, index: int) -> RuleTexts:
    """One rule removed."""
    return texts.changed_to([each for place, each in enumerate(texts.rules) if place != index])


def test_each_rule_has_its_lines_and_the_comment_above_it() -> None:
    texts = read(FILE)
    assert texts.blocks == (SLOW, BUSY, CUT)
    assert texts.head == "# Rules for the spring sale.\n\n"
    assert texts.text == FILE


@pytest.mark.parametrize(
    ("index", "block"),
    [
        (0, SLOW.replace("[[rules]]\n", "[[rules]]\nenabled = false\n")),
        (1, BUSY.replace("enabled = false # later", "enabled = true # later")),
        (2, CUT.replace("enabled = false\n", "")),
    ],
)
def test_a_rule_is_switched_in_its_own_line(index: int, block: str) -> None:
    texts = switched(read(FILE), index)
    assert texts.blocks[index] == block
    assert [each for place, each in enumerate(texts.blocks) if place != index] == [
        each for place, each in enumerate((SLOW, BUSY, CUT)) if place != index
    ]
    assert written_rules(texts.text, "") == texts.rules
    assert switched(texts, index).rules == read(FILE).rules


def test_a_rule_that_is_removed_takes_its_comment_along_and_a_new_one_comes_last() -> None:
    texts = without(read(FILE), 0)
    assert texts.text == "# Rules for the spring sale.\n\n" + BUSY + CUT
    added = texts.changed_to([*texts.rules, Rule("new", fault=Fault(status=500))])
    assert added.text == texts.text + '\n[[rules]]\nname = "new"\nfault.status = 500\n'
    assert written_rules(added.text, "") == added.rules


def test_a_rule_is_edited_in_its_lines_and_no_others() -> None:
    block = BUSY.replace("503", "429").rstrip("\n")
    texts = read(FILE).with_block(1, block, read_block(block, ""))
    assert texts.blocks == (SLOW, f"{block}\n", CUT)
    assert texts.rules[1].fault == Fault(status=429)


@pytest.mark.parametrize("text", ["", "# none\n", SLOW + CUT, "fault.status = 503", "[[rules]]\nfault.state = 1\n"])
def test_what_is_not_one_rule_is_refused(text: str) -> None:
    with pytest.raises(SetupError):
        read_block(text, "The rule")


@pytest.mark.parametrize(
    "text",
    [
        'rules = [{name = "a", fault = {status = 503}}, {name = "b", fault.network = "off"}]\n',
        '[[rules]]\nname = "a"\nresponse.body = """\n[[rules]]\nenabled = true\n"""\n',
    ],
)
def test_rules_whose_lines_cannot_be_told_apart_are_written_again(text: str) -> None:
    texts = read(text)
    assert texts.text == rules_text(texts.rules)
    for index in range(len(texts.rules)):
        assert written_rules(switched(texts, index).text, "") == switched(texts, index).rules


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_only_a_line_feed_ends_a_line(end: str) -> None:
    text = f'# kept{end}[[rules]]\n[[rules]]\nname = "a{end}[[rules]]"  # a{end}enabled = true\nfault.status = 503\n'
    texts = read(text)
    assert texts.text == text
    off = switched(texts, 0)
    assert off.text == text.replace("\nname", "\nenabled = false\nname")
    assert written_rules(off.text, "") == off.rules


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_a_mistake_is_in_the_line_that_an_editor_shows(end: str) -> None:
    with pytest.raises(SetupError, match="line 3"):
        written_rules(f"# a{end}b\n[[rules]]\nfault.state = 1\n", "rules.toml")


def test_the_example_keeps_every_line() -> None:
    texts = read(EXAMPLE)
    assert texts.text == EXAMPLE
    for index in range(len(texts.rules)):
        kept = without(texts, index)
        assert set(kept.text.splitlines()) <= set(EXAMPLE.splitlines())
        assert written_rules(switched(texts, index).text, "") == switched(texts, index).rules


@given(st.lists(rules, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_whatever_is_switched_removed_and_added_the_text_reads_as_the_rules(made: list[Rule], chance: object) -> None:
    texts = read(rules_text(made))
    for _ in range(4):
        count = len(texts.rules)
        what = chance.choice(["switch", "remove", "add"]) if count > 1 else "add"  # type: ignore[attr-defined]
        index = chance.randrange(count)  # type: ignore[attr-defined]
        if what == "switch":
            texts = switched(texts, index)
        elif what == "remove":
            texts = without(texts, index)
        else:
            texts = texts.changed_to([*texts.rules, chance.choice(made)])  # type: ignore[attr-defined]
        assert written_rules(texts.text, "") == texts.rules
