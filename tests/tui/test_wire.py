"""What the explorer writes to a terminal: few bytes, and after each frame the screen that Textual composed."""

import random
from pathlib import Path

import pytest
from textual import events

from edge_tui.tui.changed_cells import ChangedCells
from edge_tui.tui.dialogs.help import Help
from edge_tui.tui.editor.json_editor import JsonEditor
from edge_tui.tui.history.screen import History
from edge_tui.tui.palette.screen import Palette
from edge_tui.tui.response.explain_pane import ExplainPane
from edge_tui.tui.textual_output import FewColors
from edge_tui.tui.workbench import view
from edge_tui.tui.workbench.screen import Workbench
from tests.tui.stage import MEDIUM, NARROW, WIDE, frozen_workspace
from tests.tui.terminal import Look
from tests.tui.wire import Wire, wired_explorer


@pytest.fixture(autouse=True)
def no_terminal() -> None:
    """Here there is a terminal: frames are composed."""


async def _type(wire: Wire) -> None:
    await wire.stage.focus(wire.stage.bench.query_one(JsonEditor))
    for keys in (("down", "end"), ("a", "漢", "👍", "backspace"), ("pagedown", "pageup"), ("ctrl+z", "ctrl+l")):
        await wire.stage.press(*keys)
        await wire.check()


async def _send_and_read(wire: Wire) -> None:
    await wire.stage.send()
    await wire.check()
    await wire.stage.focus(wire.stage.tree)
    await wire.stage.press("j", "j", "space", "k", "space")
    await wire.check()


async def _open_and_close(wire: Wire) -> None:
    for key, screen in (("ctrl+p", Palette), ("f1", Help), ("f11", History)):
        await wire.stage.press(key)
        await wire.stage.shows(screen)
        await wire.check()
        while not isinstance(wire.app.screen, Workbench):
            await wire.stage.press("escape")
        await wire.check()


async def _change_theme(wire: Wire) -> None:
    for name in ("textual-light", "ansi-dark", "edge"):
        wire.app.theme = name
        await wire.check()


async def _change_size(wire: Wire) -> None:
    for width, height in (NARROW, (97, 31), WIDE):
        await wire.resize(width, height)
        await wire.check()


async def _change_below_a_dialog(wire: Wire) -> None:
    # Several changes in several places: each is to be drawn itself, not with the next one.
    pane, pointer = wire.stage.bench.query_one(ExplainPane), wire.stage.editor
    await wire.stage.press("ctrl+p")
    await wire.stage.shows(Palette)
    for number in range(3):
        pane.border_subtitle = f"late {number}"
        await wire.check()
        pointer.border_title = f"later {number}"
        await wire.check()
    await wire.stage.press("escape")
    await wire.check()


# A terminal that erases in the color of the pen, and one of which that isn't certain. All colors have the longest pens.
XTERM, OTHER = ({"TERM": term, "COLORTERM": "truecolor"} for term in ("xterm-256color", "screen-256color"))
# As through ssh.
XTERM_256, XTERM_16 = {"TERM": "xterm-256color"}, {"TERM": "xterm"}


@pytest.mark.parametrize(
    ("size", "environ"),
    [
        *((size, XTERM) for size in (MEDIUM, NARROW)),
        *((MEDIUM, environ) for environ in (OTHER, XTERM_256, XTERM_16)),
    ],
    ids=str,
)
async def test_the_terminal_shows_each_frame_that_textual_composed(
    tmp_path: Path, size: tuple[int, int], environ: dict[str, str]
) -> None:
    async with wired_explorer(frozen_workspace(tmp_path, **environ), size) as wire:
        await wire.check()
        await _send_and_read(wire)
        if size == MEDIUM:
            await _change_theme(wire)
        # What is erased is the same whatever the colors are.
        if environ in (XTERM, OTHER):
            await _open_and_close(wire)
            await _change_below_a_dialog(wire)
            if size == MEDIUM:
                await _type(wire)
                await _change_size(wire)
                # In the last of them, which is larger.
                await wire.stage.focus(wire.stage.tree)
                await wire.stage.press("j", "space")
                await wire.check()


