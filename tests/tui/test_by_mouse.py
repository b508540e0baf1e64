"""The README's five minutes by mouse alone: only texts are typed."""

import pytest
from textual.geometry import Offset
from textual.widgets import Button, Input, Static, Tree

from edge_tui.model.profile import EMULATOR, EMULATOR_DATASTREAM_ID
from edge_tui.model.visitor import Visitor
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.jump import Jump
from edge_tui.tui.history.picker import PickExchange
from edge_tui.tui.history.screen import History
from edge_tui.tui.history.selectable_list import SelectableHistoryList
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.response.explain_pane import ActionLine, ExplainPane
from edge_tui.tui.visitors.screen import Visitors
from edge_tui.tui.widgets.checkboxes import OFF, ON
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tui.stage import NARROW, WIDE, Stage, explorer


async def click(stage: Stage, words: str, *, after: bool = False, last: bool = False) -> None:
    """Clicks on words that are drawn, or on the cell after them: at their first place, or at their last."""
    places = [(line.find(words), y) for y, line in enumerate(stage.lines) if words in line]
    assert places, f"{words!r} isn't drawn:\n{stage.drawn}"
    x, y = places[-1 if last else 0]
    await stage.pilot.click(offset=Offset(x + (len(words) if after else 0), y))
    await stage.still()


async def run_command(stage: Stage, search: str, title: str) -> None:
    """Opens the palette by its place in the footer, searches, and clicks on a command."""
    await click(stage, "^p Commands", last=True)
    await stage.shows(Palette)
    await stage.write(search)
    await click(stage, title)
    await stage.until(lambda: not isinstance(stage.app.screen, Palette))
    await stage.still()


