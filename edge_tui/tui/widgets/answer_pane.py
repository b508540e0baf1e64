"""The answer: its handles as a tree, and the same exchange as it went over the wire."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.widgets import Static, TabbedContent, TabPane, Tabs

from edge_tui.model.document import Slip, parse
from edge_tui.model.exchange import Answer, Exchange
from edge_tui.model.node import Node
from edge_tui.model.request import InteractRequest
from edge_tui.model.text import visible, visible_lines
from edge_tui.tui.json_text import pretty_text
from edge_tui.tui.themes import Colours, colours
from edge_tui.tui.widgets.handle_tree import HandleTree
from edge_tui.tui.widgets.pane import Pane

_TABS = ("handles-tab", "sent-tab", "body-tab", "headers-tab")
_LONGEST_RAW = 60_000


class AnswerPane(Pane):
    """Shows one exchange; what is on a tab is written when the tab is looked at."""

    NUMBER = "3"
    BINDINGS = [
        Binding("left_square_bracket", "tab(-1)", "Previous tab", show=False, id="answer.previous-tab"),
        Binding("right_square_bracket", "tab(1)", "Next tab", show=False, id="answer.next-tab"),
    ]

    exchange: reactive[Exchange | None] = reactive(None, always_update=True)
    outline: reactive[Node | None] = reactive(None, always_update=True)

    def compose(self) -> ComposeResult:
        """The tree, and the request and the answer in full."""
        with TabbedContent(id="answer-tabs"):
            with TabPane("Handles", id="handles-tab"):
                yield Static(id="nothing-yet")
                yield HandleTree()
            for title, tab in (("Sent", "sent"), ("Body", "body"), ("Headers", "headers")):
                with TabPane(title, id=f"{tab}-tab"), VerticalScroll(can_focus=True):
                    yield Static(id=f"{tab}-text", expand=True)

    def on_mount(self) -> None:
        """Says what will be here. The tabs are for the mouse; the keyboard has the brackets."""
        self.title("Answer")
        self.query_one(Tabs).can_focus = False

    def watch_outline(self, outline: Node | None) -> None:
        """Draws the tree of another exchange."""
        tree = self.query_one(HandleTree)
        tree.display = outline is not None
        nothing = self.query_one("#nothing-yet", Static)
        nothing.display = outline is None
        nothing.update(self._invitation())
        tree.show(outline)
        self._write_tab()
        self._write_titles()

    def _invitation(self) -> Text:
        palette = colours(self.app)
        return Text.assemble(
            ("\nNothing sent yet.\n\n", palette.strong),
            ("F5", palette.placeholder),
            (" or a click on Send posts the event.\n", palette.dim),
            ("The handles of the answer appear here.", palette.dim),
        )

    def _write_titles(self) -> None:
        exchange = self.exchange
        if exchange is None:
            self.title("Answer")
            self.subtitle("")
        elif answer := exchange.answer:
            self.title(f"Answer · {answer.status} {answer.reason} · {answer.timings.elapsed:.0f} ms")
            self.subtitle(self.outline.value if self.outline else "")
        else:
            self.title("Answer · none" if exchange.failure else "Answer · unfinished")
            self.subtitle(str(exchange.failure.kind) if exchange.failure else "")

    def on_tabbed_content_tab_activated(self, event: TabbedContent.TabActivated) -> None:
        """Writes the tab that is looked at."""
        event.stop()
        self._write_tab()

    def action_tab(self, step: int) -> None:
        """Shows the next or the previous tab, and gives it the focus."""
        tabs = self.query_one(TabbedContent)
        tabs.active = _TABS[(_TABS.index(tabs.active) + step) % len(_TABS)]
        pane = tabs.get_pane(tabs.active)
        self.call_after_refresh(pane.query("HandleTree, VerticalScroll").first().focus)

    def _write_tab(self) -> None:
        active = self.query_one(TabbedContent).active
        if not active or active == "handles-tab":
            return
        name = active.removesuffix("-tab")
        text = self.query_one(f"#{name}-text", Static)
        palette = colours(self.app)
        if self.exchange is None:
            text.update(Text("Nothing sent yet.", palette.dim))
        elif name == "sent":
            text.update(sent_text(self.exchange.request, palette))
        elif name == "body":
            text.update(_body_text(self.exchange.answer, palette))
        else:
            text.update(_headers_text(self.exchange.answer, palette))


def sent_text(request: InteractRequest, palette: Colours) -> Text:
    """A request as it goes out, the access token masked."""
    text = Text.assemble(("POST ", palette.placeholder), (visible(request.url), palette.plain), "\n")
    for name, value in request.shown_headers:
        text.append_text(_header(name, value, palette))
    body = parse(request.body)
    text.append("\n")
    if isinstance(body, Slip):
        return text.append(visible_lines(request.body), palette.plain)
    return text.append_text(pretty_text(body, palette))


def _body_text(answer: Answer | None, palette: Colours) -> Text:
    if answer is None:
        return Text("No answer, so no body.", palette.dim)
    if not answer.body:
        return Text("The body is empty.", palette.dim)
    response = answer.response()
    if isinstance(response, Slip):
        cut = answer.text[:_LONGEST_RAW]
        more = f"\n… {len(answer.text) - _LONGEST_RAW:,} more characters" if len(answer.text) > _LONGEST_RAW else ""
        return Text.assemble((visible_lines(cut), palette.plain), (more, palette.dim))
    return pretty_text(response.document, palette, _LONGEST_RAW)


def _headers_text(answer: Answer | None, palette: Colours) -> Text:
    if answer is None:
        return Text("No answer, so no headers.", palette.dim)
    text = Text.assemble((f"{answer.status} {answer.reason}\n", palette.strong))
    for name, value in answer.headers:
        text.append_text(_header(name, value, palette))
    return text


def _header(name: str, value: str, palette: Colours) -> Text:
    return Text.assemble((visible(name), palette.name), (": ", palette.dim), (visible(value), palette.plain), "\n")
