"""The size of a request, compared to the limit and in request units."""

from collections.abc import Iterator
from dataclasses import dataclass

from edge_tui.lint.rule_hit import RuleHit, error, info
from edge_tui.lint.subject import Subject
from edge_tui.model.json.document import JsonValue, compact
from edge_tui.model.text import counted

# data-collection-apis, getting-started/guardrails: 64 KB of plain JSON, in fragments of 8 KB.
LIMIT_BYTES = 64 * 1024
FRAGMENT_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a body as sent. The rate limit counts request units.

    `upstream_count` is 0 when the datastream's upstreams are unknown.
    """

    body_bytes: int
    upstream_count: int = 0

    @property
    def is_over(self) -> bool:
        """Whether it is more than the gateway accepts."""
        return self.body_bytes > LIMIT_BYTES

    @property
    def fragments(self) -> int:
        """Fragments of 8 KB, rounded up."""
        return max(1, -(-self.body_bytes // FRAGMENT_BYTES))

    @property
    def request_units(self) -> int | None:
        """Fragments times upstreams; None when the upstreams are unknown."""
        return self.fragments * self.upstream_count or None

    @property
    def units_in_words(self) -> str:
        """`1 fragment × 3 upstreams = 3 RU`."""
        fragments = counted(self.fragments, "fragment")
        if not self.upstream_count:
            return f"{fragments}, upstreams unknown"
        upstreams = counted(self.upstream_count, "upstream")
        return f"{fragments} × {upstreams} = {self.request_units} RU"


def measure(document: JsonValue, upstream_count: int = 0) -> Size:
    """The size of a resolved document, without the visitor's state."""
    return Size(len(compact(document).encode("utf-8", "surrogatepass")), upstream_count)


def check(subject: Subject) -> Iterator[RuleHit]:
    """More than 64 KB is rejected (EXEG-0112-413)."""
    if len(subject.text) <= FRAGMENT_BYTES // 6:
        return
    size = measure(subject.document, len(subject.context.upstreams))
    kilobytes = f"{size.body_bytes / 1024:.1f} KB"
    if size.is_over:
        yield error("", f"The request is {kilobytes}: the gateway accepts at most 64 KB.", predicts="0112")
    elif size.body_bytes > LIMIT_BYTES * 0.9 and not subject.context.is_observed:
        yield info("", f"The request is {kilobytes}, near the limit of 64 KB; the visitor's state will be added.")
    elif size.fragments > 1:
        yield info("", f"The request is {kilobytes}, which the rate limit counts as {_units(size)}.")


def _units(size: Size) -> str:
    """`2 fragments × 3 upstreams = 6 request units`."""
    if size.request_units is None:
        return f"{size.fragments} request units per upstream (the profile doesn't list the upstreams)"
    return size.units_in_words.replace("RU", "request units")