@pytest.mark.parametrize(
    ("environ", "most"),
    [
        *((each, {"start": 7_500, "send": 6_000, "focus": 4_200, "tree key": 800}) for each in (XTERM, XTERM_256)),
        (OTHER, {"start": 9_200, "send": 7_200, "focus": 5_000, "tree key": 1_000}),
    ],
    ids=["erases in color", "erases in one of 256 colors", "erases in the default color"],
)
async def test_keys_a_send_and_the_start_cost_few_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], most: dict[str, int]
) -> None:
    # On a busy machine the send would also draw how long it takes already, as often as it takes longer.
    monkeypatch.setattr(view, "_FELT_SECONDS", 3600.0)
    async with wired_explorer(frozen_workspace(tmp_path, **environ), MEDIUM) as wire:
        stage = wire.stage
        wire.app.receive()
        assert wire.app.bytes <= most["start"], "the start"
        await stage.focus(stage.bench.query_one(JsonEditor))
        # To a text that nothing completes: the name of the page.
        await stage.press(*["down"] * 8, "end", "left", "left")
        costs = {key: [await wire.cost(key) for _ in range(3)] for key in ("left", "right")}
        assert max(costs["left"] + costs["right"]) <= 150, "a cursor key"
        typed = [await wire.cost(key) for key in "abc"] + [await wire.cost("backspace") for _ in "abc"]
        assert max(typed) <= 600, "a typed key"
        wire.app.bytes = 0
        await stage.send()
        await wire.still()
        assert stage.tree.has_focus
        assert 0 < wire.app.bytes <= most["send"], "a send, with the focus that goes to the response"
        for name, widget in (("event", stage.editor.area), ("response", stage.tree)):
            wire.app.bytes = 0
            await stage.focus(widget)
            await wire.still()
            # The focused pane has a brighter ground, so both panes are written.
            assert 0 < wire.app.bytes <= most["focus"], f"to the {name}"
        moved = [await wire.cost(key) for key in "jjkk"]
        assert max(moved) <= most["tree key"], "a key in the tree"
        await wire.check()


async def test_a_cursor_key_writes_the_cursor_and_an_explanation_only_of_another_field(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path, **XTERM), WIDE) as wire:
        stage, pane = wire.stage, wire.stage.bench.query_one(ExplainPane)
        await stage.focus(stage.editor.area)
        # The event type and the timestamp, from behind the comma of the line.
        await stage.press(*["down"] * 4, "end")
        await stage.until(lambda: "Explain · " in str(pane.border_title))
        for keys, bound in ((("left", "left", "left", "right", "right"), 150), (("home", "end"), 150)):
            assert max([await wire.cost(key) for key in keys]) <= bound, keys
        explained = str(pane.border_title)
        for key in ("down", "up", "down"):
            # Two rows: the cursor's has another ground.
            assert await wire.cost(key) <= 1_100, f"{key}, with the explanation of another field"
        assert str(pane.border_title) != explained
        await wire.check()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=str)
