"""Takes the README's animation of the first minute: `python -m tests.tui.take_animation [FILE]`.

A few screens of one run with a frozen clock, shown one after the other by CSS, so that it plays wherever an SVG
is an image. Whoever prefers no motion sees the response alone.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from edge_tui.tui.compare.screen import Compare
from edge_tui.tui.history.picker import PickExchange
from edge_tui.tui.palette.screen import Palette
from tests.tui.scenes import Step as SceneStep
from tests.tui.scenes import in_the_tree, loaded, on, open_on, sent
from tests.tui.stage import MEDIUM, Stage, frozen_workspace, still_explorer

FILE = Path(__file__).parents[2] / "screenshots" / "first-minute.svg"
_OPENING = re.compile(r"<svg[^>]*\bviewBox=\"0 0 ([\d.]+) ([\d.]+)\"[^>]*>")


@dataclass(frozen=True)
class Shot:
    """What is pressed, what the window's title then says, and for how many seconds it is shown."""

    caption: str
    seconds: float
    steps: tuple[str | SceneStep, ...] = ()


SHOTS = (
    Shot("edge-tui opens on a built-in emulator: no account needed", 2.5),
    Shot("F5 sends the event; a board, and a line per handle, decoded", 3, (sent,)),
    Shot("every node is explained: the identity cookie", 3.5, (on("state:store", "identity", "value"),)),
    Shot("send again: the same visitor, the same ECID", 3, (sent, on("identity:result"))),
    Shot(
        "a 207: the error first, with its cause and its fix",
        4,
        (loaded("personalization-view"), sent, loaded("target-unavailable"), sent),
    ),
    Shot(
        "d compares it with the exchange before: an error more, and no decisions",
        4,
        (in_the_tree, "d", open_on(PickExchange), "enter", open_on(Compare), on("- personalization:decisions")),
    ),
    Shot("ctrl+p finds everything else", 3, ("escape", in_the_tree, "ctrl+p", open_on(Palette))),
)
# The one for whoever prefers no motion.
_STILL = 2


async def shoot(home: Path) -> list[str]:
    """The screens as SVGs."""
    workspace = frozen_workspace(home)
    pictures = []
    async with still_explorer(workspace).run_test(size=MEDIUM, notifications=True) as pilot:
        stage = Stage(pilot, workspace)
        await stage.still()
        for shot in SHOTS:
            for step in shot.steps:
                await (stage.press(step) if isinstance(step, str) else step(stage))
            await stage.still_for_a_picture()
            pictures.append(pilot.app.export_screenshot(title=shot.caption, simplify=True))
    return pictures


def animated(pictures: Sequence[str], seconds: Sequence[float], still: int) -> str:
    """One SVG that shows each picture for its time, over and over."""
    sizes = [_OPENING.search(picture) for picture in pictures]
    assert all(sizes), "a picture has no size"
    width, height = sizes[0].groups() if sizes[0] else ("", "")
    whole, at = sum(seconds), 0.0
    rules, frames = [], []
    for index, (picture, shown) in enumerate(zip(pictures, seconds, strict=True)):
        start, end = 100 * at / whole, 100 * (at + shown) / whole
        before = f"0%,{start - 0.01:.2f}%{{visibility:hidden}}" if index else ""
        after = f"{end:.2f}%,100%{{visibility:hidden}}" if index < len(pictures) - 1 else ""
        rules.append(
            f"@keyframes f{index}{{{before}{start:.2f}%,{max(end - 0.01, 0):.2f}%{{visibility:visible}}{after}}}"
            f".f{index}{{animation:f{index} {whole:g}s infinite step-end}}"
        )
        frames.append(f'<g class="frame f{index}">{picture[picture.index("<svg") :].strip()}</g>')
        at += shown
    reduced = f"@media (prefers-reduced-motion:reduce){{.frame{{animation:none}}.f{still}{{visibility:visible}}}}"
    style = f"<style>.frame{{visibility:hidden}}{''.join(rules)}{reduced}</style>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    return f"{head}{style}{''.join(frames)}</svg>\n"


def main(file: Path) -> None:
    """Writes the animation."""
    os.environ |= {"TZ": "UTC", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    time.tzset()
    with tempfile.TemporaryDirectory() as home:
        pictures = asyncio.run(shoot(Path(home)))
    file.write_text(animated(pictures, [shot.seconds for shot in SHOTS], _STILL))
    print(file, f"{file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
