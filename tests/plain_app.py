"""A program for benchmarks: a plain app with a text area, or with the widgets that the explorer consists of.

python -m tests.plain_app text FILE | four FILE
"""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, TabbedContent, TabPane, TextArea, Tree


class Plain(App[None]):
    """The widgets, with the focus in the text area."""

    AUTO_FOCUS = "TextArea"
    CSS = "Tree, DataTable { height: 12; }"

    def compose(self) -> ComposeResult:
        area = TextArea(Path(sys.argv[2]).read_text("utf-8"), soft_wrap=False, show_line_numbers=True)
        area.border_title = "READY"
        if sys.argv[1] == "text":
            yield area
            return
        with TabbedContent(), TabPane("Text"):
            yield area
            yield Tree("tree")
            yield DataTable()


if __name__ == "__main__":
    Plain().run()
