"""The loaded template's row is in sight wherever the list is, until the user moves the cursor to another row."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual.widgets.tree import TreeNode

from edge_tui.model.template import Origin, Template
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

SMALL, LOWEST = (60, 20), (60, 16)
SIZES = [WIDE, MEDIUM, NARROW, SMALL, LOWEST, (100, 16), (60, 10)]
# With the sidebar beside the event, in a low terminal, and with one pane in front.
KINDS = [WIDE, (100, 16), SMALL]
# The last of a group, the first, one with a title of several rows, one of another group, one of the user's.
LOADED = ["target-unavailable", "add-to-cart", "search-arrival", "page-view", "own-7"]


def save_own(workspace: Workspace) -> None:
    """Saves templates of the user in three groups."""
    for number in range(12):
        body = {"event": {"xdm": {"eventType": "test"}}}
        template = Template(f"own-{number}", f"Own {number}", f"group {number % 3}", "", body, origin=Origin.USER)
        workspace.templates.save(template, overwrite=True)


def rows(stage: Stage) -> list[str]:
    """The drawn rows of the list; none while it's hidden."""
    region = stage.bench.query_one(TemplateTree).region
    return [line[region.x : region.right] for line in stage.lines[region.y : region.bottom]]


def check(stage: Stage, after: object) -> None:
    """Fails if the list is shown without the loaded template."""
    drawn = rows(stage)
    assert not drawn or any("●" in row for row in drawn), (after, stage.bench.state.draft.value.template, drawn)


@asynccontextmanager
async def listing(workspace: Workspace, size: tuple[int, int]) -> AsyncIterator[tuple[Stage, TemplateTree]]:
    """The explorer with the list in front."""
    save_own(workspace)
    async with explorer(workspace, size=size) as stage:
        check(stage, "the start")
        await show(stage)
        check(stage, "the first look")
        yield stage, stage.bench.query_one(TemplateTree)


async def show(stage: Stage) -> None:
    """Focuses the list, as its key does."""
    stage.bench.panes.focus_list("templates")
    await stage.still()


@pytest.mark.parametrize("size", SIZES)
async def test_it_is_in_sight_after_every_load_whether_the_list_is_shown_or_not(
    workspace: Workspace, size: tuple[int, int], thorough: bool
) -> None:
    if size not in (*KINDS, LOWEST) and not thorough:
        pytest.skip("only with --thorough: a size of each kind is tried, and the lowest")
    async with listing(workspace, size) as (stage, tree):
        for template in LOADED:
            await stage.load(template)
            check(stage, "a load")
            await show(stage)
            check(stage, "going to the list")
        for template in LOADED:
            await stage.focus(tree)
            await stage.load(template)
            await show(stage)
            check(stage, "a load from the list")
        assert any("●" in row for row in rows(stage)), "the list is shown"


@pytest.mark.parametrize("template", LOADED)
async def test_it_stays_in_sight_through_resizes_folds_and_changes_on_disk(
    workspace: Workspace, template: str, thorough: bool
) -> None:
    if template not in (LOADED[0], LOADED[-1]) and not thorough:
        pytest.skip("only with --thorough: two kinds of places are tried")
    async with listing(workspace, WIDE) as (stage, tree):
        await stage.load(template)
        await show(stage)
        for size in SIZES if thorough else ():
            await resize(stage, size)
        for size in SIZES if thorough or template == LOADED[0] else ():
            # Each is left for the widest, and reached from the lowest.
            for other in (SIZES[0], SIZES[-1], size):
                await resize(stage, other)
        for size in KINDS:
            await resize(stage, size)
            for change in (*_folds(tree), *_changes(stage)):
                await change()
                await stage.still()
                check(stage, change)


async def resize(stage: Stage, size: tuple[int, int]) -> None:
    """Gives the terminal another size; fails if the loaded template is out of sight then."""
    await stage.pilot.resize_terminal(*size)
    await stage.still()
    check(stage, size)


def _folds(tree: TemplateTree) -> list[Callable[[], Awaitable[None]]]:
    """Opens every group, and closes all but the loaded template's, as clicks on their arrows do."""

    def fold(node: TreeNode[Any], *, is_open: bool) -> Callable[[], Awaitable[None]]:
        async def folded() -> None:
            (node.expand if is_open else node.collapse)()

        return folded

    groups = list(tree.root.children)
    loaded = tree.cursor_node.parent if tree.cursor_node else None
    return [
        *(fold(each, is_open=True) for each in groups),
        *(fold(each, is_open=False) for each in groups if each is not loaded),
    ]


def _changes(stage: Stage) -> list[Callable[[], Awaitable[None]]]:
    """Lists the templates again, as after a change on disk, and takes the focus elsewhere and back."""

    async def list_again() -> None:
        stage.bench.controllers.templates.show()

    async def go_and_return() -> None:
        await stage.focus(stage.bench.query_one(ProfileList))
        await show(stage)

    async def scroll_away_and_return() -> None:
        await go_and_return()
        tree = stage.bench.query_one(TemplateTree)
        await stage.focus(stage.bench.query_one(ProfileList))
        tree.scroll_to(y=0 if tree.scroll_offset.y else tree.max_scroll_y, animate=False, immediate=True)
        await show(stage)

    return [list_again, go_and_return, scroll_away_and_return]


@pytest.mark.parametrize("size", [MEDIUM, SMALL])
async def test_a_cursor_that_the_user_has_moved_stays_on_its_row_and_in_sight(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with listing(workspace, size) as (stage, tree):
        await stage.press("end")
        words = str(tree.cursor_node.label) if tree.cursor_node else ""
        assert words == "Troubleshooting"
        for other in (WIDE, SMALL, size):
            await stage.pilot.resize_terminal(*other)
            stage.bench.controllers.templates.show()
            await stage.still()
            assert tree.cursor_node is not None
            assert str(tree.cursor_node.label) == words
            assert any(words in row for row in rows(stage)), other
        await stage.load("page-view-data")
        await show(stage)
        check(stage, "the next load")


async def test_a_group_that_is_closed_around_the_cursor_takes_it(workspace: Workspace) -> None:
    async with listing(workspace, SMALL) as (stage, tree):
        assert tree.cursor_node is not None
        group = tree.cursor_node.parent
        assert group is not None
        group.collapse()
        await stage.still()
        assert tree.cursor_node is group
        assert any(str(group.label) in row for row in rows(stage))
