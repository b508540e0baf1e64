"""The draft and the templates: loaded after asking, saved before the shipped ones, there again after a restart."""

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
    """Puts a text into the editor as typing does, unsaved."""
    stage.editor.rewrite(text)
    await stage.still()


def mine(workspace: Workspace, name: str = "page-view") -> Path:
    """Where a template of one's own is."""
    return workspace.paths.templates / f"{name}.json"


def marked(stage: Stage) -> list[str]:
    """The lines of the template list that bear the mark."""
    region = stage.find(TemplateTree).region
    return [
        line[region.x : region.right] for line in stage.lines[region.y : region.bottom] if "●" in line[: region.right]
    ]


async def go_to(stage: Stage, name: str) -> None:
    """Goes to a template in the sidebar."""
    tree = stage.find(TemplateTree)
    await stage.focus(tree)
    node = next(leaf for group in tree.root.children for leaf in group.children if leaf.data and leaf.data.name == name)
    tree.move_cursor(node)
    await stage.still()


async def choose(stage: Stage, name: str) -> None:
    """Chooses a template in the sidebar by key."""
    await go_to(stage, name)
    await stage.press("enter")


async def test_it_opens_with_the_page_view_in_the_editor(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        assert json.loads(stage.editor.text)["event"]["xdm"]["eventType"] == "web.webpagedetails.pageViews"
        assert stage.editor.area.has_focus
        assert [line.strip(" ●│") for line in marked(stage)] == ["Page view"]


async def test_enter_on_a_template_puts_it_into_the_editor_and_marks_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await choose(stage, "link-click")
        await stage.until(lambda: stage.bench.state.draft.value.template == "link-click")
        await stage.still()
        assert "2 Event · link click" in stage.drawn
        assert [line.strip(" ●│") for line in marked(stage)] == ["Link click"]


async def test_an_unsaved_draft_is_marked_and_asked_about_before_a_template_replaces_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        assert not stage.editor.is_modified
        await written(stage)
        assert stage.editor.is_modified
        assert "2 Event · page view ●" in stage.drawn
        await choose(stage, "link-click")
        await stage.shows(Question)
        assert "The draft is not saved" in stage.drawn
        await stage.press("escape")
        await stage.shows(Workbench)
        assert stage.editor.text == MINE


async def test_a_draft_is_discarded_only_when_told(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await written(stage)
        await choose(stage, "link-click")
        await stage.shows(Question)
        await stage.click("#discard")
        await stage.shows(Workbench)
        await stage.until(lambda: stage.bench.state.draft.value.template == "link-click")
        assert "mine" not in stage.editor.text


async def test_a_draft_can_be_saved_first(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await written(stage)
        await choose(stage, "link-click")
        await stage.shows(Question)
        await stage.click("#save")
        await stage.shows(SaveTemplate)
        assert stage.editor.text == MINE


async def test_a_saved_template_stands_before_the_shipped_one_of_its_name(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await written(stage)
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        assert "Yours will stand before the shipped page-view" in stage.drawn
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


async def test_what_is_not_json_is_not_saved_as_a_template(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await written(stage, '{"event": ')
        await stage.press("f3")
        assert "Not saved" in await stage.told("The draft itself is kept")
        assert isinstance(stage.app.screen, Workbench)
        assert not mine(workspace).exists()


async def test_a_template_of_ones_own_is_deleted_after_asking_and_the_shipped_one_is_back(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await written(stage)
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        await stage.press("enter")
        await stage.shows(Workbench)
        await go_to(stage, "page-view")
        await stage.use("templates.delete")
        await stage.shows(Question)
        await stage.click("#delete")
        await stage.shows(Workbench)
        await stage.until(lambda: not mine(workspace).exists())
        assert any(each.name == "page-view" for each in workspace.templates.all())


async def test_a_shipped_template_cannot_be_deleted(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await go_to(stage, "link-click")
        await stage.use("templates.delete")
        assert await stage.told("cannot be deleted")


async def test_a_draft_is_there_again_after_a_restart(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace) as stage:
        await choose(stage, "link-click")
        await stage.until(lambda: stage.bench.state.draft.value.template == "link-click")
        await written(stage)
    async with explorer(frozen_workspace(home)) as stage:
        assert stage.editor.text == MINE
        assert stage.bench.state.draft.value.template == "link-click"
        assert stage.editor.is_modified


async def test_a_draft_that_is_not_json_is_journalled_too(workspace: Workspace, home: Path) -> None:
    async with explorer(workspace) as stage:
        await written(stage, '{"event": {')
    async with explorer(frozen_workspace(home)) as stage:
        assert stage.editor.text == '{"event": {'


async def test_typing_is_journalled_without_being_asked_to(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("ctrl+end")
        await stage.write(" ab")
        kept = workspace.drafts.load()
        assert kept is not None
        assert kept.text == stage.editor.text
        assert " ab" in kept.text


async def test_who_leaves_right_after_a_key_keeps_what_it_wrote(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.pilot.press("ctrl+d", "ctrl+q")
        left = stage.editor.text
    kept = workspace.drafts.load()
    assert kept is not None
    assert kept.text == left
    assert left.startswith("{\n{\n")


async def test_a_title_that_is_left_as_it_is_keeps_the_templates_file(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.load("view-change")
        await written(stage)
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        assert "before the shipped view-change" in stage.drawn
        await stage.press("ctrl+s")
        await stage.until(mine(workspace, "view-change").exists)


async def test_a_text_put_in_right_before_leaving_is_kept(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.rewrite('{\n  "event": {}\n}')
        stage.bench.save_draft_now()
        kept = workspace.drafts.load()
        assert kept is not None
        assert kept.text == '{\n  "event": {}\n}'
