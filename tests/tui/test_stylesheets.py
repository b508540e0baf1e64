"""Textual keeps the rules of a screen's stylesheet for the whole app once that screen was shown.

What a stylesheet says of a widget is what Textual makes of it, found in a shorter way.
"""

import inspect
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.layout import Layout
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Tree

from edge_tui.tui.app import EdgeTui
from edge_tui.tui.capture.screen import Capture
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.textual_styles import LastingStylesheet
from edge_tui.workspace import Workspace
from tests.tui.scenes import captured
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


class _TextualsRules(Stylesheet):
    """Notes what Textual would set, and sets nothing."""

    def __init__(self, stylesheet: Stylesheet) -> None:
        super().__init__(variables=stylesheet._variables)
        self._rules = stylesheet.rules
        self.of_node: RulesMap = {}

    def rules_for(self, node: DOMNode) -> RulesMap:
        self.of_node = {}
        self.apply(node)
        return self.of_node

    def replace_rules(  # type: ignore[override]
        self, node: DOMNode, rules: RulesMap, animate: bool = False
    ) -> None:
        self.of_node = rules

    def _process_component_classes(self, node: DOMNode) -> None:
        pass


def _notes_on(node: DOMNode) -> tuple[bool, bool, bool, bool]:
    return node._has_hover_style, node._has_focus_within, node._has_order_style, node._has_odd_or_even


def _set_on(node: DOMNode) -> dict[str, object]:
    # A layout is equal to itself only.
    rules = node.styles.base.get_rules()
    return {name: value.name if isinstance(value, Layout) else value for name, value in rules.items()}


def _styled_as_by_textual(app: App[None]) -> int:
    """Compares all nodes of the screens, and the parts of widgets that have styles but are none; counts them."""
    stylesheet, textuals = app.stylesheet, _TextualsRules(app.stylesheet)
    assert isinstance(stylesheet, LastingStylesheet)
    nodes = [app, *(node for screen in app.screen_stack for node in screen.walk_children(with_self=True))]
    parts = [part.node for node in nodes for part in node._component_styles.values() if part.node is not None]
    for node in [*nodes, *parts]:
        rules, notes = stylesheet._rules_for(node), _notes_on(node)
        assert rules == textuals.rules_for(node), node
        assert notes == _notes_on(node), node
        # A rule that was set is kept in a normal form.
        fresh = DOMNode()
        Stylesheet.replace_rules(fresh, rules)
        assert _set_on(node) == _set_on(fresh), node
    assert all(set(node._component_styles) == node._get_component_classes() for node in nodes)
    return len(nodes) + len(parts)


async def test_every_widget_is_styled_as_by_textual_on_every_screen_and_after_every_change(
    workspace: Workspace,
) -> None:
    async with explorer(workspace) as stage:
        assert _styled_as_by_textual(stage.app) > 80
        await stage.send()
        for keys in (("f8",), ("f8",), ("f10",), ("f10",), ("f9",), ("1", "p"), ("ctrl+f",), ("escape",)):
            await stage.press(*keys)
            _styled_as_by_textual(stage.app)
        for size in (NARROW, (60, 14), WIDE):
            await stage.pilot.resize_terminal(*size)
            await stage.still()
            _styled_as_by_textual(stage.app)
        await stage.pilot.hover("#event")
        _styled_as_by_textual(stage.app)
        for key, screen in (("ctrl+p", Palette), ("f1", Help), ("f11", History)):
            await stage.press(key)
            await stage.shows(screen)
            _styled_as_by_textual(stage.app)
            await stage.press("escape")
        for theme in ("textual-light", "edge"):
            stage.app.theme = theme
            await stage.still()
            _styled_as_by_textual(stage.app)
        await captured()(stage)
        await stage.shows(Capture)
        _styled_as_by_textual(stage.app)


# Everything that decides between rules, and much that has to be asked of a widget each time.
_CONTESTED = """
Label { color: red; height: 2; }
.loud, Button.loud, #first { color: green; }
#first { background: blue; color: initial; }
Vertical > Label { color: yellow; width: 20; }
Vertical > Vertical Label.loud { color: $accent; width: initial; }
App Vertical Label:first-of-type { text-style: bold; }
Label:odd { padding: 1 2; }
Label:last-child, Label.loud:even { margin: 1; }
.loud { color: red !important; padding: initial; }
Vertical:focus-within Label { border: heavy red; }
Vertical Vertical { height: auto; &.-open { Label { height: 5; } Button:hover { width: 9; } } }
Button { color: initial; text-style: initial; &:focus { background: red; } }
Input.-valid, Input:disabled { color: initial !important; }
* { offset: 0 1; }
Tree { .tree--guides { color: red; } &:focus > .tree--guides { color: green; } }
Vertical.-open .tree--label { background: blue; }
"""


class _Contested(App[None]):
    CSS = _CONTESTED

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = LastingStylesheet(variables=self.get_css_variables())

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Label("a", id="first", classes="loud")
            yield Label("b")
            with Vertical(id="inner"):
                yield Label("c", classes="loud")
                yield Button("d", id="button", classes="loud")
                yield Label("e", classes="loud")
                yield Input(id="input")
                yield Tree("f")


async def test_whatever_contends_for_a_widget_the_same_rules_apply_as_with_textual() -> None:
    async with _Contested().run_test() as pilot:
        app = pilot.app
        inner, button, tree = app.query_one("#inner"), app.query_one("#button", Button), app.query_one(Tree)
        assert _styled_as_by_textual(app) > 20
        for change in (
            lambda: inner.add_class("-open"),
            button.focus,
            lambda: app.query_one("#first").remove_class("loud"),
            tree.focus,
            lambda: inner.remove_class("-open"),
            lambda: app.query_one("#input", Input).set_class(True, "-valid"),  # noqa: FBT003
            lambda: setattr(app.query_one("#input"), "disabled", True),
            lambda: setattr(app, "theme", "textual-light"),
            lambda: app.query(Label).last().remove(),
        ):
            change()
            await pilot.pause()
            _styled_as_by_textual(app)
        await pilot.hover("#button")
        await pilot.pause()
        _styled_as_by_textual(app)
