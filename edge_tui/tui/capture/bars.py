"""The lines above and below the timeline: what is recorded, from where to where, and what is kept of it."""

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text

from edge_tui.model.domains import is_loopback
from edge_tui.model.text import counted, visible
from edge_tui.model.visit import Visit
from edge_tui.recording.no_calls import words_for_no_calls
from edge_tui.tui.capture.feed import Feed, FeedState, Look
from edge_tui.tui.themes import Colors
from edge_tui.tui.widgets.pane import Chip

_REVERSE = Style(reverse=True)
_MAX_NOTICES = 5
_GAP = 3
_SEPARATOR = " · "
# Of a terminal that is narrower, where calls land needs the room.
_ROOMY = 80
# What is kept of a visit, in as many words as there is room for.
KEPT = (
    "Edge calls only · other cookies and tokens aren't kept",
    "Edge calls only · no other cookies, no tokens",
    "Edge calls only",
)


def top_line(feed: Feed, look: Look | None, palette: Colors, *, width: int, key: str) -> Text:
    """The recording's name, its source and when it began; at the right where calls go, and the `key` of the rules."""
    is_live = look is not None and look.is_live
    text = Text(" edge-tui ", palette.name, no_wrap=True, overflow="ellipsis")
    text.append(
        " ● CAPTURE " if is_live else " CAPTURE ", palette.error + _REVERSE if is_live else palette.dim + _REVERSE
    )
    text.append(f"  {visible(feed.name)}", palette.strong)
    end, rest = _destination(look, key, palette), []
    if look is not None and look.state is not FeedState.FAILED and (started := look.visit.recording.started):
        rest.append(f"   from {started.astimezone():{'' if is_live else '%Y-%m-%d '}%H:%M:%S}")
    rest.insert(0, f"   {visible(feed.source)}" if feed.source else "")
    # Where calls go is never left out for what else is known.
    while rest and text.cell_len + sum(map(cell_len, rest)) + end.cell_len + _GAP > width:
        rest.pop()
    text.append("".join(rest), palette.dim)
    if text.cell_len + end.cell_len + _GAP > width:
        end = rewriting_words(look, key, palette) or end
        text.truncate(max(width - end.cell_len - _GAP - 1, 0), overflow="ellipsis")
    return text.append(" " * max(width - text.cell_len - end.cell_len - 1, _GAP)).append_text(end)


def _destination(look: Look | None, key: str, palette: Colors) -> Text:
    """Where the site's calls go, or went, and the rules."""
    if look is None or look.state in (FeedState.STARTING, FeedState.FAILED):
        # Its rules are known once it has started.
        return Text()
    text = Text("sends " if look.is_live else "sent ", palette.dim)
    if not look.rules_on or not (look.is_live or look.changed_calls):
        text.append(_unchanged_destination(look.visit), palette.strong)
    elif look.rules is None or not look.is_live:
        text.append("elsewhere or changed", palette.error)
    else:
        landing, to_site = look.rules.landing, _unchanged_destination(look.visit)
        words = "partly elsewhere" if landing.leads_elsewhere else f"changed {to_site}"
        text.append("elsewhere" if landing.leads_all_elsewhere else words, palette.error)
    if rewriting := rewriting_words(look, key, palette):
        text.append("   ").append_text(rewriting)
    return text


def _unchanged_destination(visit: Visit) -> str:
    """Where the site itself sends: as its latest call says, or as every site's do before there is one."""
    latest = visit.calls[-1].host if visit.calls else ""
    return "to this machine" if is_loopback(latest) else "to the real Edge"


def rules_line(look: Look | None, *, width: int) -> Text:
    """What is changed and where calls land, or what was changed; empty when nothing is."""
    if look is None or not look.rules_on:
        return Text()
    words, landing = _what_was_changed(look.changed_calls, len(look.visit.calls)), ""
    if look.is_live:
        words = "CHANGED ON ITS WAY" if width >= _ROOMY else "CHANGED"
        if look.rules is not None:
            # First: a narrow terminal has no room for the sentences.
            words += " TO PRODUCTION" if look.rules.landing.leads_to_production else ""
            landing = f"  {_in_width(look.rules.landing.words, width - cell_len(words) - 4)}"
    rules = " · ".join(look.rules_on)
    return Text(visible(f" {words} {landing}  {rules}"), no_wrap=True, overflow="ellipsis")


