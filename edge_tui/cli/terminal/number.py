"""Numbers as options."""

import math
from typing import Any

import click


class FiniteRange(click.FloatRange):
    """A number within a range. `nan` is in every range of click's, and nothing can be reckoned with it or `inf`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises `click.BadParameter`."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number
