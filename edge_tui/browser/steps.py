"""Steps of a visit, one per line: `goto /cart`, `click #buy`, `fill #mail a@b.example`, `wait 2s`, `scroll bottom`."""

import re
from dataclasses import dataclass
from enum import StrEnum

MAX_STEPS = 1000
MAX_WAIT_SECONDS = 600.0

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s)")
_PIXELS = re.compile(r"-?\d+")
_WORD = re.compile(r"\S+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")


class StepKind(StrEnum):
    """What a step does."""

    GOTO = "goto"
    CLICK = "click"
    FILL = "fill"
    WAIT = "wait"
    SCROLL = "scroll"


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `line` counts from 1.

    `target` is the URL of goto, else a CSS selector, empty where the step has none. `text` is what
    fill types. `seconds` is how long wait waits without a selector; `pixels` how far scroll goes, None
    for the end of the page.
    """

    line: int
    kind: StepKind
    target: str = ""
    text: str = ""
    seconds: float = 0.0
    pixels: int | None = None

    def __str__(self) -> str:
        """As it is written in a file, but for what `fill` types, which may be a password."""
        where = self.target
        if self.kind is StepKind.SCROLL and not where:
            where = "bottom" if self.pixels is None else str(self.pixels)
        elif self.kind is StepKind.WAIT and not where:
            where = f"{self.seconds:g}s"
        return f"{self.kind.value} {where}"


@dataclass(frozen=True, slots=True)
class StepError:
    """Why a line isn't a step; `line` and `column` count from 1."""

    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message}"


class _BadStep(Exception):  # noqa: N818 (internal control flow; never escapes this module)
    def __init__(self, column: int, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def read_steps(text: str) -> tuple[tuple[Step, ...], tuple[StepError, ...]]:
    """The steps of a text, and the lines that aren't any. Blank lines and those that start with `#` are ignored.

    A selector with spaces is written in double quotes, inside which a backslash escapes the next character.
    """
    steps: list[Step] = []
    errors: list[StepError] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if len(steps) == MAX_STEPS:
            errors.append(StepError(number, 1, f"more than {MAX_STEPS} steps: split the file"))
            break
        try:
            steps.append(_step(number, line))
        except _BadStep as error:
            errors.append(StepError(number, error.column, error.message))
    return tuple(steps), tuple(errors)


def _step(number: int, line: str) -> Step:
    word = _WORD.search(line)
    assert word is not None  # the line isn't blank
    if word[0] not in list(StepKind):
        raise _BadStep(word.start() + 1, f"{word[0]!r} isn't a step")
    kind = StepKind(word[0])
    first, end = _argument(line, word.end(), _EXPECTED[kind])
    if kind is StepKind.FILL:
        text, end = _rest(line, end)
        return Step(number, kind, first, text)
    if line[end:].strip():
        column = end + len(line[end:]) - len(line[end:].lstrip()) + 1
        raise _BadStep(column, "nothing more is expected here: put a selector with spaces in double quotes")
    if kind is StepKind.WAIT:
        return _wait(number, first, line)
    if kind is StepKind.SCROLL:
        return _scroll(number, first)
    return Step(number, kind, first)


_EXPECTED = {
    StepKind.GOTO: "a URL or a path, such as goto /cart",
    StepKind.CLICK: "a CSS selector, such as click #buy",
    StepKind.FILL: "a CSS selector and a text, such as fill #mail a@b.example",
    StepKind.WAIT: "a duration or a CSS selector, such as wait 2s",
    StepKind.SCROLL: "bottom, pixels or a CSS selector, such as scroll bottom",
}


def _argument(line: str, start: int, expected: str) -> tuple[str, int]:
    """The next word or quoted text, and where it ends."""
    begin = start + len(line[start:]) - len(line[start:].lstrip())
    if begin == len(line):
        raise _BadStep(begin + 1, f"expected {expected}")
    if line[begin] != '"':
        word = _WORD.match(line, begin)
        assert word is not None
        return word[0], word.end()
    quoted = _QUOTED.match(line, begin)
    if quoted is None:
        raise _BadStep(begin + 1, "the closing double quote is missing")
    if not quoted[1].strip():
        raise _BadStep(begin + 1, f"expected {expected}")
    return _ESCAPED.sub(r"\1", quoted[1]), quoted.end()


def _rest(line: str, start: int) -> tuple[str, int]:
    """A quoted text, or the rest of the line as it is."""
    text = line[start:].strip()
    quoted = _QUOTED.fullmatch(text)
    if text.startswith('"') and quoted is None:
        column = start + len(line[start:]) - len(line[start:].lstrip()) + 1
        raise _BadStep(column, "the closing double quote is missing, or text follows it")
    return (_ESCAPED.sub(r"\1", quoted[1]) if quoted else text), len(line)


def _wait(number: int, argument: str, line: str) -> Step:
    duration = _DURATION.fullmatch(argument)
    if duration is None:
        if argument[0].isdigit():
            raise _BadStep(line.index(argument) + 1, f"{argument!r} isn't a duration: write 500ms or 2s")
        return Step(number, StepKind.WAIT, argument)
    seconds = float(duration[1]) / (1000 if duration[2] == "ms" else 1)
    if seconds > MAX_WAIT_SECONDS:
        raise _BadStep(line.index(argument) + 1, f"waiting is limited to {MAX_WAIT_SECONDS:.0f}s")
    return Step(number, StepKind.WAIT, seconds=seconds)


def _scroll(number: int, argument: str) -> Step:
    if argument == "bottom":
        return Step(number, StepKind.SCROLL)
    if _PIXELS.fullmatch(argument):
        return Step(number, StepKind.SCROLL, pixels=max(-1_000_000, min(1_000_000, int(argument[:9]))))
    return Step(number, StepKind.SCROLL, argument)
