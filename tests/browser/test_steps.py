"""Steps are read line by line, and a line that isn't one is named with its place."""

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.browser.steps import MAX_STEPS, Step, StepKind, read_steps
from tests.tables import every_row


@every_row(
    ("line", "step"),
    [
        ("goto https://www.shop.example/?a=1#top", Step(1, StepKind.GOTO, "https://www.shop.example/?a=1#top")),
        ("  click   #buy  ", Step(1, StepKind.CLICK, "#buy")),
        ('click "ul > li a[title=\\"x y\\"]"', Step(1, StepKind.CLICK, 'ul > li a[title="x y"]')),
        ("fill #mail someone@shop.example", Step(1, StepKind.FILL, "#mail", "someone@shop.example")),
        ('fill #name "  two  words \\\\ "', Step(1, StepKind.FILL, "#name", "  two  words \\ ")),
        ("fill #name", Step(1, StepKind.FILL, "#name", "")),
        ("wait 500ms", Step(1, StepKind.WAIT, seconds=0.5)),
        ("wait 1.5s", Step(1, StepKind.WAIT, seconds=1.5)),
        ("wait .cart", Step(1, StepKind.WAIT, ".cart")),
        ("scroll bottom", Step(1, StepKind.SCROLL)),
        ("scroll -300", Step(1, StepKind.SCROLL, pixels=-300)),
        ("scroll #end", Step(1, StepKind.SCROLL, "#end")),
    ],
)
def test_a_line_is_a_step(line: str, step: Step) -> None:
    assert read_steps(line) == ((step,), ())


@every_row(
    ("line", "words"),
    [
        ("goto /cart", "goto /cart"),
        ("click   #buy", "click #buy"),
        ("fill #password hunter2", "fill #password"),
        ("wait 500ms", "wait 0.5s"),
        ("wait .cart", "wait .cart"),
        ("scroll bottom", "scroll bottom"),
        ("scroll -300", "scroll -300"),
        ("scroll 0", "scroll 0"),
        ("scroll #end", "scroll #end"),
    ],
)
def test_a_step_is_named_as_it_is_written_but_for_what_is_typed(line: str, words: str) -> None:
    (step,), _ = read_steps(line)
    assert str(step) == words


@every_row(
    ("line", "column", "message"),
    [
        ("tap #buy", 1, "'tap' isn't a step"),
        ("  click", 8, "expected a CSS selector, such as click #buy"),
        ("click a b", 9, "nothing more is expected here: put a selector with spaces in double quotes"),
        ('click "a b', 7, "the closing double quote is missing"),
        ('click ""', 7, "expected a CSS selector, such as click #buy"),
        ('fill #a "b" c', 9, "the closing double quote is missing, or text follows it"),
        ("wait 5", 6, "'5' isn't a duration: write 500ms or 2s"),
        ("wait 601s", 6, "waiting is limited to 600s"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_place(line: str, column: int, message: str) -> None:
    steps, (error,) = read_steps(f"# the shop\n\n{line}\ngoto /cart")
    assert [step.line for step in steps] == [4]
    assert (error.line, error.column, error.message) == (3, column, message)
    assert str(error) == f"line 3, column {column}: {message}"


def test_there_are_only_so_many_steps() -> None:
    steps, errors = read_steps("wait 1s\n" * (MAX_STEPS + 10))
    assert len(steps) == MAX_STEPS
    assert [error.line for error in errors] == [MAX_STEPS + 1]


@given(st.text())
def test_any_text_is_read_as_steps_and_errors_of_its_lines(text: str) -> None:
    steps, errors = read_steps(text)
    lines = text.splitlines()
    assert [step.line for step in steps] == sorted({step.line for step in steps})
    for error in errors:
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1
    assert {step.line for step in steps}.isdisjoint(error.line for error in errors)
