"""Tabs whose content is mounted when it is first shown: the one before stays until then."""

from textual.app import ComposeResult
from textual.widgets import Input

from edge_tui.tui.widgets.tab_view import TabView
from tests.tui.themed_app import ThemedApp


class Tabs(ThemedApp):
    """Three tabs, each with a field."""

    def compose(self) -> ComposeResult:
        """Three tabs."""
        yield TabView({"a": "A", "b": "B", "c": "C"}, lambda tab: Input(id=f"field-{tab}"), "tabs")


def shown(app: Tabs) -> list[str | None]:
    """The fields that are displayed."""
    return [each.id for each in app.query(Input) if each.display]


async def test_a_tab_stays_until_the_next_one_is_mounted() -> None:
    app = Tabs()
    async with app.run_test() as pilot:
        tabs = app.query_one(TabView)
        tabs.active = "b"
        assert shown(app) == ["field-a"]
        tabs.active = "c"
        assert shown(app) == ["field-a"]
        await tabs.ready()
        await pilot.pause()
        assert shown(app) == ["field-c"]
        tabs.active = "a"
        assert shown(app) == ["field-a"]
        await pilot.pause()
        assert shown(app) == ["field-a"]
