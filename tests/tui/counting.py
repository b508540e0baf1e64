"""Counts what a key costs: frames written to the terminal, and layouts of the screen. Exact on any machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from textual._compositor import Compositor


@dataclass
class Cost:
    """`frames` were written, and the place of every widget was computed `layouts` times."""

    frames: int = 0
    layouts: int = 0


@contextmanager
def counted() -> Iterator[Cost]:
    """Counts until the end of the block."""
    cost = Cost()
    update, arrange = Compositor.render_update, Compositor._arrange_root

    def updating(compositor: Compositor, *arguments: Any, **how: Any) -> Any:
        # Without a changed region nothing is written.
        cost.frames += bool(compositor._dirty_regions)
        return update(compositor, *arguments, **how)

    def arranging(compositor: Compositor, *arguments: Any, **how: Any) -> Any:
        cost.layouts += 1
        return arrange(compositor, *arguments, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Compositor, "render_update", updating)
        patch.setattr(Compositor, "_arrange_root", arranging)
        yield cost
