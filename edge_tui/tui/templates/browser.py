"""Searches and previews the templates."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from edge_tui.model.errors import SetupError
from edge_tui.model.template import Origin, Template, TemplateEntry
from edge_tui.model.text import visible, without_marks
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.dialogs.menu import Menu
from edge_tui.tui.dialogs.prompt import Prompt
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.templates.groups import heading, title_of
from edge_tui.tui.templates.matching import matching
from edge_tui.tui.templates.save_form import slug
from edge_tui.tui.textview.json_text import json_passage
from edge_tui.tui.textview.long_text import written
from edge_tui.tui.textview.text_view import TextView
from edge_tui.tui.themes import Colors, colors

if TYPE_CHECKING:
    from edge_tui.workspace import Workspace

_ORIGINS = {Origin.SHIPPED: "built-in", Origin.USER: "yours", Origin.PROJECT: "this project's"}
# Of more, the search finds the others.
_MAX_SHOWN = 500
_GAP = 2
_KEYS = "enter load · ^d duplicate · ^e rename · ^k delete · esc cancel"


class TemplateBrowser(Menu[TemplateEntry | None]):
    """Returns the template to load."""

    CSS_PATH = "browser.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (76, "-wide")]
    BINDINGS = [
        Binding("escape", "give_up", "Cancel"),
        Binding("down", "move(1)", "Next", show=False, priority=True),
        Binding("up", "move(-1)", "Previous", show=False, priority=True),
        Binding(
            "ctrl+d",
            "duplicate",
            "Duplicate",
            priority=True,
            id="browser.duplicate",
            tooltip="Copy the template under another name",
        ),
        Binding(
            "ctrl+e", "rename", "Rename", priority=True, id="browser.rename", tooltip="Rename one of your templates"
        ),
        Binding(
            "ctrl+k", "delete", "Delete", priority=True, id="browser.delete", tooltip="Delete one of your templates"
        ),
    ]

    def __init__(self, workspace: "Workspace") -> None:
        super().__init__()
        self._templates = workspace.templates
        self._found: list[TemplateEntry] = []

    def compose(self) -> ComposeResult:
        """The search text, the list, and a preview of the selected template."""
        with DialogBox(id="browser") as box:
            box.border_title = "Templates"
            box.name_keys(_KEYS)
            yield Input(placeholder="Search templates", compact=True)
            with Horizontal():
                yield OptionList(compact=True, id="browser-list")
                yield TextView("browser-preview", can_focus=False, waits=True)

    def on_mount(self) -> None:
        """Lists all templates."""
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self._list()

    def on_input_changed(self) -> None:
        """Searches again."""
        self._list()

    def _list(self, name: str | None = None) -> None:
        wanted, palette = self.query_one(Input).value.strip(), colors(self.app)
        self._found = matching(self._templates.entries(), wanted)[:_MAX_SHOWN]
        options = self.query_one(OptionList)
        width = options.scrollable_content_region.width
        options.set_options([Option(_line(template, palette, width, self._rows)) for template in self._found])
        names = [template.name for template in self._found]
        options.highlighted = names.index(name) if name in names else 0 if names else None
        self._preview()

    def _rows(self, title: str, width: int) -> list[str]:
        return [line.plain.rstrip() for line in Text(title).wrap(self.app.console, width)]

    def on_resize(self) -> None:
        """Wraps titles to the new width."""
        self.call_after_refresh(self._wrap)

    def _wrap(self) -> None:
        # A key typed ahead may have closed the browser meanwhile.
        if not self.query(OptionList):
            return
        if self._found:
            current = self._current
            self._list(current.name if current else None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Previews the selected template."""
        event.stop()
        self._preview()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click loads."""
        event.stop()
        close(self, self._found[event.option_index])

    def on_input_submitted(self) -> None:
        """Enter loads."""
        if template := self._current:
            close(self, template)

    @property
    def _current(self) -> TemplateEntry | None:
        index = self.query_one(OptionList).highlighted
        return self._found[index] if index is not None and index < len(self._found) else None

    def _current_with_body(self) -> Template | None:
        return self._templates.find(self._current.name) if self._current else None

    def _preview(self) -> None:
        palette, template = colors(self.app), self._current
        if template is None:
            passages = [written(Text("No matching templates. Delete letters to see more.", palette.dim))]
        else:
            head = Text.assemble(
                (visible(template.title), palette.strong),
                (f"  {template.name}.json · {_ORIGINS[template.origin]} · {template.action}\n", palette.dim),
                (visible(without_marks(template.summary)) + "\n\n", palette.plain),
            )
            whole = self._templates.find(template.name)
            passages = [written(head), *([json_passage(whole.body)] if whole else [])]
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
        if (template := self._current_with_body()) is None:
            return
        title = await self._ask_title("Duplicate template", f"{template.title} copy")
        if title is None:
            return
        origin = Origin.PROJECT if template.origin is Origin.PROJECT else Origin.USER
        copy = replace(template, name=slug(title), title=title, origin=origin)
        self._run_and_reload(lambda: self._templates.save(copy, overwrite=False), copy.name)

    @work
    async def action_rename(self) -> None:
        """Renames one of the user's templates, with its file."""
        if (template := self._current_with_body()) is None:
            return
        if template.origin is Origin.SHIPPED:
            self.notify("Built-in templates can't be renamed. Press ctrl+d to duplicate it.")
            return
        title = await self._ask_title("Rename template", template.title)
        if title is None:
            return
        name = slug(title)

        def rename() -> None:
            if name != template.name:
                self._templates.rename(template.name, name)
            self._templates.save(replace(template, name=name, title=title), overwrite=True)

        self._run_and_reload(rename, name)

    async def _ask_title(self, heading: str, value: str) -> str | None:
        def validate(title: str) -> str:
            return "" if slug(title) else "Enter a title with letters or digits: the file is named after it."

        title = await self.app.push_screen_wait(Prompt(heading, value, validate=validate))
        return title.strip() if title else None

    @work
    async def action_delete(self) -> None:
        """Deletes one of the user's templates, after asking."""
        if (template := self._current) is None:
            return
        words = f"{template.title} ({template.name}.json, {_ORIGINS[template.origin]})"
        question = Question("Delete template?", words, {"back": "Cancel", "delete": "Delete template"})
        if await self.app.push_screen_wait(question) == "delete":
            self._run_and_reload(lambda: self._templates.delete(template.name), None)

    def _run_and_reload(self, change: Callable[[], None], name: str | None) -> None:
        try:
            change()
        except SetupError as error:
            self.notify(f"{error.what}\n{error.how}".strip(), severity="error", markup=False)
        self._list(name)

    def action_give_up(self) -> None:
        """Cancels."""
        close(self)


def _line(template: TemplateEntry, palette: Colors, width: int, rows: Callable[[str, int], list[str]]) -> Text:
    """A title in as many rows as it takes, and its group where that fits at the end of the last one."""
    title = title_of(template)
    lines = rows(title, width) if width else [title]
    group = heading(template.group)
    text = Text("\n".join(lines), palette.plain)
    if not width or cell_len(lines[-1]) + cell_len(group) + _GAP <= width:
        text.append("  " + group, palette.dim)
    return text
