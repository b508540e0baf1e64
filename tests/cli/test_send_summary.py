"""`edge-tui send --summary` and `replay --summary`: one line per handle."""

import json

import pytest

from edge_tui.cli.terminal.tree import summary_lines
from edge_tui.model.node import Node
from tests.conftest import Command

pytestmark = pytest.mark.sends


def test_a_line_for_each_handle_in_the_words_of_the_tree(command: Command) -> None:
    ended = command("send", "page-view", "--summary")
    (exchange,) = json.loads(command("history", "list", "--json").out)
    tree = command("history", "show", exchange["requestId"]).out.splitlines()
    first_level = {" ".join(line[3:].split()) for line in tree if line.startswith(("├─ ", "└─ "))}
    lines = ended.out.splitlines()
    assert ended.status == 0
    assert lines[0] == "200 OK  7 handles"
    assert {" ".join(line.split()) for line in lines[1:]} == first_level
    assert "\x1b" not in ended.out


def test_problems_are_there_and_the_exit_status_stays(command: Command) -> None:
    ended = command("send", "target-unavailable", "--summary")
    assert ended.status == 6
    assert "\nerror EXEG-0201-503" in ended.out
    assert "Partial success: EXEG-0201-503." in ended.talk


def test_a_replay_has_a_summary_too(command: Command) -> None:
    sent = json.loads(command("send", "page-view", "--json").out)["requestId"]
    ended = command("replay", sent, "--summary")
    assert (ended.status, ended.out.splitlines()[0]) == (0, "200 OK  5 handles")


def test_a_watch_ends_with_the_summary_of_its_last_send(command: Command) -> None:
    ended = command("send", "page-view", "--summary", "--watch", "status == 200", "--every", "2", "--at-most", "2")
    assert (ended.status, ended.out.splitlines()[0]) == (0, "200 OK  7 handles")


@pytest.mark.parametrize(
    ("name", "others"),
    [
        *((name, (option,)) for name in ("send", "replay") for option in ("--json", "--body", "--dry-run")),
        ("send", ("--watch", "errors gone", "--json")),
    ],
)
def test_what_contradicts_it_is_refused_before_anything_is_sent(
    command: Command, name: str, others: tuple[str, ...]
) -> None:
    sent = json.loads(command("send", "page-view", "--json").out)["requestId"]
    ended = command(name, "page-view" if name == "send" else sent, "--summary", *others)
    assert ended.status == 2
    assert "--summary" in ended.talk
    assert len(json.loads(command("history", "list", "--json").out)) == 1


@pytest.mark.parametrize("name", ["send", "replay"])
def test_a_dry_run_takes_one_kind_of_output(command: Command, name: str) -> None:
    sent = json.loads(command("send", "page-view", "--json").out)["requestId"]
    ended = command(name, "page-view" if name == "send" else sent, "--dry-run", "--body", "--json")
    assert (ended.status, "exclude each other" in ended.talk) == (2, True)


def test_what_a_server_says_can_not_control_a_terminal_or_add_a_line() -> None:
    nodes = [Node("200 OK\x1b[2J", "1\n2"), Node("a\x1b[31m:b", "c\nd"), Node("e", "f\x07")]
    lines = list(summary_lines(nodes, color=False))
    assert len(lines) == 3
    assert not any(ord(character) < 0x20 for line in lines for character in line)
