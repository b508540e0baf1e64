"""Tabs whose content is mounted when it is first shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import var
from textual.widget import AwaitMount, Widget

from edge_tui.tui.widgets.tab_bar import TabBar


class TabView(Vertical):
    """A bar of tabs, and below it the content of the active one. The first tab is active at the start.

    `build` makes the content of a tab; it is called once for each, when the tab is first shown: most
    are never opened, and the first frame has fewer widgets to style and lay out.
    """

    DEFAULT_CSS = "TabView { height: 1fr; }"

    active: var[str] = var("", init=False)

    @dataclass
    class Opened(Message):
        """Another tab is active, and its content is mounted."""

        tab: str

    def __init__(self, labels: Mapping[str, str], build: Callable[[str], Widget], view_id: str) -> None:
        super().__init__(id=view_id)
        self._build = build
        self.tabs = tuple(labels)
        self.set_reactive(TabView.active, self.tabs[0])
        self.bar = TabBar(labels, self.active)
        self._contents: dict[str, Widget] = {}
        self._mounted: AwaitMount | None = None

    def compose(self) -> ComposeResult:
        """The bar, and the first tab."""
        yield self.bar
        self._contents[self.active] = self._build(self.active)
        yield self._contents[self.active]

    def step(self, step: int) -> None:
        """Shows the tab `step` places after the active one, wrapping around."""
        self.active = self.tabs[(self.tabs.index(self.active) + step) % len(self.tabs)]

    def watch_active(self, active: str) -> None:
        """Shows the active tab."""
        self.bar.active = active
        if active not in self._contents:
            self._contents[active] = self._build(active)
            # The last one stays until then: without it the focus, and the next key, would go elsewhere.
            self._contents[active].display = False
            self._mounted = self.mount(self._contents[active])
        else:
            self._show_active()
        self.call_next(self._announce, active)

    def _show_active(self) -> None:
        for tab, content in self._contents.items():
            content.display = tab == self.active

    async def _announce(self, tab: str) -> None:
        await self.ready()
        self._show_active()
        self.post_message(self.Opened(tab))

    async def ready(self) -> None:
        """Returns once the content of the active tab is mounted."""
        if self._mounted is not None:
            await self._mounted

    def content(self, tab: str) -> Widget | None:
        """The content of a tab; None if it was never shown."""
        return self._contents.get(tab)

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """Shows the tab that was clicked."""
        event.stop()
        self.active = event.tab
