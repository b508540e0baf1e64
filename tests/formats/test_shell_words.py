"""Words are split as by the shells: compared with bash itself, and with cmd's documented rules."""

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats.curl import quoted
from edge_tui.formats.shell_words import bash_words, cmd_words

# Pieces of quoting, without anything that bash would expand or run.
PIECES = [
    "a",
    "b",
    "'",
    '"',
    "\\",
    " ",
    "\t",
    "\\\n",
    "$'",
    "\\n",
    "\\'",
    '\\"',
    "\\x41",
    "\\u00fc",
    "é",
    "%",
    "^",
    "\\101",
]


def _asked(command: str) -> list[str] | None:
    """The words of the first command as split by bash, which reads it as a script; None when bash rejects it.

    With `bash -c` and `eval`, what a last backslash becomes depends on the lines before it.
    """
    script = f'first() {{ [ $# -eq 0 ] || printf "%s\\0" "$@"; exit 0; }}\nfirst {command}'
    done = subprocess.run(["bash"], input=script.encode(), capture_output=True, timeout=60)
    return done.stdout.decode().split("\0")[:-1] if done.returncode == 0 else None


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_words_are_split_as_in_bash(command: str) -> None:
    assert bash_words(command) == _asked(command)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
def test_a_quoted_text_is_one_word_in_bash(text: str) -> None:
    assert _asked(quoted(text)) == [text]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("curl a # b\n c", ["curl", "a"]),
        ("curl a \\\n -b c \\", ["curl", "a", "-b", "c"]),
        ("curl a\\\n\\\n\\", ["curl", "a"]),
        ("curl a\\\\", ["curl", "a\\"]),
        ("# only\ncurl a; rm b", ["curl", "a"]),
        ("$'\\e\\?\\0'", ["\x1b?\0"]),
        ('$"x"', ["x"]),
        ("", []),
    ],
)
def test_only_the_first_command_of_a_script_is_read(command: str, words: list[str]) -> None:
    assert bash_words(command) == words


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ('a "b c" d', ["a", "b c", "d"]),
        (r'"a\"b" "c\\" d\e', ['a"b', "c\\", r"d\e"]),
        ('"a""b"', ['a"b']),
        ("a^&b ^^ ^\nc", ["a&b", "^", "c"]),
        ('^"a b^"', ["a b"]),
        ('"a^b"', ["a^b"]),
        (r"^\^" + '"', ['"']),
        ("a\nb", ["a"]),
        ("a ^\r\n b", ["a", "b"]),
        ('""', [""]),
    ],
)
def test_cmd_takes_carets_and_the_runtime_takes_quotes(command: str, words: list[str]) -> None:
    assert cmd_words(command) == words
