"""A text from elsewhere that becomes a draft, a profile or a visitor."""

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from edge_tui.model.document import parse
from edge_tui.model.errors import StorageError
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
    """Takes in requests from elsewhere."""

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
        """Makes a draft of a pasted request; a text that is none, or is JSON, is simply pasted."""
        from edge_tui.formats import read

        found = await asyncio.to_thread(read, text)
        is_body = bool(found) and found[0].request is None and isinstance(parse(text), dict)
        if not found or is_body:
            self._editor.paste_text(text)
        else:
            await self._pick(found)

    async def ask(self) -> None:
        """Asks for a text and makes a draft of it."""
        from edge_tui.tui.imports.form import ImportForm

        if found := await self._dialogs.open(ImportForm()):
            await self._pick(found)

    async def _pick(self, found: "tuple[Imported, ...]") -> None:
        from edge_tui.tui.imports.picker import PickImport

        picked = found[0] if len(found) == 1 else await self._dialogs.open(PickImport(found))
        if picked is not None:
            await self._take(picked)

    async def _take(self, imported: "Imported") -> None:
        """Puts the event of a request into the editor, and offers what else it says."""
        from edge_tui.tui.imports.summary import profile_of, summary, tells_a_profile

        profile = self._state.profile.value
        theirs, ours = imported.profile.api_version, imported.draft.action.version(profile)
        answers = {"take": "Take it"}
        if theirs and theirs is not ours:
            answers = {"take": f"Take as {ours}", "keep": f"Keep {theirs}"}
        if tells_a_profile(imported.profile, profile):
            answers["profile"] = "+ profile"
        if imported.entries:
            answers["visitor"] = "+ visitor"
        question = Confirmation("A request was pasted", summary(imported, profile), answers | {"back": "Back"})
        answer = await self._dialogs.confirm(question)
        if answer not in answers:
            return
        if answer == "visitor":
            self._take_visitor(imported)
        if answer == "profile":
            await self._profiles.edit(None, profile_of(imported), imported.secrets.get("access_token", ""))
        origin = origin_of_text("a request that was pasted", imported.draft.text)
        await self._drafts.load(replace(imported.draft, origin=origin), as_it_is=answer == "keep")

    def _take_visitor(self, imported: "Imported") -> None:
        """Goes on as a new visitor, who keeps what the request carried."""
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
