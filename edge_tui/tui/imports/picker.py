"""Picks one of several requests as a draft, or adds all of them to history."""

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.formats import Imported, Reading
from edge_tui.model.json.document import ParseError, at, parse
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.themes import Colors, colors


class PickImport(ModalScreen[Imported | Reading | None]):
    """Returns the chosen request, or the whole reading when all of it goes to history."""

    CSS_PATH = "form.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("a", "keep_all", "All to history", tooltip="Add every request and response to history"),
    ]

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading

    def compose(self) -> ComposeResult:
        """A line for each request."""
        palette, requests = colors(self.app), self._reading.requests
        with Vertical(id="pick-import") as box:
            box.border_title = Text(visible(f"{self._reading.kind} · {len(requests):,} requests"))
            keeps = "a all to history · " if can_be_kept(self._reading) else ""
            box.border_subtitle = f"enter open as draft · {keeps}esc cancel"
            yield OptionList(*(Option(_line(each, palette)) for each in requests), compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Returns the choice."""
        close(self, self._reading.requests[event.option_index])

    def action_keep_all(self) -> None:
        """Returns everything."""
        if can_be_kept(self._reading):
            close(self, self._reading)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)


def can_be_kept(reading: Reading) -> bool:
    """Whether requests belong in history: those of a recording, or with a response."""
    return reading.recording is not None or any(each.outcome and each.request for each in reading.requests)


def _line(imported: Imported, palette: Colors) -> Text:
    document = parse(imported.draft.text)
    places = ("/event/xdm/eventType", "/events/0/xdm/eventType")
    kinds = [] if isinstance(document, ParseError) else [at(document, place) for place in places]
    kind = next((str(each) for each in kinds if each), "" if imported.draft.text else "no body")
    moment = f"{imported.sent_at.astimezone():%H:%M:%S}" if imported.sent_at else ""
    status, style = _status(imported, palette)
    datastream = imported.profile.datastream_id
    return Text.assemble(
        (f"{moment:8} ", palette.dim),
        (f"{imported.draft.action!s:11} ", palette.strong),
        (f"{visible(kind)[:36]:36} ", palette.plain),
        (f"{'…' + visible(datastream)[-8:] if datastream else '':9} ", palette.dim),
        (f"{status:4}", style),
        (f" {visible(imported.name)}" if imported.name else "", palette.plain),
        no_wrap=True,
        overflow="ellipsis",
    )


def _status(imported: Imported, palette: Colors) -> tuple[str, Style]:
    if imported.response is not None:
        status = imported.response.status
        return str(status), palette.good if status < 400 else palette.error
    return (f"✖ {imported.failure.kind.word}", palette.error) if imported.failure else ("", palette.dim)
