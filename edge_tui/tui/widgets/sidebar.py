"""The sidebar: templates, profiles and history, each in its own box."""

from textual.app import ComposeResult
from textual.containers import Vertical

from edge_tui.tui.widgets.history_list import HistoryList
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.profile_list import ProfileList
from edge_tui.tui.widgets.template_tree import TemplateTree


class Sidebar(Vertical):
    """What a send can start from."""

    ALLOW_MAXIMIZE = True

    def __init__(self) -> None:
        super().__init__(id="sidebar")

    def compose(self) -> ComposeResult:
        """Three boxes."""
        for key, title, widget in (
            ("1", "Templates", TemplateTree()),
            ("p", "Profiles", ProfileList()),
            ("f11", "History", HistoryList()),
        ):
            with Pane(id=f"{title.lower()}-pane") as pane:
                pane.border_title = f"{key} {title}"
                yield widget
