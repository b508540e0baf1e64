"""One event sent to several datastreams: a verdict in words, a table of what each decided, both values of a row."""

import re

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from edge_tui.compare.matrix import Kind, Matrix, Row, Sentence
from edge_tui.compare.side_by_side import build_matrix
from edge_tui.compare.side_by_side_text import markdown
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.profile import Profile
from edge_tui.model.text import counted, visible
from edge_tui.session.batch import Outcome, send_to_all
from edge_tui.tui.compare.matrix_table import readings
from edge_tui.tui.compare.matrix_view import MatrixView
from edge_tui.tui.compare.value_pair import BothValues, Pointers, ValuePair
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.keys import key_by_id
from edge_tui.tui.themes import colors, follow_theme
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.workspace import Workspace

_TITLE = "Responses, side by side"


class SideBySide(Screen[Exchange | None]):
    """Sends the event to every profile at once; the first one is the baseline."""

    CSS_PATH = "side_by_side.tcss"
    AUTO_FOCUS = "MatrixView"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high"), (42, "-tall")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding(
            "f5,ctrl+r",
            "send",
            "Send",
            priority=True,
            key_display="f5",
            id="side-by-side.send",
            tooltip="Send the event to all datastreams again",
        ),
        Binding(
            "enter",
            "open",
            "Open both",
            priority=True,
            tooltip="Show both values in two columns",
            id="side-by-side.open",
        ),
        Binding("n", "step(1)", "Next", tooltip="Go to the next difference", id="side-by-side.next"),
        Binding(
            "N", "step(-1)", "Previous", show=False, tooltip="Go to the previous difference", id="side-by-side.previous"
        ),
        Binding("d", "compare", "Compare", tooltip="Show all differences from the baseline", id="side-by-side.compare"),
        Binding("3", "show", "Response", tooltip="Show this datastream's response", id="side-by-side.show"),
        Binding("y", "copy", "Copy", tooltip="Copy the verdict and a Markdown table", id="side-by-side.copy"),
        Binding("equals_sign", "only", "Equal rows", tooltip="Hide or show equal rows", id="side-by-side.only"),
        Binding(
            "minus",
            "volatile",
            "Ignored paths",
            show=False,
            tooltip="Edit the ignored paths",
            id="side-by-side.volatile",
        ),
    ]
    HELP = (
        "The same event, sent to several datastreams at once as the same visitor. A row is a problem, a decision for a "
        "scope, a segment, an identity or a cookie. Compared with the first column: - is missing, + added, ~ changed, "
        "= the same, ≈ differs in ignored paths only. Left and right choose the response that is compared with the "
        "first one: its heading is marked. Tab goes to the verdict, which opens in a low terminal."
    )

    def __init__(self, workspace: Workspace, profiles: list[Profile], draft: Draft, visitor: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._profiles = profiles
        self._draft = draft
        self._visitor = visitor
        self._outcomes: list[Outcome] = []
        self._matrix: Matrix | None = None
        self._hides_equal = False
        # What is shown above all, see `_show_status`.
        self._status = "", "", ""

    def compose(self) -> ComposeResult:
        """The verdict, the table, and both values of the selected row."""
        yield Static(id="sides-words")
        with Pane(id="verdict-pane"), VerticalScroll(can_focus=True):
            yield Static(id="verdict", expand=True)
        with Pane(id="matrix-pane"):
            yield MatrixView()
            yield Static(id="readings")
        yield ValuePair("sides-pair")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Sends."""
        self.query_one("#matrix-pane", Pane).title(_TITLE)
        self.watch(self._table, "scroll_x", self._write_title, init=False)
        self.query_one("#verdict-pane", Pane).title("Verdict")
        follow_theme(self, self._show_again)
        self.action_send()

    def _show_again(self) -> None:
        self._write_status()
        if self._outcomes:
            self._show()

    def action_send(self) -> None:
        """Sends the event to all of them."""
        names = ", ".join(profile.name for profile in self._profiles)
        self._show_status(f"Sending to {names} as {self._visitor} …")
        self._send()

    @work(group="send", exclusive=True)
    async def _send(self) -> None:
        sessions = [self._workspace.sessions.get(profile, self._visitor) for profile in self._profiles]
        self._outcomes = await send_to_all(sessions, self._draft)
        self._show()

    @property
    def _exchanges(self) -> list[Exchange]:
        return [outcome for outcome in self._outcomes if isinstance(outcome, Exchange)]

    def _show_status(self, words: str, visitor: str = "", at: str = "") -> None:
        self._status = words, visitor, at
        self._write_status()

    def _write_status(self) -> None:
        """The line above all: what was sent, as whom, and when, in as many words as fit."""
        words, visitor, at = self._status
        palette = colors(self.app)
        line = Text.assemble((" side by side  ", palette.name), (visible(words), palette.strong), no_wrap=True)
        line.append(f"  {visible(visitor)}" if visitor else "", palette.number)
        room = self.size.width - line.cell_len
        rests = (f"  each datastream sent once, {at}", f"  sent {at}") if at else ()
        line.append(next((each for each in rests if len(each) <= room), ""), palette.dim)
        self.query_one("#sides-words", Static).update(line)

    def _show(self) -> None:
        exchanges = self._exchanges
        errors = [
            f"{profile.name}: {outcome}"
            for profile, outcome in zip(self._profiles, self._outcomes, strict=False)
            if isinstance(outcome, SetupError)
        ]
        if len(exchanges) < 2:
            self._matrix = None
            self._write_verdict([Sentence(each) for each in (*errors, "At least two responses are needed to compare.")])
            self._show_status("Nothing to compare.")
            return
        names = [exchange.profile_name for exchange in exchanges]
        self._matrix = build_matrix(names, exchanges, self._workspace.ignored_paths.all())
        self._fill()
        self._write_verdict([*map(Sentence, errors), *self._matrix.verdict], self._matrix.summary)
        template = self._draft.template
        title = self._workspace.templates.title_of(template) if template else ""
        what = title or exchanges[0].event_type or str(self._draft.action)
        at = exchanges[0].sent_at.astimezone()
        self._show_status(what, f"as {self._visitor}", f"{at:%H:%M:%S}")

    def _fill(self) -> None:
        if self._matrix is None:
            return
        self._table.fill(self._matrix, self._exchanges, self._profiles, colors(self.app), hides_equal=self._hides_equal)
        rows = self._matrix.rows
        count = sum(row.matters for row in rows)
        pane = self.query_one("#matrix-pane", Pane)
        pane.subtitle(f"{count} of {counted(len(rows), 'row')} differ", stays=True)
        key, words = ("only", "shows equal rows") if self._hides_equal else ("next", "next difference")
        has_use = self._hides_equal or count
        pane.hint(*[(key_by_id(self.app, f"side-by-side.{key}", (type(self),)), words)] if has_use else [])
        self._write_title()
        self._show_pair()

    def _write_title(self) -> None:
        """Says how many datastreams are out of sight, and to which side."""
        count = len(self._matrix.names) if self._matrix else 0
        left, right = self._table.hidden(count)
        more = [f"← {left} more"] * (left > 0) + [f"{right} more →"] * (right > 0)
        self.query_one("#matrix-pane", Pane).title(" · ".join([_TITLE, *more]))

    def on_resize(self, event: events.Resize) -> None:
        """Fits the columns to the new width."""
        del event
        self._write_status()
        self.call_after_refresh(self._fill)

    def _write_verdict(self, sentences: list[Sentence], summary: str = "") -> None:
        palette = colors(self.app)
        signs = {Kind.DIFFERENCE: palette.warning, Kind.SAME: palette.good, Kind.NOTE: palette.dim}
        # A sentence's further lines are below its words, not below its sign.
        lines = Table.grid(padding=(0, 1, 0, 0))
        for sentence in sentences:
            lines.add_row(Text(str(sentence.kind), signs[sentence.kind]), self._sentence(sentence))
        parts = [lines, Text(visible(summary), palette.dim)] if summary else [lines]
        self.query_one("#verdict", Static).update(Group(*parts))

    def _sentence(self, sentence: Sentence) -> Text:
        """A sentence with the names of the datastreams and of the rows it is about standing out."""
        palette = colors(self.app)
        text = Text(visible(sentence.text), palette.plain)
        names = [profile.name for profile in self._profiles]
        for words, style in ((sentence.subjects, palette.name), (names, palette.strong)):
            for each in map(visible, words):
                text.highlight_regex(rf"(?<!\w){re.escape(each)}(?!\w)(?![^“]*”)", style)
        return text

    @property
    def _table(self) -> MatrixView:
        return self.query_one(MatrixView)

    @property
    def _column(self) -> int:
        """The number of the chosen response; the baseline is compared with the one beside it."""
        return max(self._table.chosen, 1)

    @on(MatrixView.Chosen)
    def _show_pair(self) -> None:
        """Shows both values of the selected row."""
        if (row := self._table.row) is not None and self._matrix is not None:
            titles, values = self._pair(row)
            self.query_one(ValuePair).show(titles, values, start=self._start(row))
            self._show_readings(row)

    def _show_readings(self, row: Row) -> None:
        """Shows what the two cells say, each on a line, for a terminal too low for both values."""
        assert self._matrix is not None
        sides = [(self._matrix.names[each], row.cells[each]) for each in (0, min(self._column, len(row.cells) - 1))]
        shown = self.query_one("#readings", Static)
        shown.update(readings(sides, colors(self.app), shown.content_size.width), layout=False)

    def _pair(self, row: Row) -> tuple[tuple[str, str], tuple[object, object]]:
        assert self._matrix is not None
        names, column = self._matrix.names, min(self._column, len(row.cells) - 1)
        titles = f"{names[0]} · {row.label}", f"{names[column]} · {row.label}"
        return titles, (row.cells[0].value, row.cells[column].value)

    def _start(self, row: Row) -> Pointers | None:
        """Where the first difference is that isn't ignored."""
        found = row.cells[min(self._column, len(row.cells) - 1)].differences
        return next(((each.left_pointer, each.right_pointer) for part in found for each in part.walk()), None)

    @on(MatrixView.Opened)
    def action_open(self) -> None:
        """Shows both values of the selected row on the whole screen."""
        if (row := self._table.row) is not None:
            titles, values = self._pair(row)
            self.app.push_screen(BothValues(titles, values, start=self._start(row)))

    def action_show(self) -> None:
        """Returns the exchange of the selected column."""
        exchanges = self._exchanges
        close(self, exchanges[min(self._table.chosen, len(exchanges) - 1)] if exchanges else None)

    def action_leave(self) -> None:
        """Goes back."""
        self.workers.cancel_group(self, "send")
        close(self)

    def action_compare(self) -> None:
        """Opens the comparison of the baseline with the selected column."""
        from edge_tui.tui.compare.screen import Compare

        exchanges = self._exchanges
        if len(exchanges) > 1:
            self.app.push_screen(Compare(self._workspace, exchanges[0], exchanges[self._column]))
        else:
            self.notify("At least two responses are needed to compare.")

    def action_step(self, step: int) -> None:
        """Goes to the next or the previous row with a difference."""
        if not self._table.step(step):
            self.notify(f"No other difference {'below' if step > 0 else 'above'}.")

    def action_only(self) -> None:
        """Hides the rows that are the same everywhere, or shows them again."""
        self._hides_equal = not self._hides_equal
        self._fill()

    def action_copy(self) -> None:
        """Copies the verdict and the rows as a Markdown table."""
        if self._matrix is None:
            self.notify("At least two responses are needed for a table.")
            return
        self.app.copy_to_clipboard(markdown(self._matrix))
        self.notify("Copied the verdict and the table as Markdown.", timeout=2)

    def action_volatile(self) -> None:
        """Opens the list of ignored paths, then compares again."""
        from edge_tui.tui.compare.ignored_paths import edit_ignored_paths

        edit_ignored_paths(self, self._workspace, self._show)
