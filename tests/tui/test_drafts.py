"""Drafts and templates: loaded after asking, overriding the built-in ones, kept across restarts."""

import json
from pathlib import Path

from textual.widgets import Input

from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.templates.save_form import SaveTemplate
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer, frozen_workspace

MINE = '{"event": {"xdm": {"eventType": "mine"}}}'


async def written(stage: Stage, text: str = MINE) -> None:
    """Replaces the editor's text as typing does, unsaved."""
    stage.editor.rewrite(text)
    await stage.still()


def mine(workspace: Workspace, name: str = "page-view") -> Path:
    """The file of a user's template."""
    return workspace.paths.templates / f"{name}.json"


def marked(stage: Stage) -> list[str]:
    """The marked lines of the template list."""
    region = stage.find(TemplateTree).region
    return [
        line[region.x : region.right] for line in stage.lines[region.y : region.bottom] if "●" in line[: region.right]
    ]


async def go_to(stage: Stage, name: str) -> None:
    """Goes to a template in the sidebar."""
    tree = stage.find(TemplateTree)
    await stage.focus(tree)
    leaves = [(group, leaf) for group in tree.root.children for leaf in group.children]
    group, leaf = next(pair for pair in leaves if getattr(pair[1].data, "name", "") == name)
    group.expand()
    await stage.still()
    tree.move_cursor(leaf)
    await stage.still()


async def choose(stage: Stage, name: str) -> None:
    """Chooses a template in the sidebar by key."""
    await go_to(stage, name)
    await stage.press("enter")


async def test_the_first_start_opens_the_page_view_template(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        assert json.loads(stage.editor.text)["event"]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
        assert stage.editor.area.has_focus
        assert [line.strip(" ●│▐") for line in marked(stage)] == ["Page view"]


async def test_enter_loads_a_template_and_marks_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await choose(stage, "link-click")
        await stage.until(lambda: stage.bench.state.draft.value.template == "link-click")
        await stage.still()
        assert "2 Event · Link click" in stage.drawn
        assert [line.strip(" ●│▐") for line in marked(stage)] == ["Link click"]


async def test_an_unsaved_draft_is_marked_and_replaced_only_after_asking(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        assert not stage.editor.is_modified
        await written(stage)
        assert stage.editor.is_modified
        assert "2 Event · Page view ●" in stage.drawn
        await choose(stage, "link-click")
        await stage.shows(Question)
        assert "Discard unsaved changes?" in stage.drawn
        await stage.press("escape")
        await stage.shows(Workbench)
        assert stage.editor.text == MINE


async def test_a_saved_template_overrides_the_built_in_one_of_its_name(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await written(stage)
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        assert "Overrides the built-in page-view" in stage.drawn
        await stage.press("enter")
        await stage.shows(Workbench)
        path = mine(workspace)
        assert str(path) in (await stage.told("Saved as")).replace("\n", "")
        assert json.loads(path.read_text())["body"]["event"]["xdm"]["eventType"] == "mine"
        assert not stage.editor.is_modified
        assert "✎" in marked(stage)[0]


async def test_a_template_is_named_after_its_title(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        stage.find(Input, "#title").value = "Page view, (EU)"
        await stage.press("enter")
        await stage.shows(Workbench)
        assert mine(workspace, "page-view-eu").exists()


async def test_a_built_in_template_cannot_be_deleted(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await go_to(stage, "link-click")
        await stage.use("templates.delete")
        assert await stage.told("can't be deleted")


async def test_a_draft_survives_a_restart(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace) as stage:
        await choose(stage, "link-click")
        await stage.until(lambda: stage.bench.state.draft.value.template == "link-click")
        await written(stage)
    async with explorer(frozen_workspace(home)) as stage:
        assert stage.editor.text == MINE
        assert stage.bench.state.draft.value.template == "link-click"
        assert stage.editor.is_modified


async def test_typing_saves_the_draft(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("ctrl+end")
        await stage.write(" ab")
        kept = workspace.drafts.load()
        assert kept is not None
        assert kept.text == stage.editor.text
        assert " ab" in kept.text


async def test_quitting_right_after_a_key_keeps_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.pilot.press("ctrl+d", "ctrl+q")
        left = stage.editor.text
    kept = workspace.drafts.load()
    assert kept is not None
    assert kept.text == left
    assert left.startswith("{\n{\n")


async def test_an_unchanged_title_keeps_the_templates_file(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.load("view-change")
        await written(stage)
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        assert "Overrides the built-in view-change" in stage.drawn
        await stage.press("ctrl+s")
        await stage.until(mine(workspace, "view-change").exists)
