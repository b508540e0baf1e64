"""What is named in a border can be clicked, and a click beside a menu closes it: the mouse does what keys do."""

from pathlib import Path

import pytest
from textual.color import Color
from textual.containers import Vertical
from textual.geometry import Offset
from textual.widget import Widget

from edge_tui import tui
from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.pressable import parts_that_fit, pressable
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.workspace import Workspace
from tests.tables import every_row
from tests.tui.stage import NARROW, WIDE, Stage, explorer


def pressed_keys(words: str) -> dict[str, str]:
    """The parts of a text that press a key, each with the key's name."""
    text = pressable(words)
    return {text.plain[span.start : span.end]: span.style.meta["@click"][1][0] for span in text.spans}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (99, "enter load · ^d duplicate · ^k delete · esc cancel"),
        (50, "enter load · ^d duplicate · ^k delete · esc cancel"),
        (49, "enter load · ^d duplicate · esc cancel"),
        (30, "enter load · esc cancel"),
        (12, "esc cancel"),
        (3, "esc cancel"),
    ],
)
def test_a_border_leaves_keys_out_as_a_whole_and_the_way_out_last(width: int, shown: str) -> None:
    assert parts_that_fit("enter load · ^d duplicate · ^k delete · esc cancel", width) == shown


@every_row(
    ("words", "keys"),
    [
        ("enter load · ^d copy · esc cancel", {"enter load": "enter", "^d copy": "ctrl+d", "esc cancel": "escape"}),
        ("H all to history", {"H all to history": "H"}),
        ("/ search", {"/ search": "slash"}),
        ("? why · . actions", {"? why": "question_mark", ". actions": "full_stop"}),
        ("ctrl+g go to · f12 fix", {"ctrl+g go to": "ctrl+g", "f12 fix": "f12"}),
        ("3 selected · space select", {"space select": "space"}),
        ("no problems · 0.4 of 64 KB", {}),
        ("1,204 · recovered 3", {}),
        ("/handle/0", {}),
        ("template: lists templates", {}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_part_that_begins_with_a_key_presses_it(words: str, keys: dict[str, str]) -> None:
    assert pressed_keys(words) == keys


async def click_on(stage: Stage, widget: Widget, words: str) -> None:
    """Clicks on words in the border of a widget."""
    for y in (widget.region.y, widget.region.bottom - 1):
        if (x := stage.lines[y].find(words, widget.region.x)) >= 0:
            await stage.pilot.click(offset=Offset(x + 1, y))
            await stage.still()
            return
    raise AssertionError(f"{words} isn't in the border of {widget}")


async def test_a_click_on_a_key_in_a_border_presses_it_where_it_belongs(workspace: Workspace) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        assert stage.editor.area.has_focus
        await click_on(stage, stage.find(Pane, "#profiles-pane"), "p Profiles")
        assert stage.find(ProfileList).has_focus
        await click_on(stage, stage.find(Pane, "#templates-pane"), "/ search")
        await stage.shows(TemplateBrowser)
        await click_on(stage, stage.app.screen.query_one("#browser"), "esc cancel")
        await stage.shows(Workbench)
        await click_on(stage, stage.find(Pane, "#templates-pane"), "1 Templates")
        assert stage.find(TemplateTree).has_focus
        await click_on(stage, stage.find(Pane, "#history-pane"), "f11 History")
        await stage.shows(History)


async def test_a_click_beside_a_menu_closes_it_and_one_beside_a_form_loses_nothing(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await stage.use("palette")
        await stage.shows(Palette)
        await stage.pilot.click(offset=Offset(0, 0))
        await stage.shows(Workbench)
        stage.bench.action_add_profile()
        await stage.shows(ProfileForm)
        await stage.pilot.click(offset=Offset(0, 0))
        await stage.still()
        assert isinstance(stage.app.screen, ProfileForm)


async def test_a_dialog_names_its_keys_in_the_color_of_those_of_panes(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        stage.app.push_screen(Choice("Export", {"har": ("HAR", "")}))
        await stage.shows(Choice)
        color = colors(stage.app).placeholder.color
        line = stage.find(Vertical, "#choice")._border_subtitle
        assert line is not None
        assert color is not None
        key_color = Color.from_rich_color(color)
        spans = [span for span in line.spans if getattr(span.style, "foreground", None) == key_color]
        assert [line.plain[span.start : span.end] for span in spans] == ["enter", "esc"]


def test_every_dialog_names_its_keys_by_the_same_rule() -> None:
    own = {"completions.py", "key_line.py", "textual_layouts.py"}
    others = [path for path in Path(tui.__file__).parent.rglob("*.py") if path.name not in own]
    assert [path.name for path in others if ".border_subtitle =" in path.read_text("utf-8")] == []
