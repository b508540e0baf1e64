"""The cells of the table: what differs is in sight however narrow the column is."""

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.widgets import Static

from edge_tui.compare.brief import common_length
from edge_tui.compare.facts import Section
from edge_tui.compare.matrix import Cell, Mark
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.tui.compare.matrix_table import Widths, fitted_label, from_difference, readings, with_short_ids
from edge_tui.tui.compare.matrix_view import MatrixView
from edge_tui.tui.compare.side_by_side import SideBySide
from edge_tui.tui.themes import Colors
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer

PLAIN = Colors(**{field.name: Style() for field in fields(Colors)})
READING = "activity 649330 · experience {} · 1 item"


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, "activity 649330 · experience 1 · 1 item"),
        # The difference is within the width although the end isn't.
        (34, "activity 649330 · experience 1 · 1 item"),
        (30, "…experience 1 · 1 item"),
        # So narrow that the part would be cut off before it differs.
        (12, "…nce 1 · 1 item"),
    ],
)
def test_a_reading_starts_where_it_differs_if_that_would_be_cut_off(width: int, shown: str) -> None:
    assert from_difference(READING.format(1), READING.format(0), width) == shown


def test_a_reading_of_one_part_is_shown_where_it_differs() -> None:
    assert from_difference("a" * 30 + "b", "a" * 30 + "c", 9) == "…aaab"


def test_a_reading_without_a_difference_stays() -> None:
    assert from_difference("same · text", "same · text", 5) == "same · text"


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.integers(11, 80))
def test_the_difference_is_in_sight_however_narrow_the_column_is(same: str, one: str, other: str, width: int) -> None:
    shown = from_difference(same + one, same + other, width)
    if same + one != same + other:
        hidden = common_length(same + one, same + other) - (len(same + one) - len(shown.removeprefix("…")))
        assert hidden < width


@given(st.from_regex(r"[a-z:/.#]{1,60}( · [A-Z][a-z ]{1,20})?", fullmatch=True), st.integers(6, 40))
def test_a_label_fits_and_says_when_something_is_left_out(label: str, room: int) -> None:
    shown = fitted_label(label, room)
    assert len(shown) <= room
    assert shown == label or shown == label.partition(" · ")[0] or "…" in shown


@pytest.mark.parametrize(
    ("room", "shown"),
    [
        (50, "web://shop.example.com/#hero · Journey Optimizer"),
        (32, "web://shop.example.com/#hero · …"),
        (20, "web://shop…com/#hero"),
    ],
)
def test_a_label_keeps_its_scope_before_its_service_and_both_ends_of_the_scope(room: int, shown: str) -> None:
    assert fitted_label("web://shop.example.com/#hero · Journey Optimizer", room) == shown


ID = "b7d2e1c3-0000-4000-8000-0000000000b2"


@pytest.mark.parametrize(
    ("other", "width", "shown"),
    [
        (f"activity {ID} · 1 item", 60, f"activity {ID} · 1 item"),
        (f"activity {ID} · 1 item", 20, "activity b7d2…00b2 · 1 item"),
        # Another one, with the same ends.
        (f"activity {ID.replace('e1c3', 'e1c4')} · 1 item", 20, f"activity {ID} · 1 item"),
    ],
)
def test_an_id_is_shortened_where_it_does_not_fit_unless_that_hides_a_difference(
    other: str, width: int, shown: str
) -> None:
    assert with_short_ids(f"activity {ID} · 1 item", other, width) == shown


