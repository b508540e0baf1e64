"""Visitors created, cloned, renamed and deleted, and a browser's cookies imported into one."""

from collections.abc import Mapping
from itertools import count

from edge_tui.formats.visitor_cookies import import_cookies
from edge_tui.model.errors import SetupError
from edge_tui.model.visitor import DEFAULT_VISITOR, Visitor
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.dialogs.fields import Field, Fields
from edge_tui.tui.visitors.changes import VisitorChanges, VisitorListing
from edge_tui.workspace import Workspace

_WHAT_TO_PASTE = """\
Paste one of these:
  document.cookie of a page's console
  a Cookie: or Set-Cookie: header
  a curl command, or a HAR file"""


class VisitorActions:
    """Manages visitors."""

    def __init__(
        self, workspace: Workspace, dialogs: Dialogs, listing: VisitorListing, changes: VisitorChanges
    ) -> None:
        self._workspace = workspace
        self._visitors = workspace.visitors
        self._dialogs = dialogs
        self._listing = listing
        self._changes = changes

    async def create(self) -> None:
        """Adds a visitor without any state."""
        name = await self._ask_name("New visitor", "", "Add")
        if name is not None:
            self._changes.run_and_reload(lambda: self._visitors.add(Visitor(name)), name)

    async def clone(self) -> None:
        """Copies the visitor under the cursor, with all its state."""
        visitor = self._listing.under_cursor
        if visitor and (name := await self._ask_name(f"Clone {visitor.name}", f"{visitor.name}-2", "Clone")):
            self._changes.run_and_reload(lambda: self._visitors.clone(visitor.name, name), name)

    async def rename(self) -> None:
        """Gives the visitor under the cursor another name."""
        visitor = self._listing.under_cursor
        if visitor and (name := await self._ask_name(f"Rename {visitor.name}", visitor.name, "Rename")):
            self._changes.run_and_reload(lambda: self._rename(visitor.name, name), name)

    def _rename(self, old: str, new: str) -> None:
        self._visitors.rename(old, new)
        if self._listing.current == old:
            self._listing.current = new

    async def _ask_name(self, title: str, value: str, accept: str) -> str | None:
        fields = [Field("name", "Name", value, "anna")]
        texts = await self._dialogs.open(Fields(title, fields, self._validate_name, accept=accept))
        return texts["name"] if texts else None

    def _validate_name(self, texts: Mapping[str, str]) -> str:
        taken = self._taken_names()
        if not texts["name"]:
            raise SetupError("A visitor needs a name.")
        if texts["name"].casefold() in taken:
            raise SetupError(f"There is already a visitor {texts['name']}.", "Choose another name.")
        return ""

    async def import_cookies(self) -> None:
        """Reads a pasted text into the client state of a new visitor, or of the one under the cursor."""
        from edge_tui.tui.dialogs.text_form import TextForm

        text = await self._dialogs.open(TextForm("Import cookies", "", empty=_WHAT_TO_PASTE))
        if not text or not text.strip():
            return
        new = Visitor(self._free_name())
        found = import_cookies(text, new, self._workspace.clock())
        if not found.kept:
            self._dialogs.notify(found.words(), severity="warning")
            return
        answers = {"new": f"New visitor {new.name}"}
        if (visitor := self._listing.under_cursor) is not None:
            answers["add"] = f"Add to {visitor.name}"
        chosen = await self._dialogs.confirm(
            Confirmation("Import cookies?", found.words(), {**answers, "back": "Cancel"})
        )
        if chosen == "new":
            self._changes.run_and_reload(lambda: self._visitors.add(found.visitor), new.name)
        elif chosen == "add":
            self._changes.change(lambda kept: import_cookies(text, kept, self._workspace.clock()).visitor)

    def _taken_names(self) -> set[str]:
        """The names of all visitors; the current one may not be stored yet."""
        return {name.casefold() for name in (*self._listing.names, self._listing.current)}

    def _free_name(self) -> str:
        names = (f"visitor-{number}" for number in count(2))
        return self._workspace.new_visitor_name(names, self._listing.current)

    async def delete(self, visitor: Visitor) -> None:
        """Deletes a visitor after asking."""
        words = f"{visitor.name} with its client state, identities and variables. Its past exchanges stay in history."
        answers = {"back": "Keep", "delete": "Delete"}
        question = Confirmation("Delete the visitor?", words, answers, destructive=True)
        if await self._dialogs.confirm(question) != "delete":
            return
        current = self._listing.current
        select = DEFAULT_VISITOR if visitor.name == current else current
        self._changes.run_and_reload(lambda: self._delete(visitor.name), select)

    def _delete(self, name: str) -> None:
        self._visitors.delete(name)
        if self._listing.current == name:
            self._listing.current = DEFAULT_VISITOR
