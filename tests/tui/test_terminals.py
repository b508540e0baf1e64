"""What terminals differ in."""

import io
import sys
from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual import constants

from edge_tui.model.errors import SetupError
from edge_tui.tui.app import run
from edge_tui.tui.terminals import traits_of, write_utf8
from edge_tui.workspace import Workspace
from tests.tables import every_row

ERASING = [
    {"TERM": "xterm-256color"},
    {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"},
    {"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"},
    {"TERM": "alacritty"},
    {"TERM": "xterm-kitty"},
    {"TERM": "linux"},
    {"WT_SESSION": "0"},
]
UNCERTAIN = [
    {},
    {"TERM": "dumb"},
    {"TERM": "vt100"},
    # GNU screen, here and behind ssh, and with another name for the sake of programs that don't know it.
    {"TERM": "screen.xterm-256color", "STY": "1.pts-0.host"},
    {"TERM": "screen-256color"},
    {"TERM": "xterm-256color", "STY": "1.pts-0.host"},
    {"TERM": "screen-256color", "WT_SESSION": "0"},
]


@pytest.mark.parametrize("environ", ERASING, ids=str)
def test_these_erase_in_the_color_of_the_pen(environ: dict[str, str]) -> None:
    assert traits_of(environ).erases_in_color


@pytest.mark.parametrize("environ", UNCERTAIN, ids=str)
def test_of_these_it_is_not_certain(environ: dict[str, str]) -> None:
    assert not traits_of(environ).erases_in_color


@every_row("environ", [*ERASING, *UNCERTAIN], ids=str)
def test_gnu_screen_shows_italics_in_reverse(environ: dict[str, str]) -> None:
    is_gnu_screen = "STY" in environ or (environ.get("TERM", "").startswith("screen") and "TMUX" not in environ)
    assert traits_of(environ).reverses_italics is is_gnu_screen


COLORS = [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, ColorSystem.TRUECOLOR),
    ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, ColorSystem.TRUECOLOR),
    ({"TERM": "xterm-direct"}, ColorSystem.TRUECOLOR),
    # Over ssh, without COLORTERM.
    ({"TERM": "alacritty"}, ColorSystem.TRUECOLOR),
    ({"TERM": "foot-extra"}, ColorSystem.TRUECOLOR),
    ({"TERM": "xterm-ghostty"}, ColorSystem.TRUECOLOR),
    ({"TERM": "xterm-256color"}, ColorSystem.EIGHT_BIT),
    ({"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, ColorSystem.EIGHT_BIT),
    ({"TERM": "xterm-256color-italic"}, ColorSystem.EIGHT_BIT),
    # GNU screen before version 5 misreads 24-bit colors.
    ({"TERM": "screen.xterm-256color", "COLORTERM": "truecolor", "STY": "1.pts-0.host"}, ColorSystem.EIGHT_BIT),
    ({"TERM": "screen", "STY": "1.pts-0.host"}, ColorSystem.STANDARD),
    ({"TERM": "xterm"}, ColorSystem.STANDARD),
    ({"TERM": "linux"}, ColorSystem.STANDARD),
    ({"WT_SESSION": "0"}, ColorSystem.TRUECOLOR),
    ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "truecolor"}, ColorSystem.TRUECOLOR),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "TEXTUAL_COLOR_SYSTEM": "standard"}, ColorSystem.STANDARD),
    ({"TEXTUAL_COLOR_SYSTEM": "windows"}, ColorSystem.STANDARD),
    ({"TERM": "xterm-256color", "TEXTUAL_COLOR_SYSTEM": "auto"}, ColorSystem.EIGHT_BIT),
]


@every_row(("environ", "colors"), COLORS, ids=str)
def test_a_terminal_is_known_by_its_name_to_have_so_many_colors(environ: dict[str, str], colors: ColorSystem) -> None:
    assert traits_of(environ).colors is colors


@pytest.mark.parametrize("name", ["", "truecolour", "TRUECOLOR", "\x1b[31m"])
def test_an_unknown_color_system_is_named_before_the_explorer_opens(tmp_path: Path, name: str) -> None:
    workspace = Workspace({"EDGE_TUI_HOME": str(tmp_path), "TEXTUAL_COLOR_SYSTEM": name})
    with pytest.raises(SetupError, match="TEXTUAL_COLOR_SYSTEM") as raised:
        run(workspace)
    assert repr(name) in raised.value.what
    assert "auto, standard, 256, truecolor or windows" in raised.value.how


@pytest.mark.parametrize("driver", ["foo", "os:foo", "os:path", ""])
def test_a_driver_that_is_none_is_named_before_the_explorer_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    monkeypatch.setattr(constants, "DRIVER", driver)
    with pytest.raises(SetupError, match=f"TEXTUAL_DRIVER is '{driver}'"):
        run(Workspace({"EDGE_TUI_HOME": str(tmp_path)}))


def test_a_log_that_cannot_be_written_is_named_before_the_explorer_opens(tmp_path: Path) -> None:
    path = str(tmp_path / "none" / "log")
    with pytest.raises(SetupError, match=r"TEXTUAL_LOG is .* no such file or directory"):
        run(Workspace({"EDGE_TUI_HOME": str(tmp_path), "TEXTUAL_LOG": path}))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "shift_jis", "utf-16", "utf-8"])
def test_frames_are_written_in_utf8_whatever_the_locale_is(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "__stderr__", io.TextIOWrapper(written, encoding, errors="backslashreplace"))
    write_utf8()
    assert sys.__stderr__ is not None
    sys.__stderr__.write("│é\ud800")
    sys.__stderr__.flush()
    assert written.getvalue() == b"\xe2\x94\x82\xc3\xa9\\ud800"
