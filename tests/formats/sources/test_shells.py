"""Words are split as by the shells: compared with bash itself, and with cmd's documented rules."""

import os
import subprocess
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_tui.formats.curl import quoted
from edge_tui.formats.sources.bash import read_bash
from edge_tui.formats.sources.cmd import read_cmd
from tests.examples import examples
from tests.tables import every_row

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


def bash_words(command: str) -> list[str] | None:
    """The words of the first command; None for a quote that is left open."""
    script = read_bash(command)
    first_end = script.commands[0].words[-1].end if script.commands else 0
    if script.open_at is not None and (not script.commands or script.open_at < first_end):
        return None
    return [word.text for word in script.commands[0].words] if script.commands else []


def cmd_words(command: str) -> list[str]:
    """The words of the first command."""
    return [word.text for word in read_cmd(command).commands[0].words]


# Elsewhere `\\u` isn't an escape for bash.
_UTF_8 = {**os.environ, "LC_ALL": "C.UTF-8"}


def _asked(command: str, environ: Mapping[str, str] = _UTF_8) -> list[str] | None:
    """The words of the first command as split by bash, which reads it as a script; None when bash rejects it.

    With `bash -c` and `eval`, what a last backslash becomes depends on the lines before it.
    """
    script = f'first() {{ [ $# -eq 0 ] || printf "%s\\0" "$@"; exit 0; }}\nfirst {command}'
    done = subprocess.run(["bash"], input=script.encode(), capture_output=True, timeout=60, env=environ)
    return done.stdout.decode().split("\0")[:-1] if done.returncode == 0 else None


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_words_are_split_as_in_bash(command: str) -> None:
    assert bash_words(command) == _asked(command)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30))
def test_a_quoted_text_is_one_word_in_bash_in_every_locale(text: str) -> None:
    assert bash_words(quoted(text)) == [text]
    for locale in ("C", "C.UTF-8"):
        assert _asked(quoted(text), {**os.environ, "LC_ALL": locale}) == [text]


@every_row(
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


@every_row(
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
        ("a ^\n b", ["a", "b"]),
        ('""', [""]),
    ],
)
def test_cmd_takes_carets_and_the_runtime_takes_quotes(command: str, words: list[str]) -> None:
    assert cmd_words(command) == words


# Scripts whose `curl` only writes down its arguments and its standard input, so that bash can judge them.
SCRIPTS = [
    'curl a -d @- <<EOF\n{"a": 1}\nEOF\n',
    'X=1\ncurl -d "$X ${X}" "${Y:-two}"',
    "X='a \"b\"'\ncurl -d @- <<EOF\n$X \\$X \\\\\nEOF\n",
    'curl -d @- <<-\'EOF\'\n\t{"a": "$X"}\n\tEOF\n',
    "curl -d @- <<< '{\"a\": 1}'",
    "echo '{\"a\": 1}' | curl -d @-",
    "printf '%s' '{\"a\": 1}' | curl -d @-",
    "cat <<EOF | curl -d @-\n{}\nEOF\n",
    'curl -d "$(cat <<\'EOF\'\n{"a": "it\'s"}\nEOF\n)" b',
    "A=(-H 'a: b' -d '{}')\ncurl \"${A[@]}\" c",
    "read -r -d '' B <<'EOF'\n{\"a\": 1}\nEOF\ncurl -d \"$B\"",
    "curl a \\\n  -b \\\n  c # d",
    'export A=1 B=2; curl "$A$B"',
    "curl $'it\\'s \\u00e9 \\x41 \\101 \\n' 'a'\\''b' \"a\\\"b\\$c\\`\"",
    "curl a 2>&1 b",
    "curl $'\\xc3\\xa9'",
]

JUDGE = r"""curl() { printf '%s\0' "$@"; printf '\1'; case "$*" in *@-*) cat ;; esac; }"""


@every_row("script", SCRIPTS)
def test_a_script_gives_the_words_and_the_input_that_bash_gives(script: str) -> None:
    judging = ["bash", "-c", f"{JUDGE}\n{script}\n"]
    done = subprocess.run(judging, capture_output=True, timeout=60, stdin=subprocess.DEVNULL, env=_UTF_8)
    words, _, text = done.stdout.decode().partition("\1")
    command = next(each for each in read_bash(script).commands if each.words and each.words[0].text == "curl")
    assert [word.text for word in command.words[1:]] == words.split("\0")[:-1]
    if text:
        assert command.stdin is not None
        assert command.stdin.text == text


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("curl a\\ \n b", ["curl", "a", "b"]),
        ("curl https://a/?a=1&b=2 c", ["curl", "https://a/?a=1&b=2", "c"]),
        ("curl\xa0a", ["curl", "a"]),
        ("curl $A ${B} '$C'", ["curl", "$A", "${B}", "$C"]),
        ('curl "$(date +%s)" `id`', ["curl", "$(date +%s)", "`id`"]),
    ],
)
def test_bash_is_read_on_where_the_meaning_is_plain(command: str, words: list[str]) -> None:
    assert bash_words(command) == words


def test_a_variable_that_the_text_does_not_set_is_known_by_its_first_place() -> None:
    assert read_bash("A=1; curl $A $B ${B} $C").unset == {"$B": 13, "$C": 21}
    assert read_cmd("set A=1\ncurl %A% %B% %41%20").unset == {"%B%": 17}
