"""What a key does to a line of JSON: `|` is the cursor."""

import pytest

from edge_tui.tui.editor.key_edit import KeyEdit, edit_for_backspace, edit_for_key
from tests.tables import every_row


def after(done: KeyEdit, line: str) -> str:
    """The line after a key, with the cursor in it."""
    left, right = line.split("|")
    left, right = left[: len(left) - done.before] + done.text, right[done.after :]
    cut = len(left) - done.back
    return left[:cut] + "|" + left[cut:] + right


@every_row(
    ("line", "key", "wanted"),
    [
        ('"web": |', "{", '"web": {|}'),
        ('"web": |,', "[", '"web": [|],'),
        ('"web": |"x"', "{", '"web": {|"x"'),
        ("  |", '"', '  "|"'),
        ('"na|"', "m", '"nam|"'),
        ('"name|"', '"', '"name"|'),
        ('"a \\|"', '"', '"a \\"|"'),
        ('"{|"', "{", '"{{|}}"'),
        ('"{{now|}}"', "}", '"{{now}|}"'),
        ('"a {|', "[", '"a {[|'),
        ("{|}", "}", "{}|"),
        ("[|]", "]", "[]|"),
        ("    |", "}", "  }|"),
        ('"a": 1|', "}", '"a": 1}|'),
        ("{|}", "\n", "{\n  |\n}"),
        ('  "a": {|}', "\n", '  "a": {\n    |\n  }'),
        ('  "a": {|"b": 1}', "\n", '  "a": {\n    |"b": 1}'),
        ('    "a": 1,|', "\n", '    "a": 1,\n    |'),
        ('    "a": 1,|   "b": 2', "\n", '    "a": 1,\n    |"b": 2'),
    ],
)
def test_a_key_edits_a_line_of_json(line: str, key: str, wanted: str) -> None:
    assert after(edit_for_key(key, *line.split("|")), line) == wanted


@pytest.mark.parametrize(
    ("line", "wanted"),
    [('"web": {|}', '"web": |'), ('  "|"', "  |"), ('"{{|}}"', '"|"'), ("    |x", "  |x")],
)
def test_backspace_deletes_an_empty_pair_or_an_indentation(line: str, wanted: str) -> None:
    done = edit_for_backspace(*line.split("|"))
    assert done is not None
    assert after(done, line) == wanted


@pytest.mark.parametrize("line", ['"a"|"b"', '"ab|"', "{|]", "   x|", "|"])
def test_backspace_deletes_one_character_elsewhere(line: str) -> None:
    assert edit_for_backspace(*line.split("|")) is None


def test_a_bracket_or_quote_wraps_the_selection() -> None:
    assert edit_for_key("[", "", "", '{"a": 1}').text == '[{"a": 1}]'
    assert edit_for_key('"', "", "", "a\nb").text == '"'
    assert edit_for_key("x", "", "", "abc").text == "x"