async def test_a_key_beside_a_mistake_costs_as_little_in_a_screen_of_any_size(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with wired_explorer(frozen_workspace(tmp_path, **XTERM), size) as wire:
        await wire.stage.focus(wire.stage.editor.area)
        await wire.stage.press(*["down"] * 4, "home", "q")
        assert max([await wire.cost(key) for key in ("left", "right", "left")]) <= 150
        for letter in "xyz":
            wire.app.receive()
            wire.app.bytes = 0
            # The linter speaks of the letter when the cursor has moved.
            await wire.stage.press(letter, "left")
            wire.app.receive()
            assert wire.app.bytes <= 1_200, letter


async def test_drawing_again_what_the_terminal_shows_writes_nothing(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        await wire.check()
        frames, wire.app.bytes = wire.app.frames, 0
        wire.app.screen.refresh()
        await wire.stage.until(lambda: wire.app.frames > frames)
        wire.app.receive()
        assert wire.app.bytes == 0


async def test_a_terminal_that_lost_its_screen_is_drawn_again(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        stage, app = wire.stage, wire.app
        assert app._driver is not None
        redraw = next(each for each in app.get_system_commands(app.screen) if each.title == "screen: redraw")

        def regain_focus() -> None:
            app.post_message(events.AppBlur())
            app.post_message(events.AppFocus())

        for lose in (
            redraw.callback,
            regain_focus,
            # The window may be back at its size before the app has looked.
            lambda: app.post_message(events.Resize(app.size, app.size)),
            # As after SIGSTOP and SIGCONT.
            app._driver.resume_application_mode,
        ):
            await wire.check()
            app.terminal.garble("#")
            lose()
            await stage.until(lambda: app.receive() or app.terminal.rows[0][0][0] != "#")
            await _shows_all(wire)


async def test_a_suspended_terminal_gets_its_look_back_and_is_drawn_again_afterwards(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        await wire.check()
        with wire.app.suspend():
            wire.app.receive()
            assert wire.app.terminal.look == Look()
            wire.app.terminal.garble("漢")
        await wire.stage.until(lambda: wire.app.receive() or wire.app.terminal.rows[0][0][0] != "漢")
        await _shows_all(wire)


async def _shows_all(wire: Wire) -> None:
    """The whole screen is right, whatever it showed since it was garbled."""
    await wire.still()
    wire.app.wrong.clear()
    wire.app.terminal.touched.update(range(wire.app.size.height))
    await wire.check()


async def test_a_key_in_the_editor_that_redraws_also_formats(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        editor = wire.stage.bench.query_one(JsonEditor)
        await wire.stage.focus(editor)
        editor.text = '{"event":{}}'
        assert await wire.cost("ctrl+l") > wire.app.size.area
        assert editor.text == '{\n  "event": {}\n}'
        await wire.check()


async def test_a_cursor_inside_of_a_grapheme_leaves_the_line_where_it_is_and_nothing_behind(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        editor, bench = wire.stage.bench.query_one(JsonEditor), wire.stage.bench
        await wire.stage.focus(editor)
        editor.text = '{"a": "☺\ufe0fx👩\u200d👧y⚠\ufe0f🇩🇪"}'
        await wire.still()
        cells = wire.app._cells
        assert cells is not None
        y = editor.content_region.y
        words = "".join(text for text, _ in cells.cells[y])
        assert "☺\ufe0fx👩\u200d👧y⚠\ufe0f🇩🇪" in words
        for _ in range(len(editor.text)):
            await wire.stage.press("left")
            await wire.still()
            assert "".join(text for text, _ in cells.cells[y]) == words
        for size in (NARROW, MEDIUM):
            await wire.resize(*size)
            await wire.still()
            shown = cells.cells
            cells.forget()
            bench.refresh()
            await wire.still()
            assert [[text for text, _ in row] for row in cells.cells] == [[text for text, _ in row] for row in shown]


async def test_the_terminal_shows_each_frame_of_random_use_and_sizes(tmp_path: Path) -> None:
    chance = random.Random(7)
    keys = (
        "down",
        "up",
        "left",
        "end",
        "home",
        "pagedown",
        "pageup",
        "x",
        "backspace",
        "tab",
        "escape",
        "j",
        "f8",
        "f10",
    )
    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        await wire.stage.send()
        for _ in range(15):
            if chance.random() < 0.3:
                for _ in range(chance.choice((1, 3))):
                    await wire.resize(chance.randint(40, 170), chance.randint(12, 50))
            else:
                await wire.stage.press(*chance.choices(keys, k=3))
            await wire.check()


async def test_the_switch_gives_textual_its_own_output_back(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path, EDGE_TUI_WHOLE_FRAMES="1", **XTERM_16)) as wire:
        editor = wire.stage.bench.query_one(JsonEditor)
        await wire.stage.focus(editor)
        assert await wire.cost("right") > 2_000
        await wire.check()
        assert any(isinstance(each, FewColors) for each in wire.app.get_line_filters())


async def test_no_color_looks_as_textual_draws_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with wired_explorer(frozen_workspace(tmp_path, **XTERM_16)) as wire:
        await wire.check()
        await _send_and_read(wire)


async def test_gnu_screen_gets_256_colors_whatever_the_terminal_around_it_has(tmp_path: Path) -> None:
    async with wired_explorer(frozen_workspace(tmp_path, STY="1.pts-0.host")) as wire:
        wire.app.receive()
        colors = {
            color for row in wire.app.terminal.rows for _, look in row for color in (look.foreground, look.background)
        }
        assert colors
        assert not [color for color in colors if color.startswith(("38;2;", "48;2;"))]
        # It has no italics, and shows them in reverse.
        assert not [look for row in wire.app.terminal.rows for _, look in row if "3" in look.attributes]


async def test_an_exception_in_the_writer_costs_only_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ValueError("no frame")

    async with wired_explorer(frozen_workspace(tmp_path)) as wire:
        await wire.stage.focus(wire.stage.bench.query_one(JsonEditor))
        wire.app.survives = True
        monkeypatch.setattr(ChangedCells, "frame", fail)
        await wire.stage.press("down")
        assert [words for words in wire.stage.toasts if "Drawing the screen" in words]
        await wire.still()
        wire.app.wrong.clear()
        await wire.check()
        assert await wire.cost("down") > 2_000
