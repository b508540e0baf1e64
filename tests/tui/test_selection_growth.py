"""A selection grows from the word to the whole text, in JSON and in what isn't JSON yet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.tui.editor.selection_growth import grown
from edge_tui.workspace import Workspace
from tests.tui.stage import explorer

TEXT = '{\n  "event": {\n    "xdm": {"name": "home page", "n": [1, 23]}\n  }\n}'


def walk(text: str, offset: int) -> list[str]:
    start = end = offset
    found = []
    while (start, end) != (0, len(text)):
        start, end = grown(text, start, end)
        found.append(text[start:end])
    return found


def test_it_grows_from_the_word_to_the_string_to_the_objects_around_it() -> None:
    assert walk(TEXT, TEXT.index("page") + 1)[:5] == [
        "page",
        "home page",
        '"home page"',
        '{"name": "home page", "n": [1, 23]}',
        '{\n    "xdm": {"name": "home page", "n": [1, 23]}\n  }',
    ]
    assert walk(TEXT, TEXT.index("23"))[:2] == ["23", "[1, 23]"]


@pytest.mark.parametrize("text", ["", "   ", '{"a', '{"a": [1, 2', '"x" }', "{{now}}"])
def test_a_text_that_is_not_json_ends_with_everything(text: str) -> None:
    assert not text or walk(text, min(1, len(text)))[-1] == text


@given(st.text('{}[]",: \nab1\\', max_size=40), st.integers(0, 40))
def test_each_step_is_larger_and_ends_with_everything(text: str, place: int) -> None:
    start = end = min(place, len(text))
    for _ in range(len(text) + 2):
        wider = grown(text, start, end)
        assert wider[0] <= start
        assert wider[1] >= end
        if (start, end) == (0, len(text)):
            return
        assert wider != (start, end)
        start, end = wider
    raise AssertionError("it never ends")


async def test_a_key_that_every_terminal_sends_selects_the_word_and_more(workspace: Workspace) -> None:
    async with explorer(workspace) as stage:
        area = stage.editor.area
        area.move_cursor((3, 10))
        await stage.press("alt+w")
        assert area.selected_text == "_id"
        await stage.press("alt+w")
        assert area.selected_text == '"_id"'
