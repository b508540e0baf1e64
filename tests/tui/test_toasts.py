"""Toasts and dialogs: what was told before a dialog isn't told again over it, and nothing covers what it asks."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.screen import ModalScreen
from textual.widgets._toast import Toast

from edge_tui.tui.dialogs.choice import Choice
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.dialogs.text_form import TextForm
from edge_tui.workspace import Workspace
from tests.tui.stage import NARROW, explorer

DIALOGS: dict[str, Callable[[], ModalScreen[Any]]] = {
    "choice": lambda: Choice("Export", {str(number): (f"format {number}", "a hint") for number in range(30)}),
    "question": lambda: Question("Stop?", "What was recorded is in history.\n" * 9, {"stop": "Stop", "back": "Cancel"}),
    "fields": lambda: Fields("Export", [Field(f"f{number}", f"Field {number}") for number in range(14)]),
    "text": lambda: TextForm("Paste", "", lambda _text: ""),
}


@pytest.mark.parametrize("size", [NARROW, (60, 20), (120, 36)], ids=["80x24", "60x20", "120x36"])
async def test_a_toast_covers_nothing_of_a_dialog(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        for name, make in DIALOGS.items():
            dialog = make()
            stage.app.push_screen(dialog)
            await stage.shows(type(dialog))
            box = next(child for child in dialog.children if not child.has_class("-textual-system"))
            height = box.region.height
            stage.app.notify(f"{name} can't be written: no space is left on the device.\nName another file.")
            await stage.told(name)
            assert box.region.height > height / 2
            for toast in dialog.query(Toast):
                assert not toast.region.overlaps(box.region), name
            await stage.press("escape")
            stage.app.clear_notifications()


async def test_a_dialog_leaves_the_toasts_from_before_it_to_the_screen_below(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        stage.app.notify("Copied before.")
        await stage.told("before")
        stage.app.push_screen(Choice("Actions", {"a": ("One", "")}))
        await stage.shows(Choice)
        assert stage.toasts == []
        stage.app.notify("Copied now.")
        await stage.told("now")
        assert stage.toasts == ["Copied now."]
        await stage.press("escape")
        assert stage.toasts == ["Copied before.", "Copied now."]


@pytest.mark.parametrize("size", [(120, 36), (60, 20)], ids=["120x36", "60x20"])
async def test_a_dialog_has_its_place_again_once_a_toast_has_gone(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        for key in ("ctrl+p", "f1"):
            await stage.press(key)
            box = next(child for child in stage.app.screen.children if not child.has_class("-textual-system"))
            region = box.region
            stage.app.notify("Nothing was written: no space is left on the device.")
            await stage.told("no space")
            assert box.region.height >= size[1] // 2 - 1
            await stage.click("Toast")
            assert box.region == region
            await stage.press("escape")
