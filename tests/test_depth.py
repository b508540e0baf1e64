"""An event or a response nested to any depth works, or a sentence says that it doesn't."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from edge_tui.compare.diff import diff
from edge_tui.formats.visitor_cookies import import_cookies
from edge_tui.model.json.document import ParseError, at, compact, parse, patched, pretty, put, strings
from edge_tui.model.json.nesting import MAX_DEPTH, nests_deeper, too_deep_at
from edge_tui.model.placeholders import Sources, fill, questions
from edge_tui.model.visitor import Visitor
from edge_tui.workspace import Workspace
from tests.conftest import Command
from tests.tables import every_row

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DEPTHS = [MAX_DEPTH - 20, MAX_DEPTH, MAX_DEPTH + 1, 500, 990, 1_000, 5_000, 100_000]
Nested = Callable[[int], str]


def arrays(depth: int) -> str:
    return "[" * depth + "]" * depth


def objects(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


def texts_of(depth: int) -> list[str]:
    return [
        *(f'{{"event": {{"xdm": {nested(depth - 3)}}}}}' for nested in (arrays, objects)),
        f'{{"consent": [{{"standard": "Adobe", "version": "2.0", "value": {{"collect": {objects(depth)}}}}}]}}',
    ]


@every_row("nested", [arrays, objects])
@every_row("depth", DEPTHS)
def test_parsed_json_can_be_walked_and_deeper_json_is_a_parse_error_at_its_bracket(nested: Nested, depth: int) -> None:
    text = "\n" + nested(depth)
    document = parse(text)
    if depth <= MAX_DEPTH:
        assert not isinstance(document, ParseError)
        assert parse(compact(document)) == parse(pretty(document)) == patched(document, document) == document
        assert fill(document, Sources(NOW, lambda: "u", "1", {})).document == document
        assert list(strings(document)) == []
        assert questions(document) == ()
        return
    assert isinstance(document, ParseError)
    assert document.line == 2
    assert text[document.offset] in "[{"
    assert len(re.findall(r"[\[{]", text[: document.offset])) == MAX_DEPTH
    assert f"deeper than {MAX_DEPTH} levels" in document.message


@every_row("depth", DEPTHS)
def test_brackets_in_strings_nest_nothing(depth: int) -> None:
    text = json.dumps([arrays(depth), '"' + objects(depth), "\\" * depth])
    assert too_deep_at(text) is None
    assert parse(text) == json.loads(text)
    assert nests_deeper(text) in (True, False)


@pytest.mark.parametrize("depth", DEPTHS)
def test_every_command_that_takes_an_event_reports_its_depth(depth: int, command: Command) -> None:
    for text in texts_of(depth):
        for call in (
            *(("send", "-"), ("send", "-", "--dry-run"), ("send", "-", "--dry-run", "--json"), ("send", "-", "--json")),
            *(
                ("lint", "-"),
                ("lint", "-", "--action", "set-consent"),
                ("import", "-"),
                ("import", "-", "--api-version", "v1"),
            ),
            *(("handles", "-"), ("handles", "-", "--json"), ("templates", "save", "deep", "-", "--overwrite")),
            ("send", "page-view", "--dry-run", "--set", f"/event/xdm/deep={text}"),
        ):
            ended = command(*call, stdin=text.encode())
            assert ended.out or ended.talk
            if depth > MAX_DEPTH + 3 and call[0] in ("send", "lint"):
                assert f"deeper than {MAX_DEPTH} levels" in ended.out + ended.talk
                assert ended.status != 0


@pytest.mark.parametrize("depth", [150, MAX_DEPTH, 300, 2_000])
def test_a_pointer_reaches_the_deepest_value(depth: int, command: Command) -> None:
    pointer = "/event/xdm" + "/a" * depth
    ended = command("send", "page-view", "--dry-run", "--set", f"{pointer}=1")
    assert (ended.status == 0) is (depth < MAX_DEPTH - 2)
    assert "Traceback" not in ended.talk
    assert ended.talk.count("\n") == (0 if ended.status == 0 else 1)
    assert at(put({}, "/a" * 150, 1), "/a" * 150) == 1


def test_an_index_of_thousands_of_digits_finds_nothing() -> None:
    assert at([1], "/" + "9" * 5_000) is None
    with pytest.raises(ValueError, match="not an index"):
        put([1], "/" + "9" * 5_000, 2)


@pytest.mark.parametrize("depth", DEPTHS)
def test_a_response_of_any_depth_is_kept_shown_and_compared(depth: int, command: Command, workspace: Workspace) -> None:
    from edge_tui.model.response import read_response
    from tests.formats.exchanges import answered, exchange

    body = f'{{"requestId": "r", "handle": [{{"type": "x", "payload": [{arrays(depth)}]}}]}}'.encode()
    for request_id in ("first", "second"):
        sent = exchange()
        sent = replace(sent, request=replace(sent.request, request_id=request_id))
        workspace.history.begin(sent)
        workspace.history.complete(sent.ended(replace(answered(), body=body)), read_response(body))
    for call in (
        ("history", "show", "first"),
        ("history", "show", "first", "--json"),
        ("export", "first", "--format", "bundle"),
    ):
        assert command(*call).status == 0
    assert command("history", "show", "first", "--body").out.encode() == body
    assert command("compare", "first", "second").status == 0
    response = read_response(body)
    assert not isinstance(response, ParseError)
    assert diff(response.document, response.document) == ()


@every_row("depth", DEPTHS)
def test_a_deep_value_of_the_last_response_goes_into_no_event_or_a_readable_one(depth: int) -> None:
    from edge_tui.model.response import read_response

    response = read_response(f'{{"deep": {arrays(depth)}}}'.encode())
    assert not isinstance(response, ParseError)
    document = parse(f'{{"a": {"[" * 100}"{{{{last:/deep}}}}"{"]" * 100}}}')
    filled = fill(document, Sources(NOW, lambda: "u", "1", {}, last=response.document))
    compact(filled.document)


@every_row("depth", DEPTHS)
def test_a_visitors_file_of_any_depth_is_read(depth: int) -> None:
    assert import_cookies(arrays(depth), Visitor("anna"), NOW)
