"""The right side of the history screen: an exchange, and what the cursor is on in it."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical

from edge_tui.model.exchange import Exchange
from edge_tui.model.node import Node
from edge_tui.tui.node_copy import copy_node
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.response.response_pane import ResponsePane


class PreviewPanes(Vertical):
    """The response above, Explain below it."""

    def compose(self) -> ComposeResult:
        """Both panes."""
        yield ResponsePane("history-answer")
        yield ExplainPane("history-explain")

    def show(self, exchange: Exchange | None, outline: Node | None) -> None:
        """Shows an exchange; nothing without one."""
        pane = self.query_one(ResponsePane)
        pane.exchange = exchange
        pane.outline = outline
        if exchange is None:
            self.query_one(ExplainPane).node = None

    @on(HandleTree.Highlighted)
    def _explain(self, event: HandleTree.Highlighted) -> None:
        event.stop()
        explain = self.query_one(ExplainPane)
        explain.is_open = event.is_open
        explain.node = event.node

    @on(HandleTree.Folded)
    def _follow_fold(self, event: HandleTree.Folded) -> None:
        event.stop()
        self.query_one(ExplainPane).is_open = event.is_open

    @on(HandleTree.CopyAsked)
    def _copy(self, event: HandleTree.CopyAsked) -> None:
        event.stop()
        copy_node(self.app, event.node, event.part)
