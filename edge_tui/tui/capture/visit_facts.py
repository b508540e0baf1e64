"""What the Capture screen says of a visit as a whole, from its summary."""

from collections.abc import Iterator

from edge_tui.model.node import Tone
from edge_tui.model.text import counted, short_datastream
from edge_tui.recording import VisitSummary
from edge_tui.tui.capture.call_facts import short_id
from edge_tui.tui.capture.feed import Fact

_MAX_NAMED = 3
# A response that was kept back for longer is noticed by the site's visitor.
_LONG_HOLD_MS = 100


def facts_of_visit(summary: VisitSummary) -> tuple[Fact, ...]:
    """The facts, the visitor first."""
    return tuple(_facts(summary))


def _facts(summary: VisitSummary) -> Iterator[Fact]:
    if summary.ecids:
        if summary.is_identity_constant:
            kept = "in 1 call" if summary.identified == 1 else f"the same in {summary.identified} calls"
            words, tone = f"{short_id(summary.ecids[0])} {kept}", Tone.GOOD
        elif summary.has_many_clients:
            more = len(summary.ecids) - _MAX_NAMED
            words = ", ".join(map(short_id, summary.ecids[:_MAX_NAMED])) + (f" and {more} more" if more > 0 else "")
            tone = Tone.PLAIN
        else:
            words, tone = " → ".join(map(short_id, summary.ecids[:_MAX_NAMED])) + " changed", Tone.WARNING
        yield Fact("ECID", words, tone)
    if summary.hints:
        is_used = summary.hint_used == summary.hint_due
        words = ", ".join(summary.hints[:_MAX_NAMED])
        used = f" used in {summary.hint_used} of {summary.hint_due}" if summary.hint_due else ""
        yield Fact("hint", f"{words}{used}", Tone.GOOD if is_used else Tone.WARNING)
    if summary.consent:
        yield _consent(summary)
    if summary.datastreams:
        named = ", ".join(f"{short_datastream(name)} ({count})" for name, count in summary.datastreams[:_MAX_NAMED])
        several = len(summary.datastreams) > 1
        yield Fact("datastreams" if several else "datastream", named, Tone.WARNING if several else Tone.PLAIN)
    if summary.hosts:
        yield Fact("host", ", ".join(name for name, _ in summary.hosts[:_MAX_NAMED]))
    for place, count, _ in summary.sent_to[:_MAX_NAMED]:
        datastream = f"{short_datastream(place.datastream)} at " if place.datastream else ""
        yield Fact("sent to", f"{datastream}{place.host} ({count})", Tone.WARNING)
    if summary.deleted:
        yield Fact("deleted", counted(summary.deleted, "call"))
    if summary.libraries:
        yield Fact("SDK", ", ".join(summary.libraries[:_MAX_NAMED]))
    if summary.longest_hold_ms >= 1:
        tone = Tone.WARNING if summary.longest_hold_ms > _LONG_HOLD_MS else Tone.PLAIN
        yield Fact("held by edge-tui", f"≤ {summary.longest_hold_ms:.0f} ms", tone)


def _consent(summary: VisitSummary) -> Fact:
    """The latest consent, and since when or on which page it came into force if there was another one before."""
    latest, since = summary.consent[-1], ""
    if latest.page:
        since = f" on page {latest.page}"
    elif latest.at is not None and len(summary.consent) > 1:
        since = f" since {latest.at.astimezone():%H:%M:%S}"
    return Fact("consent", f"{latest.consent}{since}", Tone.PLAIN if latest.consent == "in" else Tone.WARNING)
