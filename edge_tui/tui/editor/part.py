"""A member of a JSON text, edited separately and put back in place."""

from dataclasses import dataclass, replace

from edge_tui.lint.fixes import apply_fix
from edge_tui.model.finding import Suggestion
from edge_tui.model.json.positions import Positions


@dataclass(frozen=True, slots=True)
class Part:
    """Characters `start` up to `end` of a text; lines after the first are indented by `margin`."""

    pointer: str
    start: int
    end: int
    margin: str

    def cut(self, whole: str) -> str:
        """The part as a separate text."""
        return whole[self.start : self.end].replace("\n" + self.margin, "\n")

    def put_back(self, whole: str, text: str) -> tuple[str, "Part"]:
        """The whole with the part replaced by `text`, and the new part.

        JSON strings never span lines, so every line can be indented.
        """
        inner = text.replace("\n", "\n" + self.margin)
        changed = whole[: self.start] + inner + whole[self.end :]
        return changed, replace(self, end=self.start + len(inner))

    def place_of(self, whole: str, offset: int) -> int | None:
        """Maps an offset in the whole to the part's text; None outside of the part."""
        if not self.start <= offset <= self.end:
            return None
        lines = whole.count("\n", self.start, offset)
        return max(offset - self.start - lines * len(self.margin), 0)

    def offset_of(self, text: str, offset: int) -> int:
        """Maps an offset in the part's text to the whole."""
        return self.start + offset + text.count("\n", 0, offset) * len(self.margin)


def part_of(whole: str, pointer: str) -> Part | None:
    """The value at a pointer; None if there is none, or the whole isn't JSON."""
    span = Positions(whole).value(pointer)
    if span is None:
        return None
    line = whole[whole.rfind("\n", 0, span.start) + 1 : span.start]
    return Part(pointer, span.start, span.end, line[: len(line) - len(line.lstrip(" \t"))])


def with_part(whole: str, pointer: str) -> tuple[str, Part | None]:
    """The whole with an empty object added at a pointer, and that part."""
    added = apply_fix(whole, Suggestion("", pointer, value={}))
    return added, part_of(added, pointer)


def without_part(whole: str, pointer: str) -> str:
    """The whole without the member at a pointer."""
    return apply_fix(whole, Suggestion("", pointer, remove=True))
