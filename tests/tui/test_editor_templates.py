"""The template browser: search, preview, duplicate, rename, delete; the project's folder."""

import json
from pathlib import Path

import pytest
from textual.widgets import OptionList

from edge_tui.model.template import Origin
from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.templates.save_form import SaveTemplate
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import Stage, explorer, frozen_workspace


async def browse(stage: Stage) -> None:
    """Opens the browser."""
    stage.bench.action_browse_templates()
    await stage.shows(TemplateBrowser)


async def test_a_search_finds_and_previews_a_template(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await browse(stage)
        await stage.write("purch")
        assert "commerce.purchases" in stage.drawn
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.draft.value.template == "purchase")


async def test_a_template_is_duplicated_renamed_and_deleted(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await browse(stage)
        await stage.write("page view")
        await stage.press("ctrl+d")
        await stage.shows(Prompt)
        await stage.press("enter")
        await stage.shows(TemplateBrowser)
        assert workspace.templates.get("page-view-copy").origin is Origin.USER
        await stage.press("ctrl+e")
        await stage.shows(Prompt)
        await stage.press("end")
        await stage.write(" two")
        await stage.press("enter")
        await stage.shows(TemplateBrowser)
        assert workspace.templates.get("page-view-copy-two").title == "Page view copy two"
        await stage.press("ctrl+k")
        await stage.shows(Question)
        await stage.click("#delete")
        await stage.shows(TemplateBrowser)
        assert not any(each.origin is Origin.USER for each in workspace.templates.all())
        assert stage.find(OptionList).option_count > 0


async def test_the_projects_templates_override_all_others(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / ".edge-tui" / "templates"
    folder.mkdir(parents=True)
    file = folder / "page-view.json"
    file.write_text(json.dumps({"title": "Team page", "group": "web", "body": {"event": {"xdm": {"eventType": "t"}}}}))
    found = workspace.templates.get("page-view")
    assert (found.title, found.origin, found.shadows) == ("Team page", Origin.PROJECT, True)
    async with explorer(workspace) as stage:
        assert "Team page" in stage.drawn
        file.write_text(json.dumps({"title": "Team page", "body": {"event": {"xdm": {"eventType": "changed"}}}}) + " ")
        stage.bench.controllers.templates.notice_changes()
        assert "changed on disk" in await stage.told("changed on disk")
        assert '"t"' in stage.editor.text
        await stage.press("f3")
        await stage.shows(SaveTemplate)
        assert "has changed on disk since it was loaded" in stage.drawn
        await stage.press("ctrl+s")
        await stage.shows(Workbench)
        assert json.loads(file.read_text())["body"]["event"]["xdm"]["eventType"] == "t"
        assert not any(workspace.paths.templates.glob("*"))


async def test_the_list_shows_the_template_that_is_loaded(workspace: Workspace) -> None:
    async with explorer(workspace, size=(120, 36)) as stage:
        tree = stage.find(TemplateTree)
        for branch in tree.root.children:
            branch.collapse()
        await stage.still()
        await browse(stage)
        await stage.write("session complete")
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.draft.value.template == "media-session-complete")
        await stage.still()
        opened = [str(branch.label) for branch in tree.root.children if branch.is_expanded]
        assert opened == ["Media"]
        assert tree.cursor_node is not None
        assert str(tree.cursor_node.label) == "Media session complete"
        assert tree.scroll_offset.y <= tree.cursor_line < tree.scroll_offset.y + tree.size.height


async def test_a_text_that_was_sent_is_replaced_without_a_question(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.bench.editor.load('{"event": {"xdm": {"eventType": "mine"}}}', ())
        await stage.press("f5")
        await stage.until(lambda: stage.bench.state.exchange.value is not None)
        await browse(stage)
        await stage.write("purchase")
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.draft.value.template == "purchase")


async def test_a_text_that_was_sent_before_the_last_start_is_replaced_without_a_question(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.editor.load('{"event": {"xdm": {"eventType": "mine"}}}', ())
        await stage.send()
    async with explorer(frozen_workspace(workspace.paths.data)) as stage:
        assert stage.editor.is_modified
        await browse(stage)
        await stage.write("purchase")
        await stage.press("enter")
        await stage.until(lambda: stage.bench.state.draft.value.template == "purchase")
        await stage.focus(stage.editor.area)
        await stage.press("x")
        await browse(stage)
        await stage.press("enter")
        await stage.shows(Question)
