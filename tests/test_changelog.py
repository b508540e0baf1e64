"""The changelog can be scanned: short bullets, and nothing on what was never released."""

import re
from pathlib import Path

import edge_tui

_TEXT = (Path(edge_tui.__file__).parent / "CHANGELOG.md").read_text("utf-8")
_BULLET = re.compile(r"^ *- (.*)$", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.?](?: (?=[A-Z`])|$)")
_UNRELEASED = re.compile(r"\b(?:no longer|any more|formerly|used to)\b")


def test_a_bullet_has_two_sentences_at_most() -> None:
    bullets = _BULLET.findall(_TEXT)
    assert len(bullets) > 200
    assert [bullet for bullet in bullets if len(_SENTENCE_END.findall(bullet)) > 2] == []


def test_the_first_release_says_nothing_of_what_was_before() -> None:
    assert _UNRELEASED.findall(_TEXT) == []
