"""The README's animation: every screen has its time, one at a time, and the file is small enough to load."""

import re
from xml.etree import ElementTree as ET

from tests.tui.take_animation import FILE, SHOTS, animated

_PICTURE = '<svg viewBox="0 0 100 50" xmlns="http://www.w3.org/2000/svg"><text>{}</text></svg>'
_VISIBLE = re.compile(r"([\d.]+)%,([\d.]+)%\{visibility:visible\}")


def test_one_picture_is_visible_at_any_time() -> None:
    pictures, seconds = [_PICTURE.format(each) for each in "abc"], [1.0, 2.0, 1.0]
    written = animated(pictures, seconds, 1)
    root = ET.fromstring(written)
    assert root.get("viewBox") == "0 0 100 50"
    times = [(float(start), float(end)) for start, end in _VISIBLE.findall(written)]
    assert times == [(0.0, 24.99), (25.0, 74.99), (75.0, 99.99)]
    assert [frame.get("class") for frame in root if frame.tag.endswith("g")] == ["frame f0", "frame f1", "frame f2"]
    assert "prefers-reduced-motion" in written


def test_the_animation_in_the_readme_has_every_shot_and_is_small() -> None:
    text = FILE.read_text("utf-8")
    assert len(text.encode()) < 2_000_000
    root = ET.fromstring(text)
    frames = [each for each in root if each.tag.endswith("g")]
    assert len(frames) == len(SHOTS)
    for frame, shot in zip(frames, SHOTS, strict=True):
        assert shot.caption in "".join(frame.itertext()).replace("\xa0", " ")
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)), "a clip of one picture would cut another one"
