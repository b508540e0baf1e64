"""A list shows its cursor at any size, whatever the size was when the cursor came there."""

from textual.screen import Screen
from textual.widgets import OptionList, Tree

from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.theme_menu import ThemeMenu
from edge_tui.tui.history.picker import PickExchange
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches
from edge_tui.tui.visitors.screen import Visitors
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, Stage, explorer

_SEVERAL = 12


async def _open(stage: Stage, screen: type[Screen[object]]) -> None:
    await stage.send()
    await stage.focus(stage.tree)
    if screen is ThemeMenu:
        stage.app.action_change_theme()
    else:
        keys = {Palette: "palette", History: "history", Visitors: "visitors", PickExchange: "compare"}
        await stage.use(keys[screen])
    await stage.shows(screen)


async def test_the_cursor_of_a_list_stays_in_sight_as_the_screen_shrinks(workspace: Workspace) -> None:
    for number in range(_SEVERAL):
        workspace.visitors.add(Visitor(f"visitor-{number}"))
    async with explorer(workspace, size=MEDIUM) as stage:
        for _ in range(_SEVERAL):
            await stage.send()
        for screen in (ThemeMenu, Palette, History, Visitors, PickExchange):
            await _open(stage, screen)
            listed = stage.find(OptionList)
            listed.highlighted = listed.option_count - 1
            await stage.still()
            for size in ((40, 12), (80, 24), (60, 20), (60, 14), (40, 10)):
                await stage.pilot.resize_terminal(*size)
                await stage.still()
                line = listed._index_to_line[listed.highlighted or 0]
                is_in_sight = listed.scroll_offset.y <= line < listed.scroll_offset.y + listed.size.height
                assert is_in_sight, (screen.__name__, size)
            await stage.pilot.resize_terminal(*MEDIUM)
            await stage.press("escape")
            await stage.shows(Workbench)


async def test_a_datastream_of_the_emulator_is_in_sight_in_a_low_window(workspace: Workspace) -> None:
    async with explorer(workspace, size=(40, 10)) as stage:
        stage.bench.action_emulator()
        await stage.shows(EmulatorSwitches)
        await stage.still()
        assert stage.find(Tree).size.height >= 3
        assert "Everything on" in stage.drawn
