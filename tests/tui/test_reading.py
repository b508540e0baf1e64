"""The texts of an exchange: scrolled to the last line, searched, selected and copied."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from edge_tui.model.exchange import Exchange, Response, Timings
from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import plain, written
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import colors
from edge_tui.workspace import Workspace
from tests.answers import ANY_JSON
from tests.tui.past_responses import PERSONALIZATION, exchange_of
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer
from tests.tui.workers import workers_ended

_OFFERS = {
    "handle": [{"type": "x:y", "payload": [{"id": number, "scope": f"place-{number}"} for number in range(3000)]}]
}


def answered(body: bytes) -> Exchange:
    """An exchange with a response body."""
    return replace(exchange_of(PERSONALIZATION), outcome=Response(200, (), body, Timings(1.0)))


async def on_the_body(stage: Stage, body: bytes) -> TextRows:
    """Shows a response, and its raw body."""
    stage.bench.state.exchange.value = answered(body)
    await stage.focus(stage.tree)
    await stage.press("right_square_bracket")
    rows = stage.find(TextRows, "#body-text TextRows")
    await stage.until(lambda: rows.has_focus and rows.is_whole)
    return rows


def drawn(rows: TextRows) -> list[str]:
    """The visible rows."""
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


def count(stage: Stage) -> str:
    """The number of hits on the find bar."""
    return str(stage.find(Static, "#body-text #find-count").render()).strip()


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (json.dumps(_OFFERS).encode(), "}"),
        (b"<html>" + b"<p>hello</p>\n" * 20_000 + b"the last line</html>", "the last line</html>"),
        (b"<html>" + b"x" * 1_000_000 + b" the end", "the end"),
        ("日本" * 50_000 + " END", "END"),
    ],
    ids=["JSON", "many lines", "one line", "wide letters"],
)
async def test_a_body_is_read_to_its_last_line(workspace: Workspace, body: bytes | str, last: str) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, body if isinstance(body, bytes) else body.encode())
        first = drawn(rows)
        await stage.press("end")
        assert drawn(rows)[-1].endswith(last)
        assert rows.scroll_offset.y == rows.max_scroll_y
        await stage.press("home")
        assert drawn(rows) == first


async def test_end_goes_to_the_end_after_the_layout(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.state.exchange.value = answered(json.dumps(_OFFERS).encode())
        await stage.focus(stage.tree)
        stage.app.simulate_key("right_square_bracket")
        await stage.until(lambda: stage.bench.query("#body-text TextRows"))
        rows = stage.find(TextRows, "#body-text TextRows")
        rows.action_scroll_end()
        await stage.still()
        assert rows.is_whole
        assert drawn(rows)[-1] == "}"


async def test_pages_and_lines_scroll_up_and_down(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, json.dumps(_OFFERS).encode())
        first = drawn(rows)
        await stage.press("pagedown")
        assert rows.scroll_offset.y == rows.size.height
        await stage.press("pageup", "j")
        assert drawn(rows)[:-1] == first[1:]
        await stage.press("k")
        assert drawn(rows) == first


async def test_a_text_in_one_style_is_drawn_in_it(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        rows, palette = stage.find(TextRows, "#explanation TextRows"), colors(stage.app)
        dim, string = palette.dim, palette.string
        for words, text, style in (
            ("one", written(Text("one", dim)), dim),
            ("two", plain("two", string), string),
        ):
            stage.find(TextView, "#explanation").show([text])
            await stage.until(lambda words=words: rows.render_line(0).text.startswith(words))
            first = next(iter(rows.render_line(0)))
            assert first.style is not None
            assert first.style.color == style.color


async def test_a_word_is_found_while_typing_and_its_hits_wrap_around(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, json.dumps(_OFFERS).encode())
        await stage.press("slash")
        await stage.write("Place-299")
        await stage.until(lambda: count(stage) == "1 of 11")
        assert any('"place-299"' in line for line in drawn(rows))
        await stage.press("enter")
        assert rows.has_focus
        await stage.press("n")
        assert count(stage) == "2 of 11"
        assert any('"place-2990"' in line for line in drawn(rows))
        await stage.press("N", "N")
        assert count(stage) == "11 of 11"
        assert any('"place-2999"' in line for line in drawn(rows))
        await stage.press("n")
        assert count(stage) == "1 of 11"


async def test_a_search_starts_from_the_visible_rows(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, json.dumps(_OFFERS).encode())
        await stage.press("end")
        at_end = drawn(rows)
        await stage.press("slash")
        await stage.write('"id": 7,')
        await stage.until(lambda: count(stage) == "1 of 1")
        assert any('"id": 7,' in line for line in drawn(rows))
        await stage.press("escape")
        assert rows.has_focus
        assert not stage.find(FindBar, "#body-text FindBar").display
        assert drawn(rows) == at_end


async def test_a_search_without_hits_says_so(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await on_the_body(stage, json.dumps(_OFFERS).encode())
        await stage.press("slash")
        await stage.write("nowhere")
        await stage.until(lambda: count(stage) == "No matches")


async def test_another_response_replaces_the_text_and_ends_the_search(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, json.dumps(_OFFERS).encode())
        await stage.press("slash")
        await stage.write("place")
        await stage.until(lambda: count(stage) == "1 of 3,000")
        stage.bench.state.exchange.value = answered(b'{"other": 1}')
        await stage.still()
        assert rows.hits is None
        assert drawn(rows)[:3] == ["{", '  "other": 1', "}"]
        assert rows.virtual_size.height == 3
        await stage.focus(rows)
        await stage.press("slash")
        await stage.write("other")
        await stage.until(lambda: count(stage) == "1 of 1")


async def test_the_text_of_a_hidden_tab_is_released(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, json.dumps(_OFFERS).encode())
        await stage.press("right_square_bracket")
        stage.bench.state.exchange.value = answered(b"{}")
        await stage.still()
        assert rows.virtual_size.height == 0
        await stage.press("left_square_bracket")
        assert drawn(rows)[0] == "{}"


async def test_a_mouse_selection_is_copied_without_its_wrapping(
    workspace: Workspace,
) -> None:
    async with explorer(workspace) as stage:
        rows = await on_the_body(stage, b"before <" + b"abcdefgh" * 20 + b"> behind")
        await stage.pilot.mouse_down(rows, offset=(7, 0))
        await stage.pilot.hover(rows, offset=(1, 4))
        await stage.pilot.mouse_up(rows, offset=(1, 4))
        await stage.still()
        await stage.press("y")
        assert stage.app.clipboard.startswith("<abcdefgh")
        assert "\n" not in stage.app.clipboard
        assert len(stage.app.clipboard) > 100
        selected = stage.app.clipboard
        stage.app.copy_to_clipboard("")
        await stage.press("ctrl+c")
        assert stage.app.clipboard == selected


@pytest.mark.parametrize("theme", ["edge", "rose-pine-dawn", "ansi-dark"])
async def test_text_that_is_selected_can_be_read(workspace: Workspace, theme: str) -> None:
    async with explorer(workspace) as stage:
        stage.app.theme = theme
        rows = await on_the_body(stage, b"before <word> behind")
        await stage.pilot.mouse_down(rows, offset=(0, 0))
        await stage.pilot.hover(rows, offset=(10, 0))
        await stage.pilot.mouse_up(rows, offset=(10, 0))
        await stage.still()
        first, *_ = rows.render_line(0)
        assert first.text.startswith("before")
        assert first.style is not None
        assert first.style.bgcolor != rows.rich_style.bgcolor, "it is seen what is selected"
        assert first.style.color != first.style.bgcolor


async def test_without_a_selection_the_whole_text_is_copied(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await on_the_body(stage, json.dumps(_OFFERS).encode())
        await stage.press("y")
        assert json.loads(stage.app.clipboard) == _OFFERS
        assert await stage.told("Copied everything")


async def test_the_visible_rows_stay_when_the_window_becomes_narrow(workspace: Workspace) -> None:
    async with explorer(workspace, size=MEDIUM) as stage:
        long = {"list": [" ".join(f"{number}-{word}" for word in range(30)) for number in range(500)]}
        rows = await on_the_body(stage, json.dumps(long).encode())
        await stage.press("slash")
        await stage.write("250-0")
        await stage.press("enter")
        rows.scroll_to(y=rows.scroll_offset.y + 8, animate=False)
        await stage.still()
        first = drawn(rows)[0].split()[0]
        await stage.pilot.resize_terminal(*NARROW)
        await stage.still()
        assert any(first in line for line in drawn(rows)[:2])


async def test_the_json_of_a_large_value_is_complete_and_folded_until_it_is_asked_for(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.state.exchange.value = answered(json.dumps(_OFFERS).encode())
        await stage.focus(stage.tree)
        # The last node is the visitor.
        await stage.press("end", "up")
        rows = stage.find(TextRows, "#explanation TextRows")
        assert rows.is_whole
        assert not any("place-0" in line for line in drawn(rows))
        await stage.use("tree.json")
        assert not rows.is_whole
        await stage.focus(rows)
        assert rows.is_whole
        await stage.press("end")
        assert any("place-2999" in line for line in drawn(rows))
        await stage.press("slash")
        await stage.write("place-1500")
        await stage.until(lambda: any("place-1500" in line for line in drawn(rows)))


async def test_the_explanation_of_an_endless_line_starts_at_once(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.state.exchange.value = answered(b"<html>" + b"x" * 3_000_000)
        await stage.focus(stage.tree)
        await stage.press("end", "up")
        rows = stage.find(TextRows, "#explanation TextRows")
        await stage.still()
        assert all(line.strip("x") in ("", "<html>") and line for line in drawn(rows))
        assert not rows.is_whole


async def test_the_preview_shows_the_complete_request(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load(json.dumps({"event": {"xdm": {}, "data": [f"word-{number}" for number in range(5000)]}}))
        await stage.press("alt+t")
        rows = stage.find(TextRows, "SentPane TextRows")
        await stage.until(lambda: rows.is_whole and rows.has_focus)
        await stage.press("slash")
        await stage.write("word-4999")
        await stage.until(lambda: any("word-4999" in line for line in drawn(rows)))


async def test_a_preview_that_is_updated_waits_for_the_end_of_a_search(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{"event": {"xdm": {}, "data": ["first"]}}')
        await stage.press("alt+t")
        rows = stage.find(TextRows, "SentPane TextRows")
        await stage.until(lambda: rows.is_whole and rows.has_focus)
        await stage.press("slash", "f")
        stage.editor.load('{"event": {"xdm": {}, "data": ["first", "later"]}}')
        await stage.still()
        await stage.write("irst")
        assert stage.find(Input, "SentPane #find").value == "first"
        assert not any("later" in line for line in drawn(rows))
        await stage.press("escape")
        await stage.until(lambda: any("later" in line for line in drawn(rows)))


async def test_the_preview_keeps_its_scroll_position_when_it_is_updated(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load(json.dumps({"event": {"xdm": {}, "data": [f"word-{number}" for number in range(5000)]}}))
        await stage.press("alt+t")
        rows = stage.find(TextRows, "SentPane TextRows")
        await stage.until(lambda: rows.is_whole and rows.has_focus)
        await stage.press("end")
        assert any("word-4999" in line for line in drawn(rows))
        stage.editor.load(stage.editor.text.replace("word-4999", "text-4999"))
        await stage.until(lambda: any("text-4999" in line for line in drawn(rows)))


async def test_the_preview_of_a_template_has_no_focus_and_the_search_keeps_its_keys(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.focus(stage.bench.query_one("#templates"))
        await stage.press("slash")
        await stage.shows(TemplateBrowser)
        rows = stage.find(TextRows)
        assert not rows.focusable
        assert any("{" in line for line in drawn(rows))


class Reading(App[None]):
    """Shows a text, and nothing else."""

    def compose(self) -> ComposeResult:
        """The text."""
        yield TextView()


_HOSTILE = "a[/]{ \n\r\t\x00\x1b\x9b\u202e\u2066\ufeff\ud800\u0301\u200d東👩☺\ufe0f"


@settings(max_examples=25)
@given(st.text(st.sampled_from(_HOSTILE)) | st.text(), ANY_JSON)
async def test_any_text_is_drawn_literally_and_fills_its_rows(text: str, value: Any) -> None:
    app = Reading()
    async with app.run_test(size=(20, 12)) as pilot:
        view, palette = app.query_one(TextView), colors(app)
        view.show([plain(text, palette.plain), json_passage(value), json_passage({text: text})])
        await workers_ended(app)
        await pilot.pause()
        rows = view.rows
        for row in range(rows.virtual_size.height):
            rows.scroll_to(y=row, animate=False)
            for y in range(rows.size.height):
                strip = rows.render_line(y)
                assert strip.cell_length == rows.scrollable_content_region.width
                assert not set(strip.text) & set("\n\r\t\x00\x1b\x9b\u202e\u2066\ufeff\ud800")
