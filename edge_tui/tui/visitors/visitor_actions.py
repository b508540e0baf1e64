"""Visitors made, copied, renamed and deleted, and filled with what a browser kept."""

from collections.abc import Mapping

from textual import work

from edge_tui.formats.visitor_cookies import import_cookies
from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import DEFAULT_VISITOR, Visitor
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.visitors.listing import Listing
from edge_tui.tui.visitors.visitor_list import VisitorList


class Naming(Listing):
    """Whole visitors."""

    def on_visitor_list_chosen(self, event: VisitorList.Chosen) -> None:
        """Sends as this visitor from now on."""
        self.dismiss(event.name)

    async def _ask_name(self, title: str, value: str, accept: str) -> str | None:
        fields = [Field("name", "Name", value, "anna")]
        texts = await self.app.push_screen_wait(Fields(title, fields, self._judge_name, accept=accept))
        return texts["name"] if texts else None

    def _judge_name(self, texts: Mapping[str, str]) -> str:
        taken = {each.name.casefold() for each in self.listed.visitors}
        if not texts["name"]:
            raise SetupError("A visitor needs a name.")
        if texts["name"].casefold() in taken:
            raise SetupError(f"There is already a visitor {texts['name']}.", "Choose another name.")
        return ""

    @work
    async def action_new(self) -> None:
        """Adds a visitor with an empty jar."""
        name = await self._ask_name("New visitor", "", "Add")
        if name is not None:
            self.do(lambda: self.workspace.visitors.add(Visitor(name)), name)

    @work
    async def action_clone(self) -> None:
        """Copies the visitor under the cursor, with all its state."""
        visitor = self.listed.under_cursor
        if visitor and (name := await self._ask_name(f"Clone {visitor.name}", f"{visitor.name}-2", "Clone")):
            self.do(lambda: self.workspace.visitors.clone(visitor.name, name), name)

    @work
    async def action_rename(self) -> None:
        """Gives the visitor under the cursor another name."""
        visitor = self.listed.under_cursor
        if visitor and (name := await self._ask_name(f"Rename {visitor.name}", visitor.name, "Rename")):
            self.do(lambda: self._rename(visitor.name, name), name)

    def _rename(self, old: str, new: str) -> None:
        self.workspace.visitors.rename(old, new)
        if self.current == old:
            self.current = new

    @work
    async def action_import(self) -> None:
        """Reads a pasted text into the jar of the visitor under the cursor."""
        from edge_tui.tui.dialogs.text_form import TextForm

        visitor = self.listed.under_cursor
        if visitor is None:
            return
        title = f"Into the jar of {visitor.name}: document.cookie, a Cookie: header, HAR or curl"
        text = await self.app.push_screen_wait(TextForm(title, ""))
        if not text or not text.strip():
            return
        found = import_cookies(text, visitor, self.workspace.clock())
        if not found.kept:
            self.notify(found.words(), severity="warning", markup=False)
        elif self.change(lambda kept: import_cookies(text, kept, self.workspace.clock()).visitor):
            self.notify(found.words(), markup=False)

    @work
    async def delete_visitor(self, visitor: Visitor) -> None:
        """Deletes a visitor after asking."""
        words = f"{visitor.name} and all that it keeps. Its past exchanges stay in history."
        question = Question("Delete the visitor?", words, {"back": "Keep", "delete": "Delete"}, destructive=True)
        if await self.app.push_screen_wait(question) != "delete":
            return
        self.do(lambda: self._delete(visitor.name), DEFAULT_VISITOR if visitor.name == self.current else self.current)

    def _delete(self, name: str) -> None:
        self.workspace.visitors.delete(name)
        if self.current == name:
            self.current = DEFAULT_VISITOR