@pytest.mark.parametrize("size", [(160, 45), (60, 20)])
async def test_the_heading_of_a_section_is_whole_on_as_many_lines_as_it_needs(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    profiles = [replace(EMULATOR_PROFILE, name=name) for name in ("one", "two")]
    for profile in profiles:
        workspace.profiles.add(profile)
    async with explorer(workspace, size=size) as stage:
        table = await _side_by_side(stage, profiles)
        width = table.ordered_columns[0].width
        await stage.until(lambda: any("Segments" in line for line in stage.lines))
        start = next(index for index, line in enumerate(stage.lines) if "Segments" in line)
        lines = [line[table.region.x + 1 :][:width].strip() for line in stage.lines[start:][:2]]
        assert str(Section.SEGMENTS) in (lines[0], " ".join(lines))


@given(st.integers(40, 250), st.integers(8, 80), st.integers(2, 12))
def test_columns_fill_the_table_whole_and_every_scroll_step_shows_one_more(
    width: int, longest: int, count: int
) -> None:
    widths = Widths.for_table(width, longest, count)
    assert widths.cell >= 11
    assert widths.label >= min(longest, 8)
    assert 2 <= widths.in_sight <= count
    needed = widths.label + 2 + widths.in_sight * (widths.cell + 2)
    if widths.in_sight == count:
        assert needed <= width - 1
    else:
        assert needed == width - 1, "a rest would let the last column be cut"
        for step in range(count - widths.in_sight + 1):
            assert widths.hidden(count, step * (widths.cell + 2)) == (step, count - widths.in_sight - step)


@pytest.mark.parametrize(
    ("size", "count"),
    [(size, count) for size in ((160, 45), (80, 24), (60, 20)) for count in (2, 3, 8)] + [((120, 36), 5)],
)
async def test_every_datastream_is_reached_with_the_arrow_keys_and_none_is_cut(
    workspace: Workspace, size: tuple[int, int], count: int
) -> None:
    profiles = [replace(EMULATOR_PROFILE, name=f"customer-experience-platform-{number}") for number in range(count)]
    for profile in profiles:
        workspace.profiles.add(profile)
    async with explorer(workspace, size=size) as stage:
        await _side_by_side(stage, profiles)
        await stage.press(*["left"] * count)
        seen = list[str]()
        for _ in range(count + 1):
            heading = _heading(stage)
            if stage.find(MatrixView).ordered_columns[1].width >= len(profiles[0].name):
                assert profiles[0].name in heading, "a name has its column for itself before it is cut"
            names = re.findall(r"(\S*[-…m]\d)\s", heading)
            assert names[0].endswith("0"), "the baseline stays in sight"
            assert heading.count(" local") == len(names), "no heading is cut"
            assert _hidden(stage) == count - len(names)
            assert len(names) >= 2
            assert any("status" in line for line in stage.lines), "labels stay in sight"
            seen += names
            await stage.press("right")
            await stage.still()
        assert {name[-1] for name in seen} == {str(number) for number in range(count)}


@pytest.mark.parametrize("size", [(160, 45), (60, 20)])
async def test_the_cursor_is_a_whole_row_on_no_heading_and_only_while_the_table_has_the_focus(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    profiles = [replace(EMULATOR_PROFILE, name=name) for name in ("one", "two", "three")]
    async with explorer(workspace, size=size) as stage:
        table = await _side_by_side(stage, profiles)
        await stage.press("ctrl+home")
        assert (table.cursor_row, int(table.scroll_y)) == (0, 0)
        rows = []
        while table.row is not None and table.row not in rows:
            rows.append(table.row)
            backgrounds = _backgrounds(table)
            assert len(set(backgrounds[: table.size.width])) == 1, "the row isn't marked from end to end"
            if size[1] < 30:
                first, second = str(stage.find(Static, "#readings").content).split("\n")
                assert (first[:3], second[:3]) == ("one", "two"), "both readings are below a table that is low"
            await stage.press("down")
        assert len(rows) > 8
        assert table.row == rows[-1], "down at the end stays there"
        cursor = set(_backgrounds(table))
        await stage.press("tab")
        assert not cursor & set(_backgrounds(table)), "there is a second cursor"


async def _side_by_side(stage: Stage, profiles: list[Profile]) -> MatrixView:
    """Sends the draft to these datastreams; returns the table once it is filled."""
    draft = stage.bench.controllers.drafts.current
    stage.app.push_screen(SideBySide(stage.bench.workspace, profiles, draft, "default"))
    await stage.shows(SideBySide)
    await stage.until(lambda: stage.find(MatrixView).row_count)
    await stage.still()
    return stage.find(MatrixView)


def _backgrounds(table: MatrixView) -> list[object]:
    """The background of each cell of the line under the cursor, without the scrollbar."""
    y = table.header_height + table.cursor_row - int(table.scroll_y)
    return [segment.style and segment.style.bgcolor for segment in table.render_line(y) for _ in segment.text]


def test_two_readings_name_their_datastreams_and_begin_where_they_differ() -> None:
    same = "activity 649330 · experience 0 · "
    cells = [Cell(Mark.SAME, f"{same}1 item"), Cell(Mark.CHANGED, f"{same}2 items")]
    wide = readings([("stage", cells[0]), ("production", cells[1])], PLAIN, 80).plain
    assert wide == f"stage       {same}1 item\nproduction  {same}2 items"
    narrow = readings([("stage", cells[0]), ("production", cells[1])], PLAIN, 40).plain
    assert [line[12:] for line in narrow.split("\n")] == ["…1 item", "…2 items"]


def _heading(stage: Stage) -> str:
    table = stage.find(MatrixView)
    lines = stage.lines[table.region.y : table.region.y + table.header_height]
    return "\n".join(line[table.region.x : table.region.right] for line in lines)


def _hidden(stage: Stage) -> int:
    """How many datastreams the title says are out of sight."""
    title = next(line for line in stage.lines if "Responses, side by side" in line)
    return sum(map(int, re.findall(r"(\d+) more", title)))
