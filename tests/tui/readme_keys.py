"""The README's key table, made from the bindings: `python -m tests.tui.readme_keys` writes it."""

import re
from pathlib import Path

from textual.app import App
from textual.dom import DOMNode

from edge_tui.tui.app import EdgeTui
from edge_tui.tui.capture.call_list import CallList
from edge_tui.tui.capture.finding_list import FindingList
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.capture.sent_pane import SentPane
from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.compare.side_by_side import SideBySide
from edge_tui.tui.doctor.screen import Doctor
from edge_tui.tui.editor.code_pane import CodePane
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.editor.replace_row import ReplaceRow
from edge_tui.tui.find.find_bar import FindBar
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.history.screen import History
from edge_tui.tui.keys import markdown_table
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.templates.browser import TemplateBrowser
from edge_tui.tui.templates.template_tree import TemplateTree
from edge_tui.tui.textual_widgets import TextBox
from edge_tui.tui.textview.text_rows import TextRows
from edge_tui.tui.timeline.screen import TimelineView
from edge_tui.tui.timeline.send_list import SendList
from edge_tui.tui.visitors.screen import Visitors
from edge_tui.tui.workbench.pane_layout import PaneColumns
from edge_tui.tui.workbench.screen import Workbench

README = Path(__file__).parents[2] / "README.md"
OWNERS: tuple[tuple[str, type[DOMNode] | type[App[object]]], ...] = (
    ("everywhere", EdgeTui),
    ("the workbench", Workbench),
    ("", PaneColumns),
    ("the event", EventEditor),
    ("", CodePane),
    ("", JsonEditor),
    ("", TextBox),
    ("the response", ResponsePane),
    ("", HandleTree),
    ("a text", TextRows),
    ("the find bar", FindBar),
    ("", ReplaceRow),
    ("templates", TemplateTree),
    ("profiles", ProfileList),
    ("history", HistoryList),
    ("the history screen", History),
    ("comparing", Compare),
    ("a watch, and replays", TimelineView),
    ("", SendList),
    ("the doctor", Doctor),
    ("side by side", SideBySide),
    ("visitors", Visitors),
    ("searching templates", TemplateBrowser),
    ("a recording", Capture),
    ("", CallList),
    ("", FindingList),
    ("", SentPane),
)
_BETWEEN = re.compile(r"(<!-- keys -->\n).*?(<!-- /keys -->)", re.DOTALL)


def with_keys(text: str) -> str:
    """The README with the current table between its marks."""
    table = markdown_table(OWNERS)
    return _BETWEEN.sub(lambda match: f"{match[1]}{table}\n{match[2]}", text)


if __name__ == "__main__":
    README.write_text(with_keys(README.read_text("utf-8")), "utf-8")
