"""The bars that draw themselves: tabs and the footer's keys."""

from textual.app import ComposeResult

from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.tab_bar import TabBar
from edge_tui.tui.widgets.tab_view import TabView
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, explorer
from tests.tui.themed_app import ThemedApp


class _Tabs(ThemedApp):
    def compose(self) -> ComposeResult:
        yield TabBar({"one": "First", "two": "Second", "three": "Third"}, "one")


def text_of(bar: TabBar, y: int) -> str:
    return bar.render_line(y).text


async def test_a_bar_underlines_the_active_tab_and_scrolls_to_it() -> None:
    app = _Tabs()
    async with app.run_test(size=(30, 4)) as pilot:
        bar = app.query_one(TabBar)
        assert text_of(bar, 1)[:8] == "╸━━━━━╺━"
        bar.active = "three"
        assert text_of(bar, 1)[14:] == "━╸━━━━━╺" + "━" * 8
        await pilot.resize_terminal(12, 4)
        assert "Third" in text_of(bar, 0)


async def test_a_click_on_a_label_opens_its_tab(workspace: Workspace) -> None:
    async with explorer(workspace, size=MEDIUM) as stage:
        tabs = stage.bench.query_one("#draft-tabs", TabView)
        assert tabs.content("draft-sent") is None
        at = text_of(tabs.bar, 0).index("Preview")
        await stage.pilot.click(tabs.bar, offset=(at + 1, 0))
        await stage.still()
        assert tabs.active == "draft-sent"
        shown = tabs.content("draft-sent")
        assert shown is not None
        assert shown.query_one(TextRows).region
        event = tabs.content("draft-event")
        assert event is not None
        assert not event.display


async def test_a_click_on_a_key_of_the_footer_presses_it(workspace: Workspace) -> None:
    async with explorer(workspace, size=MEDIUM) as stage:
        footer = stage.find(KeyFooter)
        start = next(start for key, start, _ in footer.spans() if key.action == "help")
        await stage.pilot.click(footer, offset=(start + 1, 0))
        await stage.still()
        assert type(stage.app.screen).__name__ == "Help"
