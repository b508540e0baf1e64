"""Hints teach one key at a time, none twice in a session, and can be turned off."""

from typing import Any

from textual.widgets.tree import TreeNode

from edge_tui.tui.workbench.hints import HINTS, Hints, Moment
from edge_tui.workspace import Workspace
from tests.tui.readme_keys import OWNERS
from tests.tui.stage import Stage, explorer, frozen_workspace


def hint_below(stage: Stage) -> str:
    """The words on the lower border of the response."""
    return str(stage.bench.query_one("#answer").border_subtitle)


def test_every_hint_names_a_key_that_there_is() -> None:
    ids = {binding.id for _, owner in OWNERS for binding in owner.__dict__.get("BINDINGS", ())}
    assert {hint.binding for hint in HINTS} <= ids


async def test_no_hint_comes_twice_and_each_comes_where_it_is_useful(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        exchange = await stage.send()
    hints, shown = Hints(lambda: False), list[str]()
    for count in range(1, 12):
        for actions in ((), ("display event",)):
            if hint := hints.choose(Moment(exchange, count, actions, is_new=not actions)):
                shown.append(hint.binding)
    assert sorted(shown) == sorted(set(shown))
    assert set(shown) == {hint.binding for hint in HINTS} - {"tree.actions"}, "there was no error to go from"
    assert shown[1] == "report.display", "as soon as the cursor is on a proposition"
    assert Hints(lambda: True).choose(Moment(exchange, 5, ("display event",), is_new=True)) is None


def _first_proposition(stage: Stage) -> TreeNode[Any]:
    """The first node of the tree with a display event, opening what is closed."""
    waiting = list(stage.tree.root.children)
    while waiting:
        node = waiting.pop(0)
        if any(brief == "display event" for _, brief in stage.bench.controllers.response.steps(node.data)):
            return node
        node.expand()
        stage.tree._fill(node)
        waiting += node.children
    raise AssertionError("no proposition")


async def test_a_proposition_teaches_the_key_of_its_event_once(workspace: Workspace) -> None:
    async with explorer(workspace, size=(220, 45)) as stage:
        await stage.load("personalization-view")
        await stage.send()
        await stage.focus(stage.tree)
        proposition = _first_proposition(stage)
        await stage.still()
        for is_taught in (True, False):
            stage.tree.move_cursor(proposition)
            await stage.still()
            assert ("builds the display event" in hint_below(stage)) is is_taught
            stage.tree.move_cursor(stage.tree.root.children[0])
            await stage.still()
            assert "builds the display event" not in hint_below(stage)


async def test_hints_are_turned_off_in_the_palette_and_stay_off(workspace: Workspace) -> None:
    async with explorer(workspace, size=(220, 45)) as stage:
        await stage.use("palette")
        await stage.write("hints: turn off")
        await stage.press("enter")
        await stage.until(lambda: workspace.choices.get("hints") == "off")
        await stage.send()
        await stage.focus(stage.tree)
        assert "filters the response" not in hint_below(stage)
    async with explorer(frozen_workspace(workspace.paths.data), size=(220, 45)) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        assert "filters the response" not in hint_below(stage)
        assert "hints: turn on" in {each.title for each in stage.app.get_system_commands(stage.bench)}
