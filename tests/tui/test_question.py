"""The buttons of a question: whole at any width, and each reached by the arrow keys."""

import pytest
from textual.widgets import Button

from edge_tui.tui.dialogs.question import Question
from tests.tui.themed_app import ThemedApp

NAME = "visitor-of-the-checkout"
ANSWERS = [
    {"yes": "Use it", "no": "Cancel"},
    {"new": "New visitor visitor-3", "add": "Add to visitor-2", "back": "Cancel"},
    {"new": f"New visitor {NAME}", "add": f"Add to {NAME}", "back": "Cancel"},
    {str(number).rjust(2, "a"): f"Answer {number}" for number in range(6)},
]


@pytest.mark.parametrize("size", [(160, 45), (120, 36), (80, 24), (60, 20), (44, 20)], ids=str)
@pytest.mark.parametrize("answers", ANSWERS, ids=len)
async def test_every_button_is_whole_and_reached(size: tuple[int, int], answers: dict[str, str]) -> None:
    app = ThemedApp()
    async with app.run_test(size=size) as pilot:
        chosen: list[str | None] = []
        question = Question("Import cookies?", "Found an identity cookie.", answers)
        await app.push_screen(question, chosen.append)
        await pilot.pause()
        inside = question.query_one("#question").content_region
        buttons = list(question.query(Button))
        for button in buttons:
            assert inside.contains_region(button.region)
            assert button.content_size.width >= len(str(button.label))
        is_stacked = question.query_one("#answers").has_class("-stacked")
        assert is_stacked == (sum(len(label) + 4 for label in answers.values()) > inside.width)
        assert len({button.region.offset for button in buttons}) == len(answers)
        await pilot.press(*["down"] * (len(answers) - 1), "enter")
        assert chosen == [list(answers)[-1]]


@pytest.mark.parametrize("size", [(60, 13), (40, 10), (20, 6)], ids=str)
async def test_the_answers_are_in_sight_below_any_text(size: tuple[int, int]) -> None:
    app = ThemedApp()
    async with app.run_test(size=size) as pilot:
        question = Question("Send to production?", "Events sent there are real data. " * 20, ANSWERS[0])
        await app.push_screen(question)
        await pilot.pause()
        inside = question.query_one("#question").content_region
        for button in question.query(Button):
            assert button.region
            assert inside.contains_region(button.region)
