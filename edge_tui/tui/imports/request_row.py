"""A pasted request as a row of a list."""

from rich.style import Style
from rich.text import Text

from edge_tui.formats import Imported, Reading
from edge_tui.model.exchange import event_type_in
from edge_tui.model.text import visible
from edge_tui.tui.themes import Colors


def can_be_kept(reading: Reading) -> bool:
    """Whether requests belong in history: those of a recording, or with a response."""
    return reading.recording is not None or any(each.outcome and each.request for each in reading.requests)


def request_row(imported: Imported, palette: Colors) -> Text:
    """Its time, outcome, action, event type and datastream: what has no room is what is least asked for."""
    kind = event_type_in(imported.draft.text) or ("" if imported.draft.text else "no body")
    moment = f"{imported.sent_at.astimezone():%H:%M:%S}" if imported.sent_at else ""
    status, failure, style = _outcome(imported, palette)
    datastream = imported.profile.datastream_id
    return Text.assemble(
        (f"{moment:8} ", palette.dim),
        (f"{status:3} ", style),
        (f"{imported.draft.action!s:11} ", palette.strong),
        (f"{visible(kind)[:36]:36} ", palette.plain),
        (f"{'…' + visible(datastream)[-8:] if datastream else '':9} ", palette.dim),
        (f"{failure} ", style),
        (f" {visible(imported.name)}" if imported.name else "", palette.plain),
        no_wrap=True,
        overflow="ellipsis",
    )


def _outcome(imported: Imported, palette: Colors) -> tuple[str, str, Style]:
    """The status or a glyph, the word of a failure, and their color."""
    if imported.response is not None:
        status = imported.response.status
        return str(status), "", palette.good if status < 400 else palette.error
    return ("✖", imported.failure.kind.word, palette.error) if imported.failure else ("", "", palette.dim)
