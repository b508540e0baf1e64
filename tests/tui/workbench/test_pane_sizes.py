"""Panes are resized with keys and by dragging, within limits, and it is remembered."""

from itertools import product

import pytest
from textual.geometry import Region

from edge_tui.tui.workbench.pane_layout import PaneColumns
from edge_tui.tui.workbench.pane_sizes import PaneSizes, PanesShown, why_not_resized
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.stage import NARROW, WIDE, Stage, explorer, frozen_workspace


def widths(stage: Stage) -> tuple[int, int, int]:
    """The widths of the three columns."""
    sidebar, editor, right = (stage.bench.query_one(f"#{name}").region.width for name in ("sidebar", "event", "right"))
    return sidebar, editor, right


@every_row("text", [None, "", "1,2", "a,b,c", "1,2,3,4,5", "-1,50,50", "1,2,٣", "99999,1,1"])
def test_another_text_has_no_sizes(text: str | None) -> None:
    assert PaneSizes.read(text) is None


@pytest.mark.parametrize("pane", ["sidebar", "event", "answer", "explain"])
def test_a_pane_grows_and_shrinks_within_limits_and_back(pane: str) -> None:
    start = PaneSizes()
    assert start.stepped(pane, 1, 0, 30) != start
    assert start.stepped(pane, 1, 0, 30).stepped(pane, -1, 0, 30) == start
    sizes = start
    for _ in range(100):
        sizes = sizes.stepped(pane, -1, -1, 30)
    assert sizes == sizes.bounded()
    assert PaneSizes.read(sizes.written()) == sizes


@pytest.mark.parametrize(("width", "sidebar"), [(300, 60), (160, 53), (120, 40), (100, 33), (30, 16)])
def test_a_sidebar_leaves_room_in_a_narrower_terminal(width: int, sidebar: int) -> None:
    wide = PaneSizes(sidebar=60)
    assert wide.fitting(width).sidebar == sidebar
    assert (wide.fitting(width).right, wide.sidebar) == (wide.right, 60)


