"""How long the phases of a send and the latest sends took, in a few characters."""

from rich.text import Text

from edge_tui.model.exchange import Timings
from edge_tui.model.phases import PastSends, bar, heights, phases
from edge_tui.tui.themes import Colors

_CELLS = 10


def timing_text(timings: Timings, palette: Colors, *, is_wide: bool) -> Text:
    """`DNS ▏TLS ▎first byte ██████ body ▏143 ms`; narrow, a column for each phase: `▁▁█▁ 143 ms`."""
    found = phases(timings)
    total = Text(f"{timings.elapsed_ms:.0f} ms", palette.plain)
    if not found:
        return total
    if not is_wide:
        return Text.assemble((heights([each.elapsed_ms for each in found]), palette.name), " ", total)
    text = Text()
    whole = sum(each.elapsed_ms for each in found) or 1.0
    for each in found:
        text.append(f"{each.name} ", palette.dim)
        text.append(bar(each.elapsed_ms / whole, _CELLS) + " ", palette.name)
    return text + total


def past_sends_text(past: PastSends, palette: Colors, *, has_label: bool) -> Text:
    """`last 20 ▁▂▁▁█`, the newest last; sends that failed have the color of errors, unfinished ones are ×."""
    text = Text(f"last {len(past.sends)} " if has_label else "", palette.dim)
    for column, send in zip(heights([each.elapsed_ms for each in past.sends]), past.sends, strict=True):
        text.append(column, palette.name if send.is_good else palette.error)
    return text
