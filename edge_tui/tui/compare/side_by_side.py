"""One event sent to several datastreams: a matrix of their responses, and a verdict in words."""

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import DataTable, Static

from edge_tui.compare.difference_tree import difference_tree
from edge_tui.compare.side_by_side import Cell, Mark, Matrix, Row, Sentence, build_matrix
from edge_tui.model.errors import SetupError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.node import ABSENT, Node
from edge_tui.model.profile import Profile
from edge_tui.model.text import visible
from edge_tui.session.batch import Outcome, send_to_all
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.profiles.profile_list import environment_word
from edge_tui.tui.response.handle_tree import HandleTree
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.key_footer import KeyFooter
from edge_tui.tui.widgets.pane import Pane
from edge_tui.values.opening import children_of
from edge_tui.workspace import Workspace


class SideBySide(Screen[Exchange | None]):
    """Sends the event to every profile at once; the first one is the baseline."""

    CSS_PATH = "side_by_side.tcss"
    AUTO_FOCUS = "DataTable"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        Binding("escape,q", "leave", "Back"),
        Binding("f5,ctrl+r", "send", "Send to all", priority=True, key_display="f5", id="side-by-side.send"),
        Binding(
            "enter",
            "show",
            "Show response",
            tooltip="Show this datastream's response on the workbench",
            id="side-by-side.show",
        ),
        Binding(
            "d",
            "compare",
            "Compare",
            tooltip="All differences from the baseline",
            id="side-by-side.compare",
        ),
        Binding("n", "step(1)", "Next", tooltip="Next difference", id="side-by-side.next"),
        Binding("N", "step(-1)", "Previous", show=False, tooltip="Previous difference", id="side-by-side.previous"),
        Binding("y", "copy", "Copy", tooltip="Copy the verdict and the matrix", id="side-by-side.copy"),
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
        "The same event, sent to several datastreams at once as the same visitor. Every row is a handle or a problem. "
        "Compared with the first column: - is missing, + added, ~ changed, = the same."
    )

    def __init__(self, workspace: Workspace, profiles: list[Profile], draft: Draft, visitor: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._profiles = profiles
        self._draft = draft
        self._visitor = visitor
        self._outcomes: list[Outcome] = []
        self._matrix: Matrix | None = None

    def compose(self) -> ComposeResult:
        """The matrix, the differences in the selected cell, and the verdict."""
        yield Static(id="sides-words")
        with Horizontal(id="sides-columns"):
            with Pane(id="matrix-pane"):
                yield DataTable(id="matrix", cursor_type="cell", zebra_stripes=False)
            with Pane(id="cell-pane"):
                yield Static(id="cell-words")
                yield HandleTree()
        with Pane(id="verdict-pane"), VerticalScroll(can_focus=True):
            yield Static(id="verdict", expand=True)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Sends."""
        self.query_one("#matrix-pane", Pane).title("Side by side")
        self.query_one("#cell-pane", Pane).title("Differences")
        self.query_one("#verdict-pane", Pane).title("Verdict")
        self.query_one(HandleTree).display = False
        self.action_send()

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

    def _show_status(self, words: str) -> None:
        self.query_one("#sides-words", Static).update(Text(f" {visible(words)}", colors(self.app).plain))

    def _show(self) -> None:
        palette = colors(self.app)
        exchanges = [outcome for outcome in self._outcomes if isinstance(outcome, Exchange)]
        errors = [str(outcome) for outcome in self._outcomes if isinstance(outcome, SetupError)]
        if len(exchanges) < 2:
            self._matrix = None
            self._write_verdict([Sentence(each) for each in (*errors, "At least two responses are needed to compare.")])
            self._show_status("Nothing to compare.")
            return
        names = [exchange.profile_name for exchange in exchanges]
        self._matrix = build_matrix(names, exchanges, self._workspace.ignored_paths.all())
        self._fill(self._matrix, palette)
        self._write_verdict([*map(Sentence, errors), *self._matrix.verdict])
        times = " · ".join(
            f"{each.profile_name} {each.response.status if each.response else 'no response'}"
            + (f" in {each.response.timings.elapsed_ms:.0f} ms" if each.response else "")
            for each in exchanges
        )
        self._show_status(times)

    def _fill(self, matrix: Matrix, palette: Colors) -> None:
        table = self.query_one(DataTable)
        kept = table.cursor_coordinate
        table.clear(columns=True)
        table.add_column("", key="label")
        words = {profile.name: environment_word(profile, palette) for profile in self._profiles}
        for index, name in enumerate(matrix.names):
            word, style = words[name]
            heading = Text.assemble((visible(name), palette.strong), (f" {word}", style))
            table.add_column(heading, key=str(index))
        for row in matrix.rows:
            table.add_row(_label(row, palette), *(_cell(cell, palette) for cell in row.cells))
        differing = next((i for i, row in enumerate(matrix.rows) if row.differs), 0)
        column = next(
            (i for i, c in enumerate(matrix.rows[differing].cells) if c.mark not in (Mark.SAME, Mark.NONE)), 0
        )
        is_first = kept.row == 0
        table.move_cursor(row=differing if is_first else kept.row, column=column + 1 if is_first else kept.column)
        count = sum(row.differs for row in matrix.rows)
        self.query_one("#matrix-pane", Pane).subtitle(f"{count} of {len(matrix.rows)} differ")

    def _write_verdict(self, sentences: list[Sentence]) -> None:
        palette = colors(self.app)
        text = Text()
        for sentence in sentences:
            text.append("Δ " if sentence.differs else "✔ ", palette.warning if sentence.differs else palette.good)
            text.append(visible(sentence.text) + "\n", palette.plain)
        self.query_one("#verdict", Static).update(text)

    def on_data_table_cell_highlighted(self, event: DataTable.CellHighlighted) -> None:
        """Shows the differences in the selected cell."""
        event.stop()
        tree, words = self.query_one(HandleTree), self.query_one("#cell-words", Static)
        if self._matrix is None:
            return
        row, column = event.coordinate
        label, names = self._matrix.rows[row].label, self._matrix.names
        cell = self._matrix.rows[row].cells[max(column - 1, 0)]
        self.query_one("#cell-pane", Pane).title(f"{label} · {names[max(column - 1, 0)]}")
        notes = {
            Mark.MISSING: f"Missing here. {names[0]} has:",
            Mark.ADDED: f"Only here, not in {names[0]}.",
            Mark.CHANGED: "" if cell.differences else f"Different in {names[0]}.",
            Mark.NONE: "In neither.",
        }
        otherwise = "Baseline." if column < 2 else f"Same as {names[0]}."
        words.update(Text(notes.get(cell.mark, otherwise), colors(self.app).dim))
        if cell.differences:
            tree.show(difference_tree(cell.differences, names[0], names[column - 1]))
        elif cell.value is not ABSENT:
            opened = children_of(cell.value, None, self._workspace.clock())
            tree.show(Node(label, branches=lambda: opened))
        tree.display = bool(cell.differences) or cell.value is not ABSENT

    def _exchange(self) -> Exchange | None:
        column = self.query_one(DataTable).cursor_column
        exchanges = [outcome for outcome in self._outcomes if isinstance(outcome, Exchange)]
        return exchanges[max(column - 1, 0)] if exchanges else None

    def on_data_table_cell_selected(self, event: DataTable.CellSelected) -> None:
        """Enter shows the column's response."""
        event.stop()
        self.action_show()

    def action_show(self) -> None:
        """Returns the exchange of the selected column."""
        close(self, self._exchange())

    def action_leave(self) -> None:
        """Goes back."""
        self.workers.cancel_group(self, "send")
        close(self)

    def action_compare(self) -> None:
        """Opens the comparison of the baseline with the selected column."""
        from edge_tui.tui.compare.screen import Compare

        exchanges = [outcome for outcome in self._outcomes if isinstance(outcome, Exchange)]
        if len(exchanges) < 2:
            return
        column = max(self.query_one(DataTable).cursor_column - 1, 1)
        self.app.push_screen(Compare(self._workspace, exchanges[0], exchanges[column]))

    def action_step(self, step: int) -> None:
        """Goes to the next or the previous row with a difference."""
        if self._matrix is None:
            return
        table = self.query_one(DataTable)
        places = [index for index, row in enumerate(self._matrix.rows) if row.differs]
        ahead = [each for each in places if (each > table.cursor_row if step > 0 else each < table.cursor_row)]
        if ahead:
            table.move_cursor(row=ahead[0] if step > 0 else ahead[-1])

    def action_copy(self) -> None:
        """Copies the verdict and the matrix as text."""
        if self._matrix is None:
            return
        text = self._matrix.text()
        self.app.copy_to_clipboard(text)
        self.notify("Copied the verdict and the matrix.", timeout=2)

    def action_volatile(self) -> None:
        """Opens the list of ignored paths, then compares again."""
        from edge_tui.tui.compare.ignored_paths import edit_ignored_paths

        edit_ignored_paths(self, self._workspace, self._show)


def _label(row: Row, palette: Colors) -> Text:
    style = {"error": palette.error, "warning": palette.warning, "status": palette.dim}.get(row.kind, palette.plain)
    return Text(visible(row.label), style)


def _cell(cell: Cell, palette: Colors) -> Text:
    styles = {Mark.MISSING: palette.error, Mark.ADDED: palette.good, Mark.CHANGED: palette.warning}
    return Text(visible(cell.words), styles.get(cell.mark, palette.dim))
