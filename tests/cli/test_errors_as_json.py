"""With `--json` an error is JSON on standard output, too, whichever command it comes from."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from edge_tui.cli.recording.past import past_recordings
from edge_tui.cli.terminal.group import root
from tests.conftest import Command


def _with_json(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _with_json(command, (*path, name))
        if command is not None and any("--json" in parameter.opts for parameter in command.params):
            yield (*path, name)


# The subcommands of `capture` aren't those of a group.
_COMMANDS = [*_with_json(root), *_with_json(past_recordings, ("capture",))]


def test_most_commands_print_json() -> None:
    assert {("send",), ("history", "list"), ("capture",), ("capture", "show"), ("emulator",)} <= set(_COMMANDS)


@pytest.mark.parametrize("path", _COMMANDS, ids=" ".join)
def test_a_usage_error_is_a_document(command: Command, path: tuple[str, ...]) -> None:
    done = command(*path, "--json", "--no-such-option")
    assert done.status == 2
    assert _only_document(done.out) == done.talk.strip()
    assert "--no-such-option" in done.talk


@pytest.mark.parametrize(
    "arguments",
    [
        ("send", "--profile", "nope"),
        ("send", "no-such-template"),
        ("send", "page-view", "--set", "nonsense"),
        ("replay", "0000"),
        ("compare", "0000", "0001"),
        ("side-by-side", "page-view", "--profiles", "nope,emulator"),
        ("handles", "no-such-file"),
        ("decode", ""),
        ("explain", "no such code"),
        ("lint", "no-such-file"),
        ("profiles", "show", "nope"),
        ("visitors", "show", "nope"),
        ("history", "show", "0000"),
        ("capture", "show", "nope"),
        ("doctor", "--profile", "nope"),
        ("forward", "--to", "nonsense://x"),
        ("emulator", "--config", "no-such-file"),
    ],
    ids=" ".join,
)
def test_a_wrong_setting_or_input_is_a_document(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments, "--json")
    assert done.status == 2
    assert _only_document(done.out) == done.talk.strip()


@pytest.mark.parametrize("arguments", [("history", "show", "0000"), ("history", "show", "0000", "--", "--json")])
def test_without_the_option_standard_output_stays_empty(command: Command, arguments: tuple[str, ...]) -> None:
    done = command(*arguments)
    assert done.status == 2
    assert done.out == ""


def test_control_characters_of_a_name_are_escaped(command: Command, tmp_path: Path) -> None:
    done = command("lint", str(tmp_path / "a\x1b[31mb\nc.json"), "--json")
    assert "\x1b" not in done.out + done.talk
    assert "a\x1b[31mb\nc.json" in json.loads(done.out)["error"]["what"]


def _only_document(out: str) -> str:
    """The sentence that an error's two members make; there is nothing beside it."""
    document = json.loads(out)
    assert list(document) == ["error"]
    assert list(document["error"]) == ["what", "how"]
    assert document["error"]["what"]
    return f"{document['error']['what']} {document['error']['how']}".strip()
