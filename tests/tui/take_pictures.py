"""Takes the pictures of the README from the scenes: `python -m tests.tui.take_pictures [FOLDER]`."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.tui.scenes import SCENES, TALL, Scene
from tests.tui.stage import MEDIUM, NARROW, WIDE, Stage, frozen_workspace, still_explorer

FOLDER = Path(__file__).parents[2] / "screenshots"

# The file's name, the scene, and how large.
SCREENSHOTS = {
    "workbench": ("part of an answer", WIDE),
    "handles-of-identity": ("handles of identity", TALL),
    "handles-of-personalization": ("handles of personalization", TALL),
    "handles-of-consent-and-media": ("handles of consent and media", TALL),
    "part-of-an-answer": ("part of an answer", MEDIUM),
    "refused": ("refused", MEDIUM),
    "comparing": ("comparing", MEDIUM),
    "placeholders": ("placeholders", MEDIUM),
    "profile": ("adding a profile", MEDIUM),
    "history": ("history", MEDIUM),
    "visitors": ("visitors", MEDIUM),
    "side-by-side": ("side by side", WIDE),
    "watch": ("watch", MEDIUM),
    "capture": ("capture", WIDE),
    "narrow": ("answer to a page view", NARROW),
}


def scene_named(name: str) -> Scene:
    """The scene of a name."""
    return next(scene for scene in SCENES if scene.name == name)


async def picture(scene: Scene, size: tuple[int, int], home: Path) -> str:
    """A scene as an SVG."""
    workspace = frozen_workspace(home, **scene.environ)
    scene.prepare(workspace)
    async with still_explorer(workspace, scene.profile).run_test(size=size, notifications=True) as pilot:
        await scene.play(Stage(pilot, workspace))
        return pilot.app.export_screenshot(title="edge-tui", simplify=True)


def main(folder: Path) -> None:
    """Writes every screenshot."""
    os.environ |= {"TZ": "UTC", "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    time.tzset()
    folder.mkdir(exist_ok=True)
    for name, (scene, size) in SCREENSHOTS.items():
        with tempfile.TemporaryDirectory() as home:
            svg = asyncio.run(picture(scene_named(scene), size, Path(home)))
        path = folder / f"{name}.svg"
        path.write_text(svg)
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
