"""Writing in the editor: pairs, indentation, completion, find and replace, lines, paths, fixes."""

import json

import pytest
from textual import events
from textual.widgets import Button, Input, Static

from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.editor.completions import Completions
from edge_tui.tui.editor.findings import FindingList
from edge_tui.tui.find.find_bar import FindBar
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

WRONG = json.dumps(
    {
        "event": {
            "xdm": {
                "_id": "{{uuid}}",
                "timestamp": "{{now}}",
                "eventType": "web.webpagedetails.pageViews",
                "web": {"webPageDetails": {"url": "https://shop.example/", "pageViews": {"value": 1}}},
            }
        }
    },
    indent=2,
)


async def begin(stage: Stage, text: str, marked: str = "|") -> None:
    """Starts with a text, the cursor at the mark."""
    offset = text.index(marked)
    stage.editor.load(text.replace(marked, ""))
    stage.editor.area.go_to_offset(offset)
    await stage.still()


def with_cursor(stage: Stage) -> str:
    """The text with a mark where the cursor is."""
    text, offset = stage.editor.text, stage.editor.area.cursor_offset_in_text
    return f"{text[:offset]}|{text[offset:]}"


def labels(stage: Stage) -> list[str]:
    """The offered completions."""
    return [each.label for popup in stage.editor.query(Completions) if popup.is_open for each in popup._candidates]


async def test_brackets_and_quotes_come_in_pairs_and_are_typed_over(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "|")
        await stage.write('{"a": ["b"')
        assert with_cursor(stage) == '{"a": ["b"|]}'
        await stage.write("]}")
        assert with_cursor(stage) == '{"a": ["b"]}|'


async def test_deleting_in_an_empty_pair_deletes_both(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '{"a": |}')
        await stage.press("left_curly_bracket", "backspace")
        assert with_cursor(stage) == '{"a": |}'


async def test_a_new_line_between_brackets_is_indented_and_moves_the_bracket_below(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "|")
        await stage.write('{\n"event": {\n"xdm": {}')
        assert with_cursor(stage) == '{\n  "event": {\n    "xdm": {}|\n  }\n}'


async def test_enter_is_a_new_line_once_the_word_is_complete_however_fast_it_was_typed(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "{|}")
        await stage.write('"eve')
        await stage.until(lambda: "event" in labels(stage))
        # Faster than new completions are looked for.
        await stage.write('nt": {\n')
        assert with_cursor(stage) == '{"event": {\n  |\n}}'
        assert labels(stage) == []


