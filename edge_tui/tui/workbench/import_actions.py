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
    from edge_tui.formats import Imported, Reading


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

        reading = await asyncio.to_thread(read, text)
        found = reading.requests
        is_body = bool(found) and not found[0].name and found[0].request is None and isinstance(parse(text), dict)
        if not found or is_body:
            self._editor.paste_text(text)
        else:
            await self._pick(reading)

    async def ask(self) -> None:
        """Asks for a text and imports it."""
        from edge_tui.tui.imports.form import ImportForm

        if found := await self._dialogs.open(ImportForm()):
            await self._pick(found)

    async def _pick(self, reading: "Reading") -> None:
        """Asks which request becomes the draft; a recording may also go to history as a whole."""
        from edge_tui.formats import Reading
        from edge_tui.tui.imports.picker import PickImport

        is_alone = len(reading.requests) == 1 and reading.recording is None
        picked = reading.requests[0] if is_alone else await self._dialogs.open(PickImport(reading))
        if isinstance(picked, Reading):
            await self._keep(picked)
        elif picked is not None and not picked.draft.text:
            self._dialogs.notify(
                "The body of this request was not recorded, so there is no event to open. Add it to history instead.",
                severity="warning",
            )
        elif picked is not None:
            await self._import(picked, reading.notes)

    async def _keep(self, reading: "Reading") -> None:
        """Adds every request of a reading to history."""
        origin = origin_of_text("a pasted recording", "\n".join(each.draft.text for each in reading.requests))
        try:
            added = await asyncio.to_thread(self._state.workspace.imports.add, reading, origin)
        except StorageError as error:
            self._dialogs.show_error(error)
            return
        self._state.history_changed.happened()
        self._dialogs.notify(added.sentence())

    async def _import(self, imported: "Imported", notes: tuple[str, ...]) -> None:
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
        question = Confirmation("Import this request?", summary(imported, profile, notes), choices | {"back": "Cancel"})
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
