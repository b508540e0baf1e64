"""The command line's contract: commands, options, choices and aliases that scripts rely on, and help that is true."""

import re
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import pytest

from edge_tui.cli import ALIASES, COMMANDS
from edge_tui.cli.recording.past import past_recordings
from edge_tui.cli.terminal.group import root
from tests.conftest import Command

README = Path(__file__).parents[2] / "README.md"
# Options by command. More may be added, none may go.
_CONTRACT = {
    "": "--profile --version --help",
    "send": "--profile --json --set --header --summary --request-id --visitor --action --body --dry-run --retry"
    " --timeout --expect --junit --allow-partial",
    "replay": "--exact --profile --json --summary",
    "compare": "--json --profiles",
    "side-by-side": "--profiles --json",
    "handles": "--json",
    "decode": "--json",
    "explain": "--json",
    "lint": "--json --schema --format --profile",
    "templates list": "--json",
    "templates show": "",
    "templates save": "",
    "templates delete": "",
    "templates path": "",
    "profiles list": "--json",
    "profiles add": "--url --base-path --api-version --datastream-id --org-id --environment --auth --client-id --scope"
    " --ims-url --secret-stdin",
    "profiles show": "--json",
    "profiles edit": "--url --base-path --api-version --datastream-id --org-id --environment --auth --client-id --scope"
    " --ims-url --secret-stdin",
    "profiles delete": "",
    "profiles login": "--secret-stdin",
    "profiles check": "--offline --json",
    "visitors list": "--json",
    "visitors show": "--json",
    "visitors new": "",
    "visitors clone": "",
    "visitors delete": "",
    "history list": "--limit --json",
    "history show": "--json",
    "history search": "--json",
    "history delete": "",
    "history prune": "",
    "import": "--all --history --name",
    "export": "--format --with-secrets",
    "doctor": "--json --profile",
    "emulator": "--port --tls --config --json",
    "keys": "",
    "completions": "",
    "capture": "--browser --headless --for --until-idle --steps --profile-folder --cdp --browser-arg --edge-host --name"
    " --to-datastream --to-profile --to-emulator --rule --untouched --expect --junit --har --json",
    "capture list": "--json",
    "capture show": "--json",
    "capture check": "--json --expect",
    "capture diff": "--json",
    "capture delete": "",
    "proxy": "--port --lan --edge-host --json",
    "forward": "--to --port --tls --rule --json",
}
_REPEATABLE = (
    *("send --set", "send --header", "send --expect", "replay --expect", "profiles add --scope"),
    *("capture --browser-arg", "capture --edge-host", "capture --rule", "capture --expect"),
    *("proxy --edge-host", "proxy --rule", "forward --rule"),
)
_CHOICES = {
    "send --action": "interact collect acquire set-consent",
    "lint --format": "text json github sarif junit",
    "export --format": "curl har httpie python alloy bundle",
    "profiles add --api-version": "v1 v2",
    "profiles add --environment": "dev stage prod",
    "profiles add --auth": "none token oauth",
    "completions shell": "bash zsh fish",
}
_DEFAULTS = {"proxy --port": 8888, "forward --port": 8080, "lint --format": "text"}


def _commands() -> Iterator[tuple[str, click.Command]]:
    yield "", root
    for group, path in ((root, ""), (past_recordings, "capture ")):
        yield from _below(group, path)


def _below(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from _below(command, f"{path}{name} ")


_ALL = dict(_commands())


def _parameters(name: str) -> dict[str, click.Parameter]:
    command = _ALL[name]
    return {option: each for each in command.get_params(click.Context(command)) for option in each.opts}


def _parameter(text: str) -> click.Parameter:
    name, _, option = text.rpartition(" ")
    return _parameters(name)[option]


@pytest.mark.parametrize("name", _CONTRACT)
def test_a_command_has_the_options_of_the_contract(name: str) -> None:
    assert set(_CONTRACT[name].split()) <= set(_parameters(name))


def test_every_command_is_in_the_contract_or_newer() -> None:
    assert {name.partition(" ")[0] for name in _CONTRACT} - {""} == set(COMMANDS)
    assert set(_CONTRACT) <= set(_ALL)
    assert ALIASES == {"diff": "compare"}


@pytest.mark.parametrize("text", _REPEATABLE)
def test_an_option_may_be_repeated(text: str) -> None:
    parameter = _parameter(text)
    assert isinstance(parameter, click.Option)
    assert parameter.multiple


@pytest.mark.parametrize("text", _CHOICES)
def test_an_option_has_its_choices(text: str) -> None:
    parameter = _parameter(text)
    assert isinstance(parameter.type, click.Choice)
    assert set(_CHOICES[text].split()) <= set(parameter.type.choices)


@pytest.mark.parametrize("text", _DEFAULTS)
def test_an_option_has_its_default(text: str) -> None:
    assert _parameter(text).default == _DEFAULTS[text]


def _help(name: str) -> str:
    command = _ALL[name]
    return command.get_help(click.Context(command, info_name=f"edge-tui {name}".strip(), max_content_width=100))


def _examples(name: str) -> list[str]:
    """Every call of edge-tui in a command's help."""
    return _calls(re.findall(r"^    (.*)$", _help(name), re.MULTILINE))


def _calls(lines: Iterable[str]) -> list[str]:
    """The first call of edge-tui in each line, without what is piped to or from it and the shell's comments."""
    found = [match[1] for line in lines if (match := re.match(r"(?:.* \| )?(edge-tui .*)$", line))]
    calls = [re.split(r" +# | [|>] ", call)[0].rstrip("\\") for call in found]
    # `har|json|csv` stands for each of them.
    return [re.sub(r"(\w)\|[\w|]+", r"\1", call) for call in calls]


@pytest.mark.parametrize("name", _ALL)
def test_the_help_has_an_example_of_the_command(name: str) -> None:
    assert "Example" in _help(name)
    assert any(example.startswith(f"edge-tui {name}") for example in _examples(name))


def _check_call(call: str) -> None:
    """Raises for an option or a number of arguments that the command doesn't take."""
    context, command, arguments = click.Context(root), root, shlex.split(call)[1:]
    while isinstance(command, click.Group) and arguments and arguments[0] in command.list_commands(context):
        found = command.get_command(context, arguments.pop(0))
        assert found is not None
        command = found
    command.make_context(command.name, arguments, parent=context)


@pytest.mark.parametrize("name", _ALL)
def test_the_examples_are_calls_that_the_command_line_takes(name: str) -> None:
    for example in _examples(name):
        _check_call(example)


def test_the_commands_of_the_readme_are_calls_that_the_command_line_takes() -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    calls = _calls("".join(blocks).replace("\\\n", " ").splitlines())
    assert len(calls) > 30
    for call in calls:
        _check_call(call)
    assert [call for call in calls if "…" in call] == []


@pytest.mark.parametrize("name", _ALL)
def test_the_examples_can_be_pasted_whole(name: str) -> None:
    """No value is shortened, and what is said beside a call is a comment of the shell."""
    assert [example for example in _examples(name) if "…" in example or re.search(r" {2,}\S", example)] == []


@pytest.mark.parametrize("name", ["decode", "explain"])
def test_the_examples_that_need_nothing_else_work(name: str, command: Command) -> None:
    for example in _examples(name):
        if not example.endswith(" -"):
            assert command(*shlex.split(example)[1:]).status == 0, example
