"""The lines above and below the timeline: what is recorded, from where to where, and what is kept of it."""

from collections.abc import Sequence

from rich.style import Style
from rich.text import Text

from edge_tui.model.text import visible
from edge_tui.tui.capture.feed import Feed, FeedState, Look
from edge_tui.tui.themes import Colors

_REVERSE = Style(reverse=True)
_MAX_NOTICES = 5
KEPT = "Edge calls only · cookies of others and tokens are not kept"


def top_line(feed: Feed, look: Look | None, palette: Colors) -> Text:
    """The recording's name, its source and when it began."""
    is_live = look is not None and look.is_live
    text = Text(" edge-tui ", palette.name, no_wrap=True, overflow="ellipsis")
    text.append(
        " ● CAPTURE " if is_live else " CAPTURE ", palette.error + _REVERSE if is_live else palette.dim + _REVERSE
    )
    text.append(f"  {visible(feed.name)}", palette.strong)
    if feed.source:
        text.append(f"   {visible(feed.source)}", palette.dim)
    started = look.visit.recording.started if look and look.state is not FeedState.FAILED else None
    if started is not None:
        text.append(f"   from {started.astimezone():%Y-%m-%d %H:%M:%S}", palette.dim)
    if look is not None and look.state is not FeedState.FAILED:
        rules = look.visit.recording.rules
        text.append("   sends " if is_live else "   sent ", palette.dim)
        text.append("elsewhere" if rules else "to the real Edge", palette.error if rules else palette.plain)
    return text


def rules_line(rules: Sequence[str], *, is_live: bool) -> Text:
    """What is changed, or was, in the words of the rules."""
    words = "CHANGED ON ITS WAY" if is_live else "Was changed on its way"
    return Text(f" {words}  {visible(' · '.join(rules))}", no_wrap=True, overflow="ellipsis")


def bottom_line(look: Look | None, palette: Colors) -> Text:
    """Whether it is recorded now, and what is kept."""
    is_live = look is not None and look.is_live
    text = Text(no_wrap=True, overflow="ellipsis")
    state = "not recorded" if look is not None and look.problem else "recording" if is_live else "recorded"
    text.append(f" {state} ", palette.error + _REVERSE if is_live else palette.dim)
    if look is not None and look.doing:
        text.append(f" {visible(look.doing)}", palette.strong)
        return text
    text.append(f" {KEPT}", palette.dim)
    notices = look.visit.recording.notices if look else ()
    if notices:
        text.append(f" · {visible(notices[-1])}", palette.warning)
    return text


def words_for_no_rows(look: Look, palette: Colors, *, is_narrowed: bool) -> Text:
    """Why there is no call to list, and the next thing to do."""
    if look.problem is not None:
        return Text.assemble(
            (f"{visible(look.problem.what)}\n", palette.error),
            (f"{visible(look.problem.how)}\n\n", palette.plain),
            *_ways_on(palette),
        )
    if look.state is FeedState.STARTING:
        return Text("Starting the browser…", palette.dim)
    if is_narrowed:
        return Text("No call matches the filter.", palette.dim)
    if look.is_live:
        words = "Nothing sent yet. Use the page in the browser: each Edge call appears here as soon as it is made."
    else:
        words = "This recording has no Edge calls."
    text = Text(f"{words}\n", palette.dim)
    for notice in look.visit.recording.notices[-_MAX_NOTICES:]:
        text.append(f"\n{visible(notice)}", palette.warning)
    return text


def _ways_on(palette: Colors) -> list[tuple[str, Style]]:
    """What else can record a visit."""
    return [
        ("C ", palette.placeholder),
        ("tries again, with another browser or the path of one\n", palette.plain),
        ("HAR ", palette.placeholder),
        (
            "record the visit in the developer tools of any browser, save it, and paste the file on the workbench\n",
            palette.plain,
        ),
        ("esc ", palette.placeholder),
        ("goes back", palette.plain),
    ]


def list_title(
    pages: int, calls: int, shown: int, waiting: int, *, is_live: bool, is_narrowed: bool, is_held: bool, left: int = 0
) -> str:
    """The title of the timeline: `Calls · live · 3 pages · 15 calls`. `left` earlier ones are in history only."""
    counts = f"{pages} page{'' if pages == 1 else 's'} · {calls} call{'' if calls == 1 else 's'}"
    counts += f" · {left:,} earlier in history" if left else ""
    parts = ["Calls", *(["live"] if is_live and not is_held else []), counts]
    if is_narrowed:
        parts.append(f"{shown} match{'es' if shown == 1 else ''}")
    if is_held:
        parts.append(f"held still · {waiting} new")
    return " · ".join(parts)
