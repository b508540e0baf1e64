"""Misspelled commands and options: what may have been meant is named, and nothing is started."""

import pytest

from edge_tui.cli.recording.misspelled import check_urls
from edge_tui.cli.terminal.usage import either
from edge_tui.model.errors import SetupError
from tests.conftest import Command
from tests.tables import every_row


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sned",), "No such command 'sned'. Did you mean send? See `edge-tui --help`."),
        (("frward", "--to", "x"), "No such command 'frward'. Did you mean forward? See `edge-tui --help`."),
        (("proxy", "tust"), "No such command 'tust'. Did you mean trust or untrust? See `edge-tui proxy --help`."),
        (("profiles", "lst"), "No such command 'lst'. Did you mean list? See `edge-tui profiles --help`."),
        (("proxy", "zzz"), "No such command 'zzz'. See `edge-tui proxy --help`."),
        (("it's",), 'No such command "it\'s". See `edge-tui --help`.'),
        (
            ("send", "--jsn"),
            "No such option '--jsn'. Did you mean --json, --junit or --set? See `edge-tui send --help`.",
        ),
        (("capture", "lst"), "'lst' is neither a URL nor a command. Did you mean `edge-tui capture list`?"),
        (("capture", "shwo", "visit"), "Did you mean `edge-tui capture show`? A host of this name is https://shwo/."),
        (("capture", "--json", "list"), "Did you mean `edge-tui capture list`?"),
        (("capture", "dif", "a", "b", "--headless"), "Did you mean `edge-tui capture diff`?"),
    ],
)
def test_what_may_have_been_meant_is_named(command: Command, arguments: tuple[str, ...], sentence: str) -> None:
    done = command(*arguments)
    assert done.status == 2
    assert sentence in done.talk
    assert done.out == "" or "--json" in arguments


@every_row(
    "url",
    ["lst.example", "list/", "https://list", "lst:8080", "localhost", "LOCALHOST", "[::1]", "intranet", "a%2e"],
)
def test_a_host_is_not_taken_for_a_command(url: str) -> None:
    check_urls((url, "lst"))


def test_without_a_url_there_is_nothing_to_misspell() -> None:
    check_urls(())
    with pytest.raises(SetupError):
        check_urls(("delte",))


def test_names_are_listed_as_people_do() -> None:
    assert [either(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]


@pytest.mark.parametrize(
    "arguments",
    [("proxy", "--port", "abc"), ("forward", "--to", "http://x", "--port", "1.5"), ("history", "list", "--limit", "x")],
)
def test_what_is_not_a_number_is_said_without_the_names_of_types(command: Command, arguments: tuple[str, ...]) -> None:
    ended = command(*arguments)
    assert ended.status == 2
    assert f"{arguments[-1]!r} is not a whole number. See `edge-tui " in ended.talk