async def test_undo_and_redo(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        before = stage.editor.text
        await stage.press("ctrl+d")
        assert stage.editor.text == "{\n" + before
        await stage.press("ctrl+z")
        assert stage.editor.text == before
        await stage.press("ctrl+y")
        assert stage.editor.text == "{\n" + before


async def test_a_line_is_duplicated_and_moved(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "one\nt|wo\nthree")
        await stage.press("ctrl+d")
        assert with_cursor(stage) == "one\ntwo\nt|wo\nthree"
        await stage.press("alt+down")
        assert with_cursor(stage) == "one\ntwo\nthree\nt|wo"
        await stage.press("alt+up", "alt+up", "alt+up")
        assert with_cursor(stage) == "t|wo\none\ntwo\nthree"


async def test_the_whole_text_its_ends_and_words_are_selected_by_keys(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        area = stage.editor.area
        await begin(stage, "one two\nth|ree four")
        await stage.press("ctrl+end")
        assert with_cursor(stage) == "one two\nthree four|"
        await stage.press("ctrl+shift+left")
        assert area.selected_text == "four"
        await stage.press("alt+shift+left")
        assert area.selected_text == "three four"
        await stage.press("ctrl+home")
        assert with_cursor(stage) == "|one two\nthree four"
        await stage.press("ctrl+shift+right")
        assert area.selected_text == "one"
        await stage.press("ctrl+shift+end")
        assert area.selected_text == "one two\nthree four"
        await stage.press("alt+end", "alt+shift+home")
        assert area.selected_text == "one two\nthree four"


async def test_a_key_typed_right_after_select_all_replaces_everything(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "one two\nth|ree four")
        for key in ("ctrl+a", "backspace", "x"):
            stage.editor.area.post_message(events.Key(key, "x" if key == "x" else None))
        await stage.still()
        assert stage.editor.text == "x"


async def test_completions_depend_on_the_cursors_position(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '{"event": {"xdm": {"web": {"webPageDetails": {|}}}}}')
        await stage.write('"pageV')
        await stage.until(lambda: "pageViews" in labels(stage))
        assert "webInteraction" not in labels(stage)
        assert "pageViews" in stage.drawn
        await stage.press("enter")
        await stage.until(lambda: not labels(stage))
        details = json.loads(stage.editor.text)["event"]["xdm"]["web"]["webPageDetails"]
        assert list(details) == ["pageViews"]
        assert stage.editor.is_modified
        kept = workspace.drafts.load()
        assert kept is not None
        assert kept.text == stage.editor.text


async def test_an_enumeration_offers_its_values(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '{"event": {"xdm": {"web": {"webInteraction": {"type": |}}}}}')
        await stage.press("ctrl+@")
        await stage.until(lambda: {"download", "exit", "other"} <= set(labels(stage)))
        await stage.press("down", "enter")
        await stage.until(lambda: not labels(stage))
        interaction = json.loads(stage.editor.text)["event"]["xdm"]["web"]["webInteraction"]
        assert interaction["type"] in ("download", "exit", "other")


async def test_a_field_before_others_gets_a_comma_and_the_cursor_where_its_value_goes(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '{"event": {"xdm": {"web": {"webPageDetails": {|\n"name": "home"}}}}}')
        await stage.write('"isH')
        await stage.until(lambda: "isHomePage" in labels(stage))
        await stage.press("enter")
        await stage.until(lambda: "isHomePage" in stage.editor.text)
        await stage.still()
        assert '{"isHomePage": |,\n' in with_cursor(stage)
        await stage.press("ctrl+@")
        await stage.until(lambda: {"true", "false"} <= set(labels(stage)))


async def test_escape_closes_the_list_and_keeps_the_typed_text(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '{"event": {"xdm": {|}}}')
        await stage.write('"we')
        await stage.until(lambda: "web" in labels(stage))
        await stage.press("escape")
        assert labels(stage) == []
        assert '"we|"' in with_cursor(stage)


async def test_scopes_requested_before_are_offered(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.load("target-mbox")
        await stage.send()
        asked = json.loads(stage.editor.text)["query"]["personalization"]["decisionScopes"]
        await begin(stage, '{"event": {"xdm": {}}, "query": {"personalization": {"decisionScopes": [|]}}}')
        await stage.press("ctrl+@")
        await stage.until(lambda: set(asked) <= set(labels(stage)))


async def test_a_search_wraps_around_and_numbers_the_hits(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '|{"a": "one", "b": "One", "c": "two"}')
        await stage.press("ctrl+f")
        await stage.write("one")
        count = stage.editor.query_one("#find-count", Static)
        assert str(count.render()).strip() == "1 of 2"
        await stage.press("enter")
        assert str(count.render()).strip() == "2 of 2"
        await stage.press("down")
        assert str(count.render()).strip() == "1 of 2"
        await stage.use("find.case")
        assert str(count.render()).strip() == "1 of 1"
        await stage.press("escape")
        assert stage.editor.area.has_focus
        assert stage.editor.area.selected_text == "one"


async def replace_with(stage: Stage, what: str, put: str) -> None:
    """Opens find and replace, fills it in, and stays in its second line."""
    await stage.press("ctrl+f")
    stage.editor.query_one("#find", Input).value = what
    line = stage.editor.query_one("#replacement", Input)
    line.value = put
    await stage.focus(line)


async def test_hits_are_replaced_one_by_one_or_all_at_once(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '|{"a": "one", "b": "one", "c": "one"}')
        await replace_with(stage, "one", "1")
        await stage.press("enter")
        assert stage.editor.text == '{"a": "1", "b": "one", "c": "one"}'
        await stage.use("find.replace-all")
        assert stage.editor.text == '{"a": "1", "b": "1", "c": "1"}'
        assert await stage.told("Replaced 2")
        await stage.press("escape", "ctrl+z")
        assert stage.editor.text == '{"a": "1", "b": "one", "c": "one"}'


async def test_a_pattern_inserts_its_groups_in_the_replacement(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '|{"sku": "A-1", "url": "B-2"}')
        await replace_with(stage, r'"(\w)-(\d)"', r'"\2\1"')
        await stage.use("find.pattern")
        await stage.use("find.replace-all")
        assert stage.editor.text == '{"sku": "1A", "url": "2B"}'


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("(a|a)+$", "takes too long"), ("(a", "Not a valid regular expression")],
    ids=["exponential", "invalid"],
)
async def test_an_invalid_or_slow_pattern_is_reported_and_the_keys_still_work(
    workspace: Workspace, pattern: str, words: str
) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '|{"a": "' + "a" * 60 + '!"}')
        await stage.press("ctrl+f")
        await stage.use("find.pattern")
        stage.editor.query_one("#find", Input).value = pattern
        await stage.still()
        error = stage.editor.query_one("#find-error", Static)
        assert words in str(error.render())
        stage.editor.query_one("#find", Input).value = "a+!"
        await stage.still()
        assert not error.display
        assert str(stage.editor.query_one("#find-count", Static).render()).strip() == "1 of 1"


