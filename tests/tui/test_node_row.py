"""The glyph or arrow before a row of a tree."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from edge_tui.model.node import Node, Tone
from edge_tui.tui.response.node_row import ARROW_OPEN, NodeRow


@pytest.mark.parametrize(
    ("label", "children", "icon"),
    [
        pytest.param("EXEG-0201-503", True, "✖ ", id="a problem"),
        pytest.param("EXEG-0201-503", False, "✖ ", id="a problem without children"),
        pytest.param("✖ meta.state", True, ARROW_OPEN, id="a sent object with a finding"),
        pytest.param("✖ eventType", False, "  ", id="a sent value with a finding"),
    ],
)
def test_a_row_has_one_glyph(label: str, children: bool, icon: str) -> None:
    root = SimpleNamespace()
    line = SimpleNamespace(parent=root, allow_expand=children, is_expanded=True, id=1)
    rows = NodeRow(cast("Any", SimpleNamespace(briefs={})))
    assert rows._icon(cast("Any", line), Node(label, tone=Tone.ERROR), cast("Any", root)) == icon
