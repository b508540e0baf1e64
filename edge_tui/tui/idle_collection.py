"""Garbage is collected while the event loop has nothing to do: whoever presses a key meanwhile waits for a step of it.

A collection stops all threads for as long as there are new objects to look at, some 5 ms for those of a frame or two,
and Python begins one wherever an object is made, which is mostly where something is drawn.
"""

import asyncio
import gc

from edge_tui.runtime.first_turn import FirstTurnLoop

# After so many new objects: some 1 ms. After three of these, what was left of them: some 3 ms. All objects, rarely.
_STEPS = (2_500, 3, 500)
# Where the loop has something to do for as long as that, Python begins one itself.
_WITHOUT_REST = (50_000, 10, 100)


def start_collecting(loop: asyncio.AbstractEventLoop) -> None:
    """Exempts everything that there is from garbage collection, and turns collection on for what comes."""
    gc.freeze()
    if isinstance(loop, FirstTurnLoop):
        loop.first_turns.before_rest = collect_what_is_due
        gc.set_threshold(*_WITHOUT_REST)
    else:
        gc.set_threshold(*_STEPS)
    gc.enable()


def collect_what_is_due() -> None:
    """Collects the generations that are due, as Python would with `_STEPS`."""
    counts = gc.get_count()
    if counts[0] < _STEPS[0] or not gc.isenabled():
        return
    is_due = (counts[generation] >= _STEPS[generation] for generation in (1, 2))
    gc.collect(2 if all(is_due) else 1 if counts[1] >= _STEPS[1] else 0)
