"""Dynamic datastream configuration: rules of a datastream that change it for the events they match.

From Experience League, "dynamic datastream configurations": the first rule that matches wins, conditions
are flat, an event with overrides skips the rules, and after 25 ms the datastream's own configuration is
used. A changed rule takes up to 15 minutes to arrive everywhere; here it counts at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edge_tui.emulator.conditions import Conditional, Judged
from edge_tui.emulator.overrides import OVERRIDES, override_errors

BUDGET_MS = 25
_ALL = tuple(path for path in OVERRIDES if "." not in path)


@dataclass(frozen=True, kw_only=True)
class Rule(Conditional):
    """A rule: `overrides` have the members of `meta.configOverrides`, `latency_ms` is what evaluating it takes."""

    name: str
    overrides: Mapping[str, Any] = field(default_factory=dict)
    latency_ms: int = 0

    def config_errors(self) -> Iterator[tuple[str, str]]:
        """A condition or an override that isn't valid, a negative latency."""
        yield from super().config_errors()
        for message in override_errors(dict(self.overrides), _ALL):
            yield "overrides", f"isn't valid: {message.rstrip('.')}"
        if self.latency_ms < 0:
            yield "latency_ms", "must be 0 or more"


def matching_rule(rules: Sequence[Rule], event: Judged) -> tuple[Rule | None, str]:
    """The rule that applies to an event, if any, and a note for the log."""
    spent_ms = 0
    for rule in rules:
        spent_ms += rule.latency_ms
        if spent_ms > BUDGET_MS:
            return None, f"the rules took {spent_ms} ms, so the datastream's own configuration was used"
        if rule.qualifies(event):
            return rule, f"rule {rule.name!r} applied"
    return None, ""
