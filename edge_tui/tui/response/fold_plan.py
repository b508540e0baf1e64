"""Which lines of a response start open in the rows that there are: a line for each handle first, then what fits."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple


class Fold(Enum):
    """How a line of the first level starts."""

    OPEN = "open"
    BRIEF = "brief"
    FOLDED = "folded"


class Foldable(NamedTuple):
    """A line of the first level.

    `rows_below` are those of all that is below it while it is open; 0 if it starts folded in any case.
    `brief_rows` are those of the rest of its title and of what to do about it, which can be shown without all else; 0
    if the line itself says everything.
    `rank` says what is opened first, the lowest. `is_handle`: the line has to be in view.
    """

    rows_below: int
    brief_rows: int = 0
    rank: int = 0
    is_handle: bool = False


def fold_plan(lines: Sequence[Foldable], room: int) -> list[Fold]:
    """How each line starts in `room` rows.

    What would push a handle out of sight starts folded, or in brief, which is the title of a problem and what to do.
    Nothing is folded for lines after the last handle, and nothing in a response without handles.
    """
    last = max((index for index, line in enumerate(lines) if line.is_handle), default=None)
    plan = [Fold.OPEN if line.rows_below else Fold.FOLDED for line in lines]
    if last is None:
        return plan
    spare = room - (last + 1)
    for index in sorted(range(last + 1), key=lambda each: (lines[each].rank, each)):
        line = lines[index]
        if not line.rows_below:
            continue
        # The rows of the last handle may go on below what is in view: they push out nothing that has to be seen.
        if line.rows_below <= spare or (index == last and spare > 0):
            spare -= line.rows_below
        elif 0 < line.brief_rows <= spare:
            plan[index] = Fold.BRIEF
            spare -= line.brief_rows
        else:
            plan[index] = Fold.FOLDED
    return plan