async def test_a_key_resizes_the_pane_with_the_focus_and_the_next_start_has_the_size(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        before = widths(stage)
        await stage.use("pane.wider")
        after = widths(stage)
        assert after[2] > before[2]
        assert sum(after) == sum(before)
        tall = stage.bench.query_one("#answer").region.height
        await stage.use("pane.shorter")
        assert stage.bench.query_one("#answer").region.height < tall
    async with explorer(frozen_workspace(workspace.paths.data), size=WIDE) as stage:
        assert widths(stage) == after
        await stage.pilot.resize_terminal(80, 24)
        await stage.still()
        assert stage.bench.query_one("#event").region.width == 80, "a narrow screen shows one pane"


def test_sizes_of_before_there_were_narrow_ones_are_read() -> None:
    assert PaneSizes.read("32,50,60") == PaneSizes(32, 50, 60)
    assert PaneSizes.read("32,50,60,70") == PaneSizes(32, 50, 60, 70)


@pytest.mark.parametrize("size", [(80, 24), (70, 26)])
async def test_in_a_narrow_window_the_response_and_its_explanation_share_the_height_as_one_likes(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    def heights() -> tuple[int, int]:
        return stage.bench.query_one("#answer").region.height, stage.bench.query_one("#explain").region.height

    async with explorer(workspace, size=size) as stage:
        await stage.send()
        answer, explain = heights()
        await stage.use("pane.wider")
        assert heights() == (answer, explain), "there is one column"
        await stage.use("pane.taller")
        assert heights() == (answer + 1, explain - 1)
        await stage.use("pane.shorter")
        assert heights() == (answer, explain)
        await stage.use("pane.shorter")
        assert heights() == (answer - 1, explain + 1)
        border = stage.bench.query_one("#explain").region.y
        await stage.pilot.mouse_down(None, offset=(20, border))
        await stage.pilot.hover(None, offset=(20, border - 3))
        await stage.pilot.mouse_up(None, offset=(20, border - 3))
        await stage.still()
        assert abs(heights()[0] - (answer - 4)) <= 1
        dragged = heights()
        columns = stage.bench.query_one(PaneColumns)
        for _ in range(30):
            columns.action_resize_pane(0, 1)
        await stage.still()
        assert heights()[1] >= 3, "a pane keeps a line"
        for _ in range(30):
            columns.action_resize_pane(0, -1)
        await stage.still()
        assert heights()[0] >= 5
        assert sum(heights()) == answer + explain == sum(dragged)
    async with explorer(frozen_workspace(workspace.paths.data), size=size) as stage:
        await stage.send()
        assert heights()[0] < answer, "it is remembered"


async def test_where_the_response_is_alone_there_is_nothing_to_share(workspace: Workspace) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        await stage.send()
        before = stage.bench.query_one("#answer").region
        assert not stage.bench.query_one("#explain").region.height
        await stage.use("pane.shorter")
        await stage.use("pane.wider")
        assert stage.bench.query_one("#answer").region == before
        assert workspace.choices.get("panes") in (None, "32,50,60,0")


PANES = ("sidebar", "event", "answer", "explain")


@every_row(
    ("pane", "wider", "taller", "shown", "words"),
    [
        ("answer", 1, 0, PanesShown(is_narrow=False, is_full=True, shares_height=False), "Press f10"),
        ("event", -1, 0, PanesShown(is_narrow=True, is_full=False, shares_height=False), "From 100 columns on"),
        ("event", 0, 1, PanesShown(is_narrow=False, is_full=False, shares_height=True), "Press 3 or 4"),
        ("answer", 0, 1, PanesShown(is_narrow=True, is_full=False, shares_height=False), "22 rows or more"),
        ("explain", 0, 1, PanesShown(is_narrow=True, is_full=False, shares_height=False), "Press 3 to go"),
        ("sidebar", 1, 0, PanesShown(is_narrow=False, is_full=False, shares_height=True), "sidebar can't be any wider"),
        ("event", -1, 0, PanesShown(is_narrow=False, is_full=False, shares_height=True), "event can't be any narrower"),
        ("answer", 0, 1, PanesShown(is_narrow=True, is_full=False, shares_height=True), "response can't be any taller"),
        ("explain", 0, -1, PanesShown(is_narrow=False, is_full=False, shares_height=True), "can't be any shorter"),
    ],
)
def test_what_can_not_be_resized_says_why(pane: str, wider: int, taller: int, shown: PanesShown, words: str) -> None:
    assert words in why_not_resized(pane, wider, taller, shown)


@pytest.mark.parametrize("size", [WIDE, (80, 24), (60, 20), (100, 16)])
async def test_a_key_resizes_or_says_why_it_does_not(workspace: Workspace, size: tuple[int, int]) -> None:
    def regions() -> list[Region]:
        return [stage.bench.query_one(f"#{name}").region for name in PANES]

    async with explorer(workspace, size=size) as stage:
        await stage.send()
        for pane, is_full in product(PANES, (False, True)):
            stage.bench.panes.focus_pane(pane)
            await stage.still()
            if is_full:
                await stage.use("pane.full")
            columns = stage.bench.query_one(PaneColumns)
            for wider, taller in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                # A pane that is maximized or in front has one reason, the same each time.
                for _ in range(1 if is_full else 2):
                    before, told = regions(), len(stage.toasts)
                    columns.action_resize_pane(wider, taller)
                    await stage.still()
                    assert (regions() != before) != (len(stage.toasts) > told), (pane, is_full, wider, taller)
            if is_full:
                await stage.use("pane.full")
            stage.app.clear_notifications()


async def test_a_border_is_dragged(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        right = stage.bench.query_one("#right").region
        at = (right.x, right.y + 10)
        await stage.pilot.mouse_down(None, offset=at)
        for x in (right.x - 10, right.x - 20):
            await stage.pilot.hover(None, offset=(x, right.y + 10))
        await stage.pilot.mouse_up(None, offset=(right.x - 20, right.y + 10))
        await stage.still()
        assert abs(stage.bench.query_one("#right").region.x - (right.x - 20)) <= 1
        assert stage.app.mouse_captured is None
        assert workspace.choices.get("panes") is not None


async def test_a_click_elsewhere_drags_nothing(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        before = widths(stage)
        await stage.pilot.mouse_down(None, offset=(60, 20))
        await stage.pilot.hover(None, offset=(90, 20))
        await stage.pilot.mouse_up(None, offset=(90, 20))
        assert widths(stage) == before
        assert workspace.choices.get("panes") is None


async def test_a_very_wide_screen_has_the_explanation_beside_the_response(workspace: Workspace) -> None:
    async with explorer(workspace, size=(220, 50)) as stage:
        await stage.send()
        answer, explain = (stage.bench.query_one(name) for name in ("#answer", "#explain"))
        assert (answer.region.y, answer.region.height) == (explain.region.y, explain.region.height)
        assert answer.region.right == explain.region.x
        wide = answer.region.width
        await stage.use("pane.taller")
        assert answer.region.width > wide
        border = (explain.region.x, explain.region.y + 10)
        await stage.pilot.mouse_down(None, offset=border)
        await stage.pilot.hover(None, offset=(border[0] - 20, border[1]))
        await stage.pilot.mouse_up(None, offset=(border[0] - 20, border[1]))
        await stage.still()
        assert abs(explain.region.x - (border[0] - 20)) <= 1
        for width in (160, 120):
            await stage.pilot.resize_terminal(width, 45)
            await stage.still()
            assert answer.region.x == explain.region.x
            assert answer.region.width == explain.region.width
            assert answer.region.bottom == explain.region.y


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_border_follows_the_mouse_row_by_row_also_after_the_window_was_resized(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=(size[0] + 7, size[1] + 5)) as stage:
        await stage.send()
        await stage.pilot.resize_terminal(*size)
        await stage.still()
        explain = stage.bench.query_one("#explain")
        for row in (explain.region.y - 3, explain.region.y - 5, explain.region.y - 2):
            at = (explain.region.x + 10, explain.region.y)
            await stage.pilot.mouse_down(None, offset=at)
            await stage.pilot.hover(None, offset=(at[0], row))
            await stage.pilot.mouse_up(None, offset=(at[0], row))
            await stage.still()
            assert explain.region.y == row
