"""The command palette: every command by name."""

from edge_tui.model.profile import Profile
from edge_tui.workspace import Workspace
from tests.tui.stage import explorer


async def test_the_palette_lists_every_template_profile_and_visitor(workspace: Workspace) -> None:
    workspace.profiles.add(Profile("acme", datastream_id="4f1c"))
    async with explorer(workspace) as stage:
        titles = {each.title for each in stage.app.get_system_commands(stage.bench)}
        assert {f"template: {each.title}" for each in workspace.templates.all()} <= titles
        assert {"profile: use acme", "profile: use emulator", "visitor: new", "history: open"} <= titles


async def test_a_template_is_loaded_from_the_palette(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.use("palette")
        await stage.write("template: purchase")
        await stage.until(lambda: "template: Purchase" in stage.drawn)
        await stage.press("down", "enter")
        await stage.until(lambda: stage.bench.state.draft.value.template == "purchase")
