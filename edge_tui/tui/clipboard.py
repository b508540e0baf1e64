"""Copies to the machine's own clipboard and to tmux's buffer, beside the terminal's OSC 52."""

import os
import shutil
import subprocess
import sys

_TIMEOUT_SECONDS = 2.0


def copy(text: str) -> None:
    """Copies a text with every clipboard program that is installed.

    Blocks for some seconds if one hangs: call it in a thread.
    """
    for command in _commands():
        try:
            subprocess.run(command, input=text.encode("utf-8", "surrogatepass"), timeout=_TIMEOUT_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            continue


def _commands() -> list[list[str]]:
    commands = []
    if os.environ.get("TMUX") and shutil.which("tmux"):
        # tmux drops OSC 52 from programs inside it by default; this reaches its buffer and the terminal.
        commands.append(["tmux", "load-buffer", "-w", "-"])
    if sys.platform == "darwin":
        commands.append(["pbcopy"])
    elif os.environ.get("WAYLAND_DISPLAY") and shutil.which("wl-copy"):
        commands.append(["wl-copy"])
    elif os.environ.get("DISPLAY") and shutil.which("xclip"):
        commands.append(["xclip", "-selection", "clipboard"])
    return commands
