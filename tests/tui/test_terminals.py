"""What terminals differ in."""

import pytest

from edge_tui.tui.terminals import traits_of

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


def test_gnu_screen_has_few_colors() -> None:
    assert traits_of({"STY": "1.pts-0.host"}).has_few_colors
    assert not traits_of({"TERM": "xterm-256color"}).has_few_colors