async def send(stage: Stage) -> None:
    """Clicks on the button."""
    before = stage.exchange
    # A button takes no click while it is drawn as pressed, a fifth of a second.
    await stage.until(lambda: not stage.find(Button, "#send").has_class("-active"))
    await click(stage, "Send  F5")
    await stage.answered(before)


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_an_event_is_sent_broken_fixed_and_explained(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await send(stage)
        await click(stage, "state:store")
        assert "cookie" in stage.drawn
        await click(stage, "2 Event")
        text = stage.editor.text
        await click(stage, '"{{uuid}}",', after=True)
        await stage.press("backspace")
        await click(stage, "Send  F5")
        await stage.told("Not sent")
        assert workspace.history.count() == 1
        await run_command(stage, "", "undo ")
        assert stage.editor.text == text
        await run_command(stage, "target unavailable", "template: Target unavailable")
        await send(stage)
        assert stage.exchange is not None
        assert stage.exchange.response is not None
        assert stage.exchange.response.status == 207
        await run_command(stage, "why", "response: why")
        await stage.until(lambda: "Target failed on this event" in " ".join(stage.drawn.split()))


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_profile_is_added_and_tested(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        if size == NARROW:
            await click(stage, "1 Start")
        await click(stage, "p Profiles")
        await click(stage, "a Add", last=True)
        await stage.shows(ProfileForm)
        await stage.write("mine")
        for key, text in (("datastream_id", EMULATOR_DATASTREAM_ID), ("url", EMULATOR)):
            field = stage.find(Input, f"#{key}")
            await stage.click(f"#{key}")
            assert field.has_focus
            field.value = ""
            await stage.write(text)
        await stage.click("#test")
        await stage.until(lambda: "✓ services" in str(stage.find(Static, "#trial").content))
        await stage.click("#save")
        await stage.shows(Workbench)
        assert stage.bench.state.profile.value.name == "mine"
        assert stage.bench.state.profile.value.upstreams
        await click(stage, "● mine")
        await click(stage, "del Delete", last=True)
        await stage.click("#delete")
        await stage.shows(Workbench)
        assert stage.bench.state.profile.value.name == "emulator"


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_past_exchange_is_found_shown_and_compared(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await send(stage)
        await send(stage)
        if size == NARROW:
            await click(stage, "1 Start")
        await click(stage, "f11 History")
        await stage.shows(History)
        await click(stage, "esc Back", last=True)
        await stage.shows(Workbench)
        await run_command(stage, "compare", "response: compare")
        await stage.shows(PickExchange)
        await click(stage, "esc cancel")
        await stage.shows(Workbench)
        await run_command(stage, "compare", "response: compare")
        await stage.shows(PickExchange)
        await stage.pilot.click("#pick-list", offset=Offset(4, 0))
        await stage.shows(Compare)
        await click(stage, "esc Back", last=True)
        await stage.shows(Workbench)


async def test_a_click_shows_a_visitor_and_a_second_one_sends_as_it(workspace: Workspace) -> None:
    workspace.visitors.add(Visitor("anna"))
    async with explorer(workspace) as stage:
        await run_command(stage, "visitors and their", "visitor: manage")
        await stage.shows(Visitors)
        await click(stage, "  anna")
        assert isinstance(stage.app.screen, Visitors)
        assert "Cookies of anna" in stage.drawn
        await click(stage, "  anna")
        await stage.shows(Workbench)
        assert stage.bench.state.visitor.value == "anna"


async def test_a_letter_of_a_jump_is_clicked(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await click(stage, "^o Jump", last=True)
        await stage.shows(Jump)
        letter = next(each for each in stage.app.screen.query(".letter") if str(each.name) == "s")
        await stage.pilot.click(offset=letter.region.offset + Offset(1, 0))
        await stage.shows(Workbench)
        assert stage.find(ProfileList).has_focus


async def test_a_click_switches_a_service_of_the_emulator_and_one_on_a_datastream_sends_there(
    workspace: Workspace,
) -> None:
    async with explorer(workspace) as stage:
        await run_command(stage, "emulator: data", "emulator: datastreams")
        await stage.shows(EmulatorSwitches)
        assert "■ on   target" in stage.drawn
        await click(stage, "on   target")
        assert "□ off  target" in stage.drawn
        await stage.press("enter")
        assert "■ on   target" in stage.drawn, "enter does what a click does"
        before = stage.bench.state.profile.value.datastream_id
        tree = stage.find(Tree)
        tree.move_cursor(tree.root.children[1])
        await stage.press("enter")
        await stage.shows(Workbench)
        assert stage.bench.state.profile.value.datastream_id != before


@pytest.mark.parametrize("keymap", ["", '"tree.actions" = "f12"\n'])
async def test_an_action_below_the_explanation_is_clicked_while_the_event_has_the_focus(
    workspace: Workspace, keymap: str
) -> None:
    workspace.paths.keymap.parent.mkdir(parents=True, exist_ok=True)
    workspace.paths.keymap.write_text(keymap)
    async with explorer(workspace, size=WIDE) as stage:
        await run_command(stage, "target unavailable", "template: Target unavailable")
        await send(stage)
        await click(stage, "2 Event")
        focused, text = stage.app.focused, stage.editor.text
        assert not any(segment.style and segment.style.underline for segment in stage.find(ActionLine).render_line(0))
        await click(stage, "F JSON")
        assert "JSON · EXEG" in stage.drawn
        await click(stage, "F explanation")
        assert "Explain · EXEG" in stage.drawn
        await click(stage, "f12 go to" if keymap else ". go to")
        await stage.shows(Choice)
        await stage.press("escape")
        await stage.shows(Workbench)
        await click(stage, "y copy")
        await stage.told("Copied {")
        assert (stage.app.focused, stage.editor.text) == (focused, text)


async def test_a_field_of_the_event_has_no_actions_of_the_response(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await run_command(stage, "target unavailable", "template: Target unavailable")
        await send(stage)
        line = stage.find(ActionLine)
        assert ". go to" in str(line.render())
        await stage.press("escape", *["down"] * 4)
        await stage.until(lambda: "Explain · Event Type" in stage.drawn)
        assert str(line.render()) == "y copy  Y copy pointer"
        await stage.press("escape", "down", "up")
        await stage.until(lambda: ". go to" in str(line.render()))


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_two_exchanges_are_selected_by_their_boxes_and_compared(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        for _ in range(3):
            await stage.send()
        await run_command(stage, "history", "history: ")
        await stage.shows(History)
        listed = stage.find(SelectableHistoryList)
        await stage.until(lambda: len(listed.summaries) == 3)
        await click(stage, "/ search")
        await click(stage, OFF)
        await click(stage, OFF, last=True)
        assert list(listed.selected) == [listed.summaries[0].key, listed.summaries[2].key]
        await click(stage, ON)
        assert list(listed.selected) == [listed.summaries[2].key]
        await stage.pilot.click("#all-history", offset=Offset(12, 2), control=True)
        assert len(listed.selected) == 2
        await click(stage, "d compare")
        await stage.shows(Compare)


async def test_a_border_that_is_dragged_resizes_the_pane_and_selects_no_text(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        pane = stage.find(ExplainPane)
        before, corner = pane.region.height, pane.region.offset + Offset(10, 0)
        await stage.pilot.mouse_down(offset=corner)
        for rows in (2, 4):
            await stage.pilot.hover(offset=corner + Offset(0, rows))
        await stage.pilot.mouse_up(offset=corner + Offset(0, 4))
        await stage.still()
        assert pane.region.height == before - 4
        assert not stage.app.screen.selections