async def test_a_letter_with_alt_is_a_key_and_not_text(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        before = stage.editor.text
        # So a terminal without the newer key protocols sends it: an escape, and the letter.
        stage.app.post_message(events.Key("alt+t", "t"))
        await stage.still()
        assert stage.editor.text == before
        assert "POST http://emulator" in stage.drawn
        stage.app.post_message(events.Key("alt+t", "t"))
        for _ in range(4):
            await stage.press("ctrl+t")
        stage.editor.show_tab("draft-event")
        await stage.still()
        await stage.press("ctrl+f")
        stage.app.post_message(events.Key("alt+r", "r"))
        await stage.still()
        (bar,) = (bar for bar in stage.app.screen.query(FindBar) if bar.display)
        assert bar.query_one("#find-pattern", Button).has_class("-on")
        assert "r" not in bar.query_one("#find", Input).value


async def test_a_json_pointer_moves_the_cursor_to_its_member(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.use("event.path")
        await stage.shows(Prompt)
        line = stage.find(Input)
        line.value = "/event/xdm/nothing"
        await stage.still()
        assert "Nothing at this path." in stage.drawn
        line.value = "/event/xdm/web/webReferrer/type"
        await stage.press("enter")
        await stage.until(lambda: with_cursor(stage).partition("|")[2].startswith('"type"'))


async def test_a_fix_is_gone_to_applied_and_undone(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "|" + WRONG)
        assert any(each.rule == "unknown-field" for each in stage.editor.findings)
        await stage.use("event.fix")
        assert await stage.told("Press f12 again")
        await stage.use("event.fix")
        assert '"URL": "https://shop.example/"' in stage.editor.text
        assert not any(each.rule == "unknown-field" for each in stage.editor.findings)
        await stage.press("ctrl+z")
        assert stage.editor.text == WRONG


async def test_the_list_of_findings_goes_to_a_place_and_fixes_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, "|" + WRONG)
        listed = stage.find(FindingList)
        await stage.focus(listed)
        fields = [index for index, each in enumerate(stage.editor.findings) if each.rule == "unknown-field"]
        listed.highlighted = fields[0]
        await stage.press("f")
        assert '"URL"' in stage.editor.text


async def test_format_formats_json_and_goes_to_a_parse_error(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await begin(stage, '|{"event": {"xdm": {}}}')
        await stage.use("event.format")
        assert stage.editor.text == '{\n  "event": {\n    "xdm": {}\n  }\n}'
        await begin(stage, '|{"a": 1,}')
        await stage.use("event.format")
        assert with_cursor(stage) == '{"a": 1|,}'