def _in_width(sentence: str, width: int) -> str:
    """Sentences without the explanation after the last colon, where that is cut otherwise and the rest isn't."""
    rest = f"{sentence.rpartition(': ')[0]}."
    is_whole = len(rest) > 1 and rest.count("(") == rest.count(")")
    return rest if is_whole and cell_len(visible(rest)) <= width < cell_len(visible(sentence)) else sentence


def _what_was_changed(changed: int, calls: int) -> str:
    if not changed:
        return "No call was changed: none fits a rule"
    return f"{changed} of {counted(calls, 'call')} changed on the way"


def bottom_line(look: Look | None, palette: Colors, *, width: int, doing: str = "") -> Text:
    """Whether it is recorded now, and what is kept. `doing` is what its end waits for, if the look is older."""
    is_live = look is not None and look.is_live
    text = Text(no_wrap=True, overflow="ellipsis")
    state = "not recorded" if look is not None and look.problem else "recording" if is_live else "recorded"
    text.append(f" {state} ", palette.error + _REVERSE if is_live else palette.dim)
    if waits_for := (look.doing if look else "") or doing:
        text.append(f" {visible(waits_for)}", palette.strong)
        return text
    notices = look.visit.recording.notices if look else ()
    notice = f"{_SEPARATOR}{visible(notices[-1])}" if notices else ""
    room = width - text.cell_len - cell_len(notice)
    text.append(f" {next((words for words in KEPT if cell_len(words) < room), KEPT[-1])}", palette.dim)
    return text.append(notice, palette.warning)


def words_for_no_rows(look: Look, palette: Colors, *, is_narrowed: bool, about_filter: str = "") -> Text:
    """Why the list is empty, and what to do next. `about_filter` says what is wrong with the filter."""
    if look.problem is not None:
        return Text.assemble(
            (f"{visible(look.problem.what)}\n", palette.error),
            (f"{visible(look.problem.how)}\n\n", palette.plain),
            *_ways_on(palette),
        )
    if look.state is FeedState.STARTING:
        return Text("Starting the browser…", palette.dim)
    if is_narrowed:
        text = Text("No call matches the filter.", palette.dim)
        return text.append(f"\n\n{visible(about_filter)}", palette.warning) if about_filter else text
    if look.is_live:
        words = "Nothing sent yet. Use the page in the browser: each Edge call appears here as soon as it is made."
    else:
        words = words_for_no_calls(look.visit)
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
    pages: int,
    calls: int,
    shown: int,
    waiting: int,
    *,
    is_narrowed: bool,
    is_held: bool,
    selected: int = 0,
    left: int = 0,
    findings: int = 0,
    width: int = 1000,
) -> str:
    """What follows the chip in the timeline's title: `3 pages · 15 calls`. `left` earlier ones are in history only.

    Of what has no room in `width` cells the least important leaves first: what waits while the list is held stays.
    """
    # With its importance: less the greater the number is.
    parts = [
        (5, counted(pages, "page")),
        (4, counted(calls, "call")),
        (6, f"{left:,} earlier in history" if left else ""),
        (2, f"{shown} shown" if is_narrowed else ""),
        (1, f"{selected} selected" if selected else ""),
        (0, f"{waiting} new" if is_held else ""),
        (3, counted(findings, "finding") if findings else ""),
    ]
    kept = [part for part in parts if part[1]]
    while len(kept) > 1 and cell_len(_SEPARATOR.join(words for _, words in kept)) > width:
        kept.remove(max(kept))
    return _SEPARATOR.join(words for _, words in kept)


def list_chip(palette: Colors, *, is_live: bool, is_held: bool) -> Chip | None:
    """Whether the timeline grows by itself."""
    if is_held:
        return Chip("held still", palette.chip_warning)
    return Chip("live", palette.chip_good) if is_live else None


def rewriting_words(look: Look | None, key: str, palette: Colors) -> Text:
    """The rules in a word, with the key that changes them; empty for a visit that is over."""
    if look is None or not look.is_live or look.rules is None:
        return Text()
    on, count = len(look.rules.sentences), look.rules.count
    words = f"{on} on" if on else f"{count} off" if count else "off"
    style = palette.error if on else palette.dim
    return Text.assemble((f"{key} ", palette.placeholder), ("rules: ", palette.dim), (words, style))
