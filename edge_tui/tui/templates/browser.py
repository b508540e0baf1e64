"""Every template, found by a few letters and looked at before it is loaded."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.fuzzy import Matcher
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from edge_tui.model.errors import SetupError
from edge_tui.model.template import Origin, Template
from edge_tui.model.text import visible
from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.templates.save_form import slug
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import Colours, colours

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_WHOSE = {Origin.SHIPPED: "ships with edge-tui", Origin.USER: "your own", Origin.PROJECT: "of this project"}


class TemplateBrowser(ModalScreen[Template | None]):
    """Ends with the template that is to be loaded."""

    CSS_PATH = "browser.tcss"
    BINDINGS = [
        Binding("escape", "give_up", "Back"),
        Binding("down", "move(1)", "Next", show=False, priority=True),
        Binding("up", "move(-1)", "Previous", show=False, priority=True),
        Binding("f5", "duplicate", "Duplicate", priority=True, id="browser.duplicate"),
        Binding("f6", "rename", "Rename", priority=True, id="browser.rename"),
        Binding("f8", "delete", "Delete", priority=True, id="browser.delete"),
    ]

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__()
        self._templates = workspace.templates
        self._found: list[Template] = []

    def compose(self) -> ComposeResult:
        """What to look for, what was found, and the one under the cursor."""
        with Vertical(id="browser") as box:
            box.border_title = "Templates"
            box.border_subtitle = "enter loads · f5 duplicates · f6 renames · f8 deletes · escape goes back"
            yield Input(placeholder="a few letters of title, group or purpose", compact=True)
            with Horizontal():
                yield OptionList(compact=True, id="browser-list")
                yield TextView("browser-preview", can_focus=False, waits=True)

    def on_mount(self) -> None:
        """Lists all of them."""
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._list()

    def on_input_changed(self) -> None:
        """Finds anew."""
        self._list()

    def _list(self, name: str | None = None) -> None:
        wanted, palette = self.query_one(Input).value.strip(), colours(self.app)
        self._found = _matching(self._templates.all(), wanted)
        options = self.query_one(OptionList)
        options.set_options([Option(_line(template, palette)) for template in self._found])
        names = [template.name for template in self._found]
        options.highlighted = names.index(name) if name in names else 0 if names else None
        self._preview()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Shows the one under the cursor."""
        event.stop()
        self._preview()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click loads."""
        event.stop()
        self.dismiss(self._found[event.option_index])

    def on_input_submitted(self) -> None:
        """Enter loads."""
        if template := self._current:
            self.dismiss(template)

    @property
    def _current(self) -> Template | None:
        index = self.query_one(OptionList).highlighted
        return self._found[index] if index is not None and index < len(self._found) else None

    def _preview(self) -> None:
        palette, template = colours(self.app), self._current
        if template is None:
            passages = [written(Text("No template has these letters in it.", palette.dim))]
        else:
            head = Text.assemble(
                (visible(template.title), palette.strong),
                (f"  {template.name}.json · {_WHOSE[template.origin]} · {template.action}\n", palette.dim),
                (visible(template.summary) + "\n\n", palette.plain),
            )
            passages = [written(head), json_passage(template.body)]
        self.query_one(TextView).show(passages)

    def action_move(self, step: int) -> None:
        """Moves in the list while the focus stays in the search."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @work
    async def action_duplicate(self) -> None:
        """Saves a copy under another title."""
        if (template := self._current) is None:
            return
        title = await self._asked("Duplicate as", f"{template.title} copy")
        if title is None:
            return
        origin = Origin.PROJECT if template.origin is Origin.PROJECT else Origin.USER
        copy = replace(template, name=slug(title), title=title, origin=origin)
        self._do(lambda: self._templates.save(copy, overwrite=False), copy.name)

    @work
    async def action_rename(self) -> None:
        """Gives a template of one's own another title, and its file another name."""
        if (template := self._current) is None:
            return
        if template.origin is Origin.SHIPPED:
            self.notify("A shipped template keeps its name; F5 makes a copy that is yours.")
            return
        title = await self._asked("Rename to", template.title)
        if title is None:
            return
        name = slug(title)

        def rename() -> None:
            if name != template.name:
                self._templates.rename(template.name, name)
            self._templates.save(replace(template, name=name, title=title), overwrite=True)

        self._do(rename, name)

    async def _asked(self, words: str, value: str) -> str | None:
        def validate(title: str) -> str:
            return "" if slug(title) else "The file is named after it: letters or digits are needed."

        title = await self.app.push_screen_wait(Prompt(words, value, validate=validate))
        return title.strip() if title else None

    @work
    async def action_delete(self) -> None:
        """Deletes a template of one's own, after asking."""
        if (template := self._current) is None:
            return
        words = f"{template.title} ({template.name}.json, {_WHOSE[template.origin]})"
        question = Question("Delete the template?", words, {"back": "Keep", "delete": "Delete"})
        if await self.app.push_screen_wait(question) == "delete":
            self._do(lambda: self._templates.delete(template.name), None)

    def _do(self, change: Callable[[], None], name: str | None) -> None:
        try:
            change()
        except SetupError as error:
            self.notify(f"{error.what}\n{error.how}".strip(), severity="error", markup=False)
        self._list(name)

    def action_give_up(self) -> None:
        """Ends without one."""
        self.dismiss(None)


def _matching(templates: tuple[Template, ...], wanted: str) -> list[Template]:
    """The templates that have the letters in them, best first; all of them in their order for none."""
    if not wanted:
        return list(templates)
    matcher = Matcher(wanted)
    scores = [(_score(matcher, template), template) for template in templates]
    hits = [pair for pair in scores if pair[0] > 0]
    return [template for _, template in sorted(hits, key=lambda pair: -pair[0])]


def _score(matcher: Matcher, template: Template) -> float:
    """The title counts most, then the name and group, then what it is for."""
    title = matcher.match(template.title)
    return max(title * 2, matcher.match(f"{template.group} {template.name}"), matcher.match(template.summary) * 0.3)


def _line(template: Template, palette: Colours) -> Text:
    mark = {Origin.USER: " ✎", Origin.PROJECT: " ⌂"}.get(template.origin, "")
    return Text.assemble((visible(template.title), palette.plain), (f"  {visible(template.group)}{mark}", palette.dim))
