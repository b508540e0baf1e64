"""The sheet of the rules that change what passes while a site is recorded."""

from collections.abc import Mapping

from rich.text import Text
from textual import work
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from edge_tui.model.errors import SetupError
from edge_tui.model.origin import SentTo
from edge_tui.model.text import visible
from edge_tui.rewriting.rules import Rule
from edge_tui.tui.capture.rule_actions import RuleActions
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.editor import external_editor
from edge_tui.tui.themes import Colors, colors
from edge_tui.tui.widgets.checkboxes import OFF, ON
from edge_tui.workspace.live_rewriting import FILE_NAME, LiveRewriting

_NONE = "No rule changes what passes. Press a to add one."
_KEYS = "enter edit · space on/off · a add · del remove · f4 $EDITOR · esc close"
_UNCHANGED = "The rules are unchanged."


class RulesSheet(ModalScreen[None]):
    """Lists the rules and changes them at once. `own` is where the site itself sends, `environ` names the editor."""

    CSS_PATH = "rules_sheet.tcss"
    AUTO_FOCUS = "#rules-list"
    BINDINGS = [
        Binding("escape", "leave", "Close"),
        Binding("space", "switch", "Switch", tooltip="Switch the rule on or off", priority=True),
        Binding("a", "add", "Add", tooltip="Add a rule"),
        Binding("delete,backspace", "remove", "Delete", tooltip="Remove the rule"),
        Binding("f4", "edit_file", "$EDITOR", tooltip="Edit all rules in $VISUAL / $EDITOR"),
        Binding("j", "move(1)", "Down", show=False),
        Binding("k", "move(-1)", "Up", show=False),
    ]

    def __init__(self, rewriting: LiveRewriting, own: tuple[SentTo, ...], environ: Mapping[str, str]) -> None:
        super().__init__()
        self._environ = environ
        self._dialogs = ScreenDialogs(self)
        self.actions = RuleActions(rewriting, self._dialogs, own, self._edit_text)

    def compose(self) -> ComposeResult:
        """The rules, and where calls land under them."""
        with DialogBox(id="rules-sheet") as box:
            box.border_title = "Rules"
            box.name_keys(_KEYS)
            yield OptionList(id="rules-list", compact=True)
            yield Static(id="rules-landing", markup=False)

    def on_mount(self) -> None:
        """Shows the rules there are."""
        self._write()

    def _write(self) -> None:
        palette, rules = colors(self.app), self.actions.rules
        listed = self.query_one("#rules-list", OptionList)
        chosen = listed.highlighted or 0
        listed.clear_options()
        if not rules:
            listed.add_option(Option(Text(_NONE, palette.dim), disabled=True))
        else:
            listed.add_options([Option(_line(rule, palette)) for rule in rules])
            listed.highlighted = min(chosen, len(rules) - 1)
        try:
            landing = self.actions.landing
        except SetupError as error:
            self._dialogs.show_error(error)
            return
        style = palette.error if landing.leads_to_production else palette.plain
        self.query_one("#rules-landing", Static).update(Text(visible(landing.words), style))

    @property
    def _index(self) -> int | None:
        """The rule under the cursor."""
        return self.query_one("#rules-list", OptionList).highlighted if self.actions.rules else None

    @work
    async def action_switch(self) -> None:
        """Switches the rule under the cursor on or off."""
        if (index := self._index) is not None:
            await self.actions.switch(index)
            self._write()

    @work
    async def action_edit(self) -> None:
        """Edits the rule under the cursor."""
        if (index := self._index) is not None:
            await self.actions.edit(index)
            self._write()

    @work
    async def action_add(self) -> None:
        """Adds a rule."""
        await self.actions.add()
        self._write()

    @work
    async def action_remove(self) -> None:
        """Removes the rule under the cursor."""
        if (index := self._index) is not None:
            await self.actions.remove(index)
            self._write()

    @work
    async def action_edit_file(self) -> None:
        """Edits all rules as a file."""
        await self.actions.edit_file()
        self._write()

    def action_move(self, step: int) -> None:
        """Moves the cursor."""
        listed = self.query_one("#rules-list", OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on a rule, or enter, edits it."""
        event.stop()
        self.action_edit()

    def action_leave(self) -> None:
        """Closes the sheet: every change counts already."""
        close(self)

    def _edit_text(self, text: str) -> str | None:
        """Opens a text in the user's editor."""
        try:
            command = external_editor.command(self._environ)
            with self.app.suspend():
                return external_editor.edit(text, command, FILE_NAME, _UNCHANGED)
        except SuspendNotSupported:
            self._dialogs.notify("This terminal can't be handed to another program.", severity="warning")
        except SetupError as error:
            self._dialogs.show_error(error)
        return None


def _line(rule: Rule, palette: Colors) -> Text:
    box, style = (ON, palette.error) if rule.enabled else (OFF, palette.dim)
    name, _, what = rule.sentence().partition(": ")
    return Text.assemble(
        (f"{box} ", style),
        (name, palette.strong if rule.enabled else palette.dim),
        (f"  {what}", palette.plain if rule.enabled else palette.dim),
    )
