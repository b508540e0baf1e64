"""A number that nothing can be reckoned with is a usage error, whichever option it's given to."""

from collections.abc import Iterator

import click
import pytest

from edge_tui.cli.terminal.group import root
from tests.conftest import Command


def _numbers(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _numbers(command, (*path, name))
        for parameter in command.params if command is not None else ():
            if isinstance(parameter.type, click.types.FloatParamType):
                yield (*path, name), parameter.opts[0]


_OPTIONS = list(_numbers(root))
_NEEDED = {
    ("send",): ("page-view", "--watch", "errors gone"),
    ("profiles", "add"): ("new", "--datastream-id", "5f1c", "--org-id", "A@AdobeOrg"),
    ("profiles", "edit"): ("new",),
    ("replay",): ("0000",),
}


def test_there_are_such_options() -> None:
    assert {(("send",), "--timeout"), (("history", "prune"), "--older-than")} <= set(_OPTIONS)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
@pytest.mark.parametrize(("path", "option"), _OPTIONS)
def test_nan_and_infinity_are_usage_errors(command: Command, path: tuple[str, ...], option: str, number: str) -> None:
    ended = command(*path, *_NEEDED.get(path, ()), option, number)
    assert ended.status == 2, ended.talk
    assert "bug" not in ended.talk
