"""A draft far above the gateway's limit: a key costs what it costs in a small one, and nothing is lost."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Offset
from textual.widgets.text_area import Document, WrappedDocument

from edge_tui.tui.editor import linting
from edge_tui.tui.editor.brackets import matching_bracket
from edge_tui.tui.editor.draft_line import DraftLine
from edge_tui.tui.editor.json_document import MAX_CHECKED_CHARACTERS, JsonDocument, UnwrappedDocument
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.counting import counted
from tests.tui.stage import Stage, explorer

_PRODUCT = {"SKU": "a", "name": "Product", "quantity": 1, "priceTotal": 9.5}
LARGE = json.dumps(
    {"event": {"xdm": {"eventType": "x", "productListItems": [_PRODUCT] * (MAX_CHECKED_CHARACTERS // 80)}}}, indent=2
)
_lines = st.lists(st.text(st.sampled_from('ab\t"{}[]漢\u0301'), max_size=6), min_size=1, max_size=6)


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Collects the sizes of the texts that were joined."""
    found: list[int] = []
    join = JsonDocument.join_lines

    def joining(document: JsonDocument) -> str:
        found.append(document.characters)
        return join(document)

    monkeypatch.setattr(JsonDocument, "join_lines", joining)
    return found


async def open_large(stage: Stage, text: str = LARGE) -> None:
    """Loads the large draft."""
    assert len(text) > MAX_CHECKED_CHARACTERS
    stage.editor.load(text)
    await stage.still()
    assert stage.editor.area.is_large


async def test_no_key_joins_the_text_of_a_large_draft(
    workspace: Workspace, joins: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with explorer(workspace) as stage:
        await open_large(stage)
        # The pause never comes, so that all that is counted is the keys'.
        monkeypatch.setattr(linting, "_LARGE_PAUSE_SECONDS", 3600)
        monkeypatch.setattr(linting, "_MAX_LARGE_UNREPORTED_SECONDS", 3600)
        joins.clear()
        keys = ("down", "end", "enter", "a", "quotation_mark", "backspace", "left_curly_bracket", "pagedown", "up")
        with counted() as cost:
            for key in keys:
                await stage.app._press_keys((key,))
            for _ in range(3):
                await stage.pilot.pause()
        assert joins == []
        assert cost.layouts == 0
        assert stage.editor.text != LARGE


async def test_a_large_draft_says_that_it_is_not_checked_and_is_saved_after_a_pause(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_large(stage)
        assert "checked only when you send it" in str(stage.find(DraftLine).render())
        stage.editor.area.go_to_offset(len(LARGE))
        await stage.press("x")
        await stage.until(lambda: stage.editor.is_looked_through)
        await stage.still()
        kept = workspace.drafts.load()
        assert kept is not None
        assert kept.text == stage.editor.text == LARGE + "x"
        assert stage.editor.findings == ()
        assert stage.editor.is_modified


async def test_a_large_draft_is_sent_and_a_broken_one_is_not(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await open_large(stage)
        exchange = await stage.send()
        assert len(exchange.request.body) > MAX_CHECKED_CHARACTERS / 2
        await open_large(stage, LARGE + "x")
        await stage.press("f5")
        assert "Not sent" in await stage.told("Not sent")
        assert stage.exchange is exchange


async def test_typing_on_and_on_still_saves_the_draft(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(workspace) as stage:
        monkeypatch.setattr(linting, "_PAUSE_SECONDS", 3600)
        monkeypatch.setattr(linting, "_MAX_UNREPORTED_SECONDS", 0)
        await stage.app._press_keys(("x", "y", "z"))
        # No pause ends within the test.
        await stage.until(lambda: "xy" in getattr(workspace.drafts.load(), "text", ""))


@given(lines=_lines, row=st.integers(0, 6), column=st.integers(0, 8))
def test_places_are_where_textual_has_them(lines: list[str], row: int, column: int) -> None:
    text = "\n".join(lines)
    ours = UnwrappedDocument(JsonDocument(text), tab_width=2)
    theirs = WrappedDocument(Document(text), tab_width=2)
    row = min(row, len(ours.document.lines) - 1, theirs.height - 1)
    place = row, min(column, len(ours.document[row]))
    assert ours.location_to_offset(place) == theirs.location_to_offset(place)
    assert ours.offset_to_location(Offset(column, row)) == theirs.offset_to_location(Offset(column, row))
    assert ours.get_sections(row) == theirs.get_sections(row)
    assert ours.get_tab_widths(row) == theirs.get_tab_widths(row)


@settings(max_examples=60)
@given(lines=_lines, edits=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7), _lines)))
def test_what_a_document_keeps_is_what_it_would_compute(lines: list[str], edits: list[Any]) -> None:
    document = JsonDocument("\n".join(lines))
    versions = {document.version}
    for row, column, rows, inserted in edits:
        document.replace_range((row, column), (row + rows, column), "\n".join(inserted))
        assert document.text == "\n".join(document.lines)
        assert document.characters == len(document.text)
        assert document.get_size(2).width == max(cell_len(line.expandtabs(2)) for line in document.lines)
        assert document.version not in versions
        versions.add(document.version)


@every_row(
    ("text", "place", "other"),
    [
        ('{"a": [1, 2]}', (0, 0), (0, 12)),
        ('{"a": [1, 2]}', (0, 12), (0, 0)),
        ('{"a": [1, 2]}', (0, 6), (0, 11)),
        ('{\n"}": 1\n}', (0, 0), (2, 0)),
        ('{\n"}": 1\n}', (2, 0), (0, 0)),
        ('{\n"}": 1\n}', (1, 1), None),
        ("{[}", (0, 0), None),
        ("{]", (0, 0), None),
        ("{" + "\n" * 10_000 + "}", (0, 0), None),
        ("x", (0, 0), None),
    ],
    ids=range(10),
)
def test_the_other_bracket_of_a_pair(text: str, place: tuple[int, int], other: tuple[int, int] | None) -> None:
    document = JsonDocument(text)
    assert matching_bracket(document, document.get_line(place[0])[place[1]], place) == other
