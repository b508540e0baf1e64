"""A screen is laid out for the size of the terminal from its first frame on."""

from typing import Any

import pytest
from textual._compositor import Compositor
from textual.geometry import Size
from textual.widget import Widget

from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.history.screen import History
from edge_tui.workspace import Workspace
from tests.tui.stage import NARROW, WIDE, explorer


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
async def test_a_screen_has_the_classes_of_its_size_in_its_first_layout(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    first: dict[str, frozenset[str]] = {}
    reflow = Compositor.reflow

    def noting_reflow(self: Compositor, parent: Widget, size: Size) -> Any:
        first.setdefault(type(parent).__name__, frozenset(parent.classes))
        return reflow(self, parent, size)

    monkeypatch.setattr(Compositor, "reflow", noting_reflow)
    async with explorer(workspace, size=size) as stage:
        await stage.press("f11")
        await stage.shows(History)
        history = stage.app.screen
        stage.app.push_screen(Fields("Export", [Field("path", "File")]))
        await stage.shows(Fields)
        for screen in (history, stage.app.screen):
            assert first[type(screen).__name__] == frozenset(screen.classes), type(screen).__name__
        assert ("-narrow" in history.classes) == (size == NARROW)
