"""Textual keeps the rules of a screen's stylesheet for the whole app once that screen was shown."""

import inspect
from pathlib import Path

import pytest
from textual.widget import Widget

from edge_tui.tui.app import EdgeTui
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer


@pytest.mark.parametrize("size", [WIDE, MEDIUM, NARROW], ids=["160x45", "120x36", "80x24"])
async def test_no_screen_that_was_shown_changes_the_workbench(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        before = _rules(stage)
        for path in sorted(Path(inspect.getfile(EdgeTui)).parent.rglob("*.tcss")):
            stage.app.stylesheet.read(path)
        stage.app.refresh_css(animate=False)
        await stage.still()
        assert _rules(stage) == before


def _rules(stage: Stage) -> dict[str, str]:
    """What the stylesheets say of each widget of the workbench."""
    widgets = enumerate(stage.bench.walk_children(Widget))
    return {f"{number} {widget.css_identifier}": widget.styles.base.css for number, widget in widgets}
