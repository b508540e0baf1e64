"""Printed commands run nothing else, even with untrusted values in them."""

import shlex
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.cli.exchange.import_target import suggest_profile
from edge_tui.formats import Implied
from edge_tui.model.command_line import ELLIPSIS, command_line, fits_a_line
from tests.tables import every_row

HOSTILE = [
    "a;touch p;x",
    "$(touch p)",
    "`touch p`",
    "a'b\"c",
    "a\\",
    "!history",
    "~/x",
    "*",
    "a && touch p",
    "a | touch p",
    "> p",
    "# gone",
    "-x",
    "",
    "$HOME",
    "a\u00a0b",
    "Zürich",
]
UNPRINTABLE = ["a\ntouch p", "a\rb", "\x1b]52;c;cHduZWQ=\x07", "a\u202eb", "\x9b31m", "a\x00b", "\u200e", "\ud800"]


@every_row("value", HOSTILE)
def test_a_shell_reads_every_word_of_a_printed_command_unchanged(value: str) -> None:
    words = ["edge-tui", "profiles", "add", "NAME", "--datastream-id", value]
    if fits_a_line(value):
        assert shlex.split(command_line(*words)) == words
    else:
        assert ELLIPSIS in command_line(*words)


@every_row("value", UNPRINTABLE)
def test_an_unprintable_word_is_not_in_the_command(value: str) -> None:
    assert command_line("edge-tui", value) == f"edge-tui {ELLIPSIS}"


@given(st.lists(st.text(max_size=30), max_size=4))
def test_any_words_are_parsed_back_or_not_printed(words: list[str]) -> None:
    line = command_line(*words)
    assert line.isprintable()
    assert shlex.split(line) == [word if fits_a_line(word) else ELLIPSIS for word in words]


@given(*(st.text(max_size=20) for _ in range(4)))
def test_the_suggested_profile_of_an_import_is_quoted(url: str, datastream: str, org: str, client: str) -> None:
    suggestion = suggest_profile(Implied(url, "ee", "", None, datastream, org, client))
    command = suggestion.partition("edge-tui ")[2].partition(" Left out because")[0]
    given_values = [each for each in (url, datastream, org, client) if each and fits_a_line(each)]
    assert shlex.split(command)[4::2] == given_values
    assert suggestion.isprintable()


def test_bash_runs_nothing_but_edge_tui(tmp_path: Path) -> None:
    values = [value for value in HOSTILE if value and fits_a_line(value)]
    lines = [suggest_profile(Implied("https://a.example", "ee", "", None, value, value, value)) for value in values]
    commands = [line.removeprefix("To add its profile: ") for line in lines]
    script = "edge-tui() { printf '%s\\0' \"$@\"; }\n" + "\n".join(commands)
    ended = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, timeout=60)
    assert list(tmp_path.iterdir()) == []
    assert (ended.returncode, ended.stderr) == (0, b"")
    fixed = ["profiles", "add", "NAME", "--url", "https://a.example"]
    expected = [[*fixed, "--datastream-id", each, "--org-id", each, "--client-id", each] for each in values]
    assert ended.stdout.decode().split("\0")[:-1] == [word for words in expected for word in words]
