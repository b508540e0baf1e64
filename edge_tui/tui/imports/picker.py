"""Picks one of several requests to import."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from edge_tui.formats import Imported
from edge_tui.model.json.document import ParseError, at, parse
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.themes import Colors, colors


class PickImport(ModalScreen[Imported | None]):
    """Returns the chosen request."""

    CSS_PATH = "form.tcss"
    BINDINGS = [Binding("escape", "give_up", "Cancel")]

    def __init__(self, found: tuple[Imported, ...]) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        """A line for each request."""
        palette = colors(self.app)
        with Vertical(id="pick-import") as box:
            box.border_title = "Import which request?"
            box.border_subtitle = "enter OK · esc cancel"
            yield OptionList(*(Option(_line(each, palette)) for each in self._found), compact=True)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Returns the choice."""
        close(self, self._found[event.option_index])

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)


def _line(imported: Imported, palette: Colors) -> Text:
    document = parse(imported.draft.text)
    places = ("/event/xdm/eventType", "/events/0/xdm/eventType")
    kinds = [] if isinstance(document, ParseError) else [at(document, place) for place in places]
    kind = next((str(each) for each in kinds if each), "")
    moment = f"{imported.sent_at:%H:%M:%S}" if imported.sent_at else ""
    status = str(imported.response.status) if imported.response else ""
    return Text.assemble(
        (f"{moment} {status} ".lstrip(), palette.dim),
        (str(imported.draft.action), palette.strong),
        (f"  {visible(kind)}", palette.plain),
        (f"  {visible(imported.profile.datastream_id)}", palette.dim),
    )
