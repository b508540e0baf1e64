"""Checks of a whole visit: what only shows when its calls are read together. One module a check, in `CHECKS`."""

from edge_tui.visit.checks import CHECKS, check_visit

__all__ = ["CHECKS", "check_visit"]
