"""Imports a request as a draft, and on request its profile and visitor."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from edge_tui.model.errors import StorageError
from edge_tui.model.json.document import parse
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.profile_switcher import ProfileSwitcher
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace.permissions import origin_of_text

if TYPE_CHECKING:
    from edge_tui.formats import Imported


class ImportActions:
    """Imports requests from pasted text."""

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        drafts: DraftKeeper,
        profiles: ProfileSwitcher,
    ) -> None:
        self._state = state
        self._editor = editor
        self._dialogs = dialogs
        self._drafts = drafts
        self._profiles = profiles

    async def paste(self, text: str) -> None:
        """Imports a pasted request; plain text and JSON are pasted unchanged."""
        from edge_tui.formats import read

        found = (await asyncio.to_thread(read, text)).with_notes()
        is_body = bool(found) and found[0].request is None and isinstance(parse(text), dict)
        if not found or is_body:
            self._editor.paste_text(text)
        else:
            await self._pick(found)

    async def ask(self) -> None:
        """Asks for a text and imports it."""
        from edge_tui.tui.imports.form import ImportForm

        if found := await self._dialogs.open(ImportForm()):
            await self._pick(found)

    async def _pick(self, found: "tuple[Imported, ...]") -> None:
        from edge_tui.tui.imports.picker import PickImport

        picked = found[0] if len(found) == 1 else await self._dialogs.open(PickImport(found))
        if picked is not None:
            await self._import(picked)

    async def _import(self, imported: "Imported") -> None:
        """Loads the request's event into the editor, and offers to import its profile or visitor."""
        from edge_tui.tui.imports.summary import differs_from_profile, profile_of, summary

        profile = self._state.profile.value
        theirs, ours = imported.profile.api_version, imported.draft.action.version(profile)
        choices = {"take": "Import"}
        if theirs and theirs is not ours:
            choices = {"take": f"Import as {ours}", "keep": f"Keep {theirs}"}
        if differs_from_profile(imported.profile, profile):
            choices["profile"] = "+ profile"
        if imported.entries:
            choices["visitor"] = "+ visitor"
        question = Confirmation("Import this request?", summary(imported, profile), choices | {"back": "Cancel"})
        choice = await self._dialogs.confirm(question)
        if choice not in choices:
            return
        if choice == "visitor":
            self._import_visitor(imported)
        if choice == "profile":
            await self._profiles.edit(None, profile_of(imported), imported.secrets.get("access_token", ""))
        origin = origin_of_text("a pasted request", imported.draft.text)
        await self._drafts.load(replace(imported.draft, origin=origin), as_it_is=choice == "keep")

    def _import_visitor(self, imported: "Imported") -> None:
        """Switches to a new visitor with the request's client state."""
        from edge_tui.formats.visitor_cookies import read_requested

        workspace = self._state.workspace
        taken = workspace.visitors.names()
        name = next(f"imported-{n}" for n in range(1, 10_000) if f"imported-{n}" not in taken)
        found = read_requested((imported,), Visitor(name), workspace.clock())
        try:
            workspace.visitors.add(found.visitor)
        except StorageError as error:
            self._dialogs.show_error(error)
        else:
            self._state.visitor.value = name
