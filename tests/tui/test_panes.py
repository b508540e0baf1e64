"""Panes and keys: every pane can be reached, small terminals show one at a time, and every key says what it does."""

from importlib import import_module
from pathlib import Path

import pytest
from textual import events
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button

import edge_tui.tui
from edge_tui.tui.dialogs.help import Help, _with_name
from edge_tui.tui.dialogs.jump import Jump
from edge_tui.tui.editor.event_editor import EventEditor
from edge_tui.tui.history.history_list import HistoryList
from edge_tui.tui.palette.commands import workbench_commands
from edge_tui.tui.profiles.form import ProfileForm
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.response.response_pane import ResponsePane
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.tui.widgets.tab_view import TabView
from edge_tui.tui.workbench.screen import Workbench
from edge_tui.tui.workbench.sidebar import Sidebar
from edge_tui.workspace import Workspace
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, explorer

SIZES = [(160, 45), (120, 36), (80, 24), (60, 14), (20, 6), (1, 1)]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_no_size_of_a_terminal_stops_a_send(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        exchange = await stage.send()
        assert exchange.response is not None
        assert exchange.response.status == 200
        for key in ("f7", "f8", "f9", "f10", "f10", "f6", "escape", "f1", "escape"):
            await stage.press(key)
        assert isinstance(stage.app.screen, Workbench)


@pytest.mark.parametrize("size", [(120, 36), NARROW], ids=str)
async def test_keys_pressed_fast_go_to_the_chosen_list(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        for key in ("p", "a"):
            stage.app.post_message(events.Key(key, key))
        await stage.shows(ProfileForm)


@pytest.mark.parametrize("size", [(120, 36), NARROW], ids=str)
async def test_the_next_key_goes_to_the_chosen_pane(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        bench = stage.app.screen
        assert isinstance(bench, Workbench)
        for pane in ("answer", "explain", "sidebar", "event", "answer"):
            bench.panes.focus_pane(pane)
            assert bench.query_one(f"#{pane}").has_focus_within
            await stage.still()


async def test_a_terminal_may_change_its_size_at_any_time(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        for size in (*SIZES, *reversed(SIZES)):
            await stage.pilot.resize_terminal(*size)
            await stage.still()
        assert "200 OK" in stage.drawn


async def test_f7_and_f8_go_round_the_panes(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        seen = []
        for _ in range(4):
            await stage.use("pane.next")
            assert stage.bench.query_one(f"#{stage.bench.panes.pane}").has_focus_within
            seen.append(stage.bench.panes.pane)
        assert seen == ["explain", "sidebar", "event", "answer"]
        await stage.use("pane.previous")
        assert stage.bench.panes.pane == "event"


@pytest.mark.parametrize(("key", "pane"), [("f8", "explain"), ("f7", "sidebar")])
async def test_one_key_leaves_the_event_before_anything_is_sent(workspace: Workspace, key: str, pane: str) -> None:
    async with explorer(workspace, size=WIDE) as stage:
        await stage.focus(stage.editor.area)
        await stage.press(key)
        assert stage.bench.query_one(f"#{pane}").has_focus_within


async def test_numbers_focus_panes_outside_the_editor_and_are_typed_inside_it(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.press("2", "3")
        assert stage.editor.text.startswith("3")
        await stage.use("pane.next")
        for number, pane in ((1, "sidebar"), (4, "explain"), (3, "answer"), (2, "event")):
            await stage.press(str(number))
            assert stage.bench.panes.pane == pane
            assert stage.bench.query_one(f"#{pane}").has_focus_within


@pytest.mark.parametrize("size", [MEDIUM, NARROW], ids=["120x36", "80x24"])
async def test_escape_goes_from_the_response_to_the_cursor_in_the_event_and_back(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.press("escape")
        assert stage.editor.area.has_focus, "there is no response yet"
        stage.editor.area.move_cursor((3, 8))
        await stage.send()
        assert stage.tree.has_focus
        assert "esc Event" in stage.lines[-1]
        await stage.press("down", "escape")
        assert stage.editor.area.has_focus
        assert stage.editor.area.cursor_location == (3, 8)
        assert "esc Response" in stage.lines[-1]
        await stage.press("x", "escape")
        assert stage.tree.has_focus
        assert stage.tree.cursor_line == 1
        await stage.press("4", "escape")
        if size == NARROW:
            # The explanation covers the response.
            assert stage.tree.has_focus
            await stage.press("escape")
        assert stage.editor.area.has_focus
        assert "x" in stage.editor.text.splitlines()[3]


async def test_escape_goes_from_an_explanation_over_the_response_to_the_response(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await stage.press("f8", "f8", "escape")
        assert stage.editor.area.has_focus, "there is no response yet"
        await stage.send()
        await stage.use("why")
        await stage.until(lambda: stage.bench.panes.pane == "explain")
        assert "esc Response" in stage.lines[-1]
        await stage.press("escape")
        assert stage.tree.has_focus
        await stage.press("escape")
        assert stage.editor.area.has_focus


async def test_escape_closes_a_list_or_a_bar_before_it_leaves_the_event(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.press("escape")
        await stage.use("edit.find")
        await stage.press("escape")
        assert stage.editor.area.has_focus
        await stage.press("escape")
        assert stage.tree.has_focus
        await stage.press("slash", "escape")
        assert stage.tree.has_focus


async def test_where_the_focus_is_after_a_send_is_a_command_of_the_palette(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        titles = [command.title for command in workbench_commands(stage.bench)]
        assert "event: stay here after sending" in titles
        stage.bench.controllers.sender.choose_focus(stays_in_event=True)
        await stage.send()
        assert stage.editor.area.has_focus
        titles = [command.title for command in workbench_commands(stage.bench)]
        assert "event: go to response after sending" in titles


async def test_a_narrow_screen_shows_one_pane_at_a_time(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await stage.send()
        for pane in ("sidebar", "event", "answer", "explain"):
            await stage.click(f"#strip-{pane}")
            assert stage.bench.panes.pane == pane
            assert stage.bench.query_one(f"#{pane}").has_focus_within
            shown = {each for each in ("sidebar", "event") if stage.bench.query_one(f"#{each}").region}
            assert shown == {pane} & {"sidebar", "event"}


async def test_the_sidebar_hides_and_comes_back(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.use("sidebar")
        assert stage.find(Sidebar).has_focus_within
        await stage.use("sidebar")
        assert not stage.find(Sidebar).region
        assert stage.editor.area.has_focus
        await stage.use("sidebar")
        assert stage.find(Sidebar).has_focus_within


async def test_a_pane_is_maximized_and_restored(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        await stage.focus(stage.tree)
        width = stage.find(ResponsePane).region.width
        await stage.use("pane.full")
        assert stage.find(ResponsePane).region.width > 100
        await stage.use("pane.full")
        assert stage.find(ResponsePane).region.width == width


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_every_pane_can_be_shown_alone_also_after_it_was_resized(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        for keys in ((), ("pane.wider", "pane.shorter")):
            stage.bench.panes.focus_pane("answer")
            await stage.still()
            for key in keys:
                await stage.use(key)
            for name in ("sidebar", "event", "answer", "explain"):
                stage.bench.panes.focus_pane(name)
                await stage.still()
                await _shown_alone_and_back(stage, name)


async def _shown_alone_and_back(stage: Stage, name: str) -> None:
    pane = stage.bench.query_one(f"#{name}")
    before = pane.region
    await stage.use("pane.full")
    assert stage.bench.maximized is pane
    assert pane.region.width == stage.app.size.width, name
    await stage.use("pane.full")
    assert pane.region == before, name


# Keys that have nothing to do, and what each says, where that is so.
_IDLE_KEYS = {
    "templates": (("templates.delete", "Select a template"),),
    "editor": (
        ("event.format", "already formatted"),
        ("event.finding.next", "No problems"),
        ("event.finding.previous", "No problems"),
        ("event.fix", "No"),
    ),
    "profiles": (
        ("profiles.use", "already in use"),
        ("report.display", "proposition"),
        ("report.interact", "proposition"),
        ("report.dismiss", "proposition"),
        ("compare", ""),
        ("pager", "No response"),
        ("import.undo", "No import"),
        ("pane.wider", "columns"),
        ("pane.narrower", "columns"),
        ("pane.taller", "height"),
        ("pane.shorter", "height"),
    ),
}


async def test_a_key_that_has_nothing_to_do_says_why(workspace: Workspace) -> None:
    async with explorer(workspace, size=(60, 20)) as stage:
        for pane, keys in _IDLE_KEYS.items():
            if pane == "editor":
                stage.editor.area.focus()
            else:
                stage.bench.panes.focus_list(pane)
            await stage.still()
            if pane == "templates":
                await stage.press("home")
            for key, words in keys:
                stage.app.clear_notifications()
                await stage.until(lambda: not stage.toasts)
                before = stage.drawn
                await stage.use(key)
                assert await stage.told(words)
                assert stage.drawn != before, key


async def test_jump_labels_every_pane_with_a_letter(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.press("f6")
        await stage.shows(Jump)
        assert "Press a letter" in stage.drawn
        corners = {pane.region.offset for pane in stage.bench.query(Pane) if pane.border_title}
        letters = [label.region.offset - (1, 0) for label in stage.app.screen.query(".letter")]
        assert set(letters[:-1]) <= corners, "in the border, over no text of the pane; the last is the request's"
        await stage.press("s")
        await stage.shows(Workbench)
        await stage.until(lambda: stage.find(ProfileList).has_focus)


@pytest.mark.parametrize("size", [NARROW, (60, 20)], ids=str)
async def test_jump_goes_to_every_pane_of_a_narrow_screen(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        row = next(line for line in stage.lines if "1 Start" in line)
        for letter, pane in zip("asdf", ("sidebar", "event", "answer", "explain"), strict=True):
            await stage.press("f6")
            await stage.shows(Jump)
            await stage.still()
            ends = {label.region.right for label in stage.app.screen.query(".letter")}
            assert {row.index(word) for word in ("Start", "Event", "Response", "Explain")} <= ends
            await stage.press(letter)
            await stage.shows(Workbench)
            await stage.until(lambda pane=pane: stage.bench.query_one(f"#{pane}").has_focus_within)  # type: ignore[misc]


@pytest.mark.parametrize("size", [(160, 45), NARROW, (60, 20)], ids=str)
async def test_the_explanation_is_of_the_event_where_one_comes_from(
    workspace: Workspace, size: tuple[int, int]
) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        await stage.focus(stage.editor.area)
        stage.editor.area.go_to_offset(stage.editor.area.text.index("eventType"))
        stage.bench.post_message(EventEditor.CursorRested())
        await stage.still()
        stage.bench.panes.focus_pane("explain")
        await stage.until(lambda: "Event Type" in str(stage.find(ExplainPane).border_title))
        await stage.press("escape")
        assert stage.editor.area.has_focus
        await stage.press("escape")
        assert stage.tree.has_focus
        assert "identity:result" in str(stage.find(ExplainPane).border_title)
        # As when the response comes before the cursor of the event has rested.
        stage.bench.post_message(EventEditor.CursorRested())
        await stage.still()
        assert "identity:result" in str(stage.find(ExplainPane).border_title)


async def test_help_is_about_the_focused_widget(workspace: Workspace) -> None:
    async with explorer(workspace, size=(160, 45)) as stage:
        await stage.press("f1")
        await stage.shows(Help)
        assert "{{uuid}}" in stage.drawn
        await stage.press("escape")
        await stage.shows(Workbench)
        await stage.send()
        await stage.focus(stage.tree)
        await stage.press("f1")
        await stage.shows(Help)
        assert "problems first" in stage.drawn
        await stage.press("f1")
        await stage.shows(Workbench)


@pytest.mark.parametrize(
    ("sentence", "name", "shown"),
    [
        ("Quit (your draft is saved)", "Quit", ("", "Quit", " (your draft is saved)")),
        ("Go to the templates", "Templates", ("Go to the ", "templates", "")),
        ("List what can be done with this node", "Actions", ("", "Actions", "  List what can be done with this node")),
        ("Finder of words", "Find", ("", "Find", "  Finder of words")),
        ("Edit in $VISUAL / $EDITOR", "$EDITOR", ("Edit in $VISUAL / ", "$EDITOR", "")),
        ("Open the body in $PAGER", "Pager", ("Open the body in ", "$PAGER", "")),
        ("", "Copy", ("", "Copy", "")),
    ],
)
def test_help_says_the_name_of_a_key_once(sentence: str, name: str, shown: tuple[str, str, str]) -> None:
    assert _with_name(sentence, name) == shown


async def test_keys_in_help_leave_most_of_a_row_to_its_sentence(workspace: Workspace) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        await stage.press("f1")
        await stage.shows(Help)
        row = next(line for line in stage.lines if "Send the event" in line)
        assert row.index("Send the event") <= 20


@pytest.mark.parametrize("size", [WIDE, NARROW, (60, 20)])
async def test_help_lists_the_most_used_keys_first_at_any_size(workspace: Workspace, size: tuple[int, int]) -> None:
    async with explorer(workspace, size=size) as stage:
        await stage.send()
        for name, first in (("event", "Response"), ("answer", "Event"), ("sidebar", "Event")):
            stage.bench.panes.focus_pane(name)
            await stage.still()
            await stage.press("f1")
            await stage.shows(Help)
            help_screen = stage.app.screen
            assert isinstance(help_screen, Help)
            names = [row[1] for row in help_screen._keys]
            await stage.press("escape")
            await stage.shows(Workbench)
            shown = [key.description for key, _, _ in stage.find(KeyFooter).spans()][:-2]
            assert names[:2] == [first, "Send"], (name, names)
            in_help = [each for each in names if each in shown and names.count(each) == 1]
            assert in_help == [each for each in shown if names.count(each) == 1], name
            assert names.index("Send") < names.index("Previous pane"), name


async def test_ctrl_c_quits_only_when_it_comes_twice(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.focus(stage.find(ProfileList))
        await stage.press("ctrl+c")
        assert await stage.told("ctrl+c again to quit")
        assert stage.app.is_running


async def test_every_pane_has_a_help_text(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        for widget in stage.bench.query("*"):
            if widget.focusable and widget.region and not isinstance(widget, Button):
                explained = [each for each in widget.ancestors_with_self if getattr(each, "HELP", "")]
                assert any(isinstance(each, Widget) for each in explained), widget


def classes() -> list[type[DOMNode]]:
    """Every screen and widget of the explorer."""
    folder = Path(edge_tui.tui.__file__).parent
    names = [
        ".".join(("edge_tui", "tui", *path.relative_to(folder).with_suffix("").parts)) for path in folder.rglob("*.py")
    ]
    modules = [import_module(name.removesuffix(".__init__")) for name in names]
    return [
        member
        for module in modules
        for member in vars(module).values()
        if isinstance(member, type) and issubclass(member, DOMNode) and member.__module__ == module.__name__
    ]


BINDINGS = [(owner, binding) for owner in classes() for binding in vars(owner).get("BINDINGS", ())]

# What every terminal program answers to in the same way, and the keys of a form, need no name to be changed by.
LOCAL = {"j", "k", "up", "down", "left", "right", "tab", "shift+tab", "enter", "escape", "q", "z"}


def test_every_key_has_a_description_and_an_id() -> None:
    assert len(BINDINGS) > 200
    assert [(owner.__name__, binding) for owner, binding in BINDINGS if not isinstance(binding, Binding)] == []
    assert [(owner.__name__, binding.key) for owner, binding in BINDINGS if not binding.description] == []
    assert [(owner.__name__, binding.key) for owner, binding in BINDINGS if not has_name(owner, binding)] == []


def has_name(owner: type[DOMNode], binding: Binding) -> bool:
    """Whether a key can be changed by a name, or needs none."""
    is_form = issubclass(owner, ModalScreen)
    return bool(binding.id or binding.system or is_form or set(binding.key.split(",")) <= LOCAL)


def test_no_two_bindings_share_an_id() -> None:
    named: dict[str, set[str]] = {}
    for _, binding in BINDINGS:
        if binding.id:
            named.setdefault(binding.id, set()).add(binding.action)
    assert {name: actions for name, actions in named.items() if len(actions) > 1} == {}


@pytest.mark.parametrize("key", ["g", "G"])
def test_the_keys_of_the_board_mean_nothing_else(key: str) -> None:
    assert {binding.id for _, binding in BINDINGS if key in binding.key.split(",")} <= {
        "answer.chip",
        "answer.chip.previous",
    }


def test_no_key_is_ambiguous_in_a_plain_terminal() -> None:
    lost = {"ctrl+m", "ctrl+i", "ctrl+h", "ctrl+left_square_bracket", "ctrl+j"}
    assert not [binding for _, binding in BINDINGS if set(binding.key.split(",")) & lost]


@pytest.mark.parametrize("has_response", [False, True])
async def test_the_key_of_tabs_goes_round_the_response_also_before_there_is_one(
    workspace: Workspace, has_response: bool
) -> None:
    async with explorer(workspace, size=NARROW) as stage:
        if has_response:
            await stage.send()
        stage.bench.panes.focus_pane("answer")
        await stage.still()
        tabs, seen = stage.find(TabView, "#answer-tabs"), []
        for _ in tabs.tabs:
            await stage.press("right_square_bracket")
            seen.append(tabs.active)
            assert stage.find(ResponsePane).has_focus_within, tabs.active
        assert sorted(seen) == sorted(tabs.tabs)


@pytest.mark.parametrize("change", [{"disabled": True}, {"display": False}], ids=str)
async def test_a_widget_that_is_disabled_or_hidden_gives_the_focus_to_the_nearest(
    workspace: Workspace, change: dict[str, bool]
) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        screen = stage.app.screen
        for widget in (chain := screen.focus_chain):
            screen.set_focus(widget)
            for name, value in change.items():
                setattr(widget, name, value)
            await stage.still()
            focused = screen.focused
            assert focused not in (None, widget)
            for pane in widget.ancestors:
                if any(pane in each.ancestors for each in chain if each is not widget):
                    assert pane in focused.ancestors_with_self, widget
                    break
            for name, value in change.items():
                setattr(widget, name, not value)
            await stage.still()
            if "display" in change:
                assert screen.focused is widget, "it has the focus again"


async def test_the_focus_is_where_it_was_once_a_window_has_been_small(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        await stage.send()
        for widget in (stage.app.screen.query_one("#send"), stage.tree, stage.find(HistoryList), stage.editor.area):
            await stage.focus(widget)
            for size in ((60, 20), (40, 10), (20, 6), MEDIUM):
                await stage.pilot.resize_terminal(*size)
                await stage.still()
            assert widget.has_focus
