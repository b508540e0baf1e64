"""Carries out what the user chooses for a pasted text."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.request import InteractRequest
from edge_tui.model.visitor import Visitor
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.editor.json_editor import PASTED_MASKED
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.import_undo import ImportUndo
from edge_tui.tui.workbench.pane_layout import Panes
from edge_tui.tui.workbench.profile_switcher import ProfileSwitcher
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace.permissions import origin_of_text

if TYPE_CHECKING:
    from edge_tui.formats import Imported
    from edge_tui.model.exchange import Response
    from edge_tui.tui.imports.offer import Choice
    from edge_tui.tui.imports.pasted import Pasted
    from edge_tui.tui.workbench.history_actions import HistoryActions

InsertText = Callable[[str], object]
_PASTED = "pasted"
_NOTE = "This response was pasted, not received: its request is unknown, and so is its status unless the text has one."


class ImportActions:
    """Recognizes pasted texts, and imports, shows or looks up what is chosen.

    `come_to_front` closes the screens above the workbench; `copy` puts a text on the clipboard.
    """

    def __init__(
        self,
        state: WorkbenchState,
        dialogs: Dialogs,
        panes: Panes,
        *,
        drafts: DraftKeeper,
        profiles: ProfileSwitcher,
        history: "HistoryActions",
        undo: ImportUndo,
        come_to_front: Callable[[], object],
        copy: Callable[[str], object],
    ) -> None:
        self._state = state
        self._dialogs = dialogs
        self._panes = panes
        self._drafts = drafts
        self._profiles = profiles
        self._history = history
        self._undo = undo
        self._come_to_front = come_to_front
        self._copy = copy

    async def paste(
        self, text: str, insert: InsertText | None = None, settle: Callable[[], object] | None = None
    ) -> None:
        """Opens the sheet for a text that is more than text.

        `insert` puts any other text, the JSON of an event, and a text whose sheet is left into the text field
        that has the focus; None when no text field has it. `settle` is called once it is known what becomes of
        the text.
        """
        try:
            await self._paste(text, insert)
        finally:
            if settle is not None:
                settle()

    async def _paste(self, text: str, insert: InsertText | None) -> None:
        from edge_tui.model.credential_text import without_secrets
        from edge_tui.tui.imports.pasted import recognize_pasted

        # In a thread: reading megabytes takes a while, and the keys typed meanwhile go where they belong.
        pasted = await self._dialogs.keys_wait_for(
            asyncio.to_thread(recognize_pasted, text, self._state.workspace.clock())
        )
        if insert is not None and (pasted is None or pasted.is_plain_body):
            insert(await self._masked(text, without_secrets))
        elif pasted is not None:
            await self._offer(pasted, insert)
        elif text.strip():
            self._dialogs.notify(await asyncio.to_thread(_why_nothing, text))

    async def ask(self) -> None:
        """Asks for a text, and opens its sheet."""
        from edge_tui.tui.imports.form import ImportForm

        if pasted := await self._dialogs.open(ImportForm(self._state.workspace.clock)):
            await self._offer(pasted, None)

    async def _offer(self, pasted: "Pasted", insert: InsertText | None) -> None:
        """Opens the sheet, and does what was chosen."""
        from edge_tui.tui.imports.sheet import PasteSheet

        past = (
            await self._dialogs.keys_wait_for(asyncio.to_thread(self._past, pasted.request_id))
            if pasted.request_id
            else ""
        )
        sheet = PasteSheet(pasted, self._state.profile.value, past=past, is_over_text=insert is not None)
        choice = await self._dialogs.open(sheet)
        if choice is None:
            if insert is not None:
                insert(await self._as_text(pasted))
        elif choice.is_for_history:
            await self._keep(pasted)
        else:
            await self._carry_out(pasted, choice, is_known=bool(past))

    async def _as_text(self, pasted: "Pasted") -> str:
        """The text itself without its credentials."""
        from edge_tui.formats.credentials import without_cookie_values, without_credentials
        from edge_tui.model.credential_text import without_secrets

        if pasted.reading.requests:
            return await self._masked(pasted.text, without_credentials)
        return await self._masked(pasted.text, without_cookie_values if pasted.cookies else without_secrets)

    async def _masked(self, text: str, without: Callable[[str], str]) -> str:
        """What may be put into a text field: a draft is saved to a file."""
        masked = await self._dialogs.keys_wait_for(asyncio.to_thread(without, text))
        if masked != text:
            self._dialogs.notify(PASTED_MASKED)
        return masked

    def _past(self, request_id: str) -> str:
        """The exchange of a request ID in words; empty if history doesn't have it."""
        try:
            summary = self._state.workspace.history.summary(request_id)
        except SetupError:
            return ""
        if summary is None:
            return ""
        outcome = summary.status or summary.failure or "no response"
        sent = f"{summary.sent_at.astimezone():%Y-%m-%d %H:%M:%S}"
        return f"In history: {summary.action} · {outcome} · {sent} · profile {summary.profile_name or 'unknown'}"

    async def _carry_out(self, pasted: "Pasted", choice: "Choice", *, is_known: bool) -> None:
        if pasted.request_id:
            if is_known:
                self._come_to_front()
                await self._history.open(pasted.request_id)
        elif choice.imported is None and pasted.response is not None:
            self._come_to_front()
            self._undo.begin()
            self._show(pasted.response, pasted.note)
            self._undo.end()
        elif pasted.node is not None:
            from edge_tui.tui.imports.offer import tree_lines

            self._copy("\n".join((pasted.title, *tree_lines(pasted.node))))
        else:
            self._come_to_front()
            await self._import(pasted, choice)

    async def _import(self, pasted: "Pasted", choice: "Choice") -> None:
        """Takes the chosen parts: a new visitor, a new profile, the event."""
        self._undo.begin()
        added, done = None, []
        imported = choice.imported
        if "visitor" in choice.parts and (added := self._add_visitor(pasted, imported)):
            done.append(f"visitor {added.name}")
        if "profile" in choice.parts and imported is not None:
            await self._add_profile(imported)
        if "event" in choice.parts and imported is not None:
            self._open(imported, choice.parts)
            done.insert(0, f"{imported.draft.action} event")
        self._undo.end(added)
        if done:
            self._dialogs.notify(f"Imported: {', '.join(done)} (ctrl+z undoes).")

    def _open(self, imported: "Imported", parts: frozenset[str]) -> None:
        """Opens the event as a draft. It replaces an unsaved one without asking: the import can be undone."""
        from edge_tui.formats.first_party_id import with_first_party_id

        # A new visitor has the FPID as an identity.
        draft = imported.draft if "visitor" in parts else with_first_party_id(imported).draft
        headers = draft.headers if "headers" in parts else ()
        origin = origin_of_text("a pasted request", draft.text)
        self._drafts.open(replace(draft, headers=headers, origin=origin), as_it_is="version" in parts)
        self._panes.focus_pane("event")

    async def _add_profile(self, imported: "Imported") -> None:
        from edge_tui.tui.imports.summary import profile_of

        await self._profiles.edit(None, profile_of(imported), imported.secrets.get("access_token", ""))

    def _add_visitor(self, pasted: "Pasted", imported: "Imported | None") -> Visitor | None:
        """Switches to a new visitor with the client state of a request or of cookies."""
        from edge_tui.formats.visitor_cookies import import_without_requests, read_requested

        workspace = self._state.workspace
        visitor = Visitor(workspace.new_visitor_name(f"imported-{number}" for number in count(1)))
        now = workspace.clock()
        if imported is not None:
            found = read_requested((imported,), visitor, now)
        else:
            found = import_without_requests(pasted.text, visitor, now)
        try:
            workspace.visitors.add(found.visitor)
        except StorageError as error:
            self._dialogs.show_error(error)
            return None
        self._state.visitor.value = visitor.name
        return workspace.visitors.get(visitor.name)

    def _show(self, response: "Response", note: str) -> None:
        """Shows a pasted response as an exchange that edge-tui didn't send."""
        parsed = response.parsed()
        request_id = getattr(parsed, "request_id", None) or ""
        exchange = Exchange(
            Draft(""),
            InteractRequest(request_id, "", (), ""),
            _PASTED,
            _PASTED,
            self._state.workspace.clock(),
            response,
            notes=(_NOTE, *([note] if note else [])),
        )
        self._state.exchange.value = exchange
        self._panes.focus_pane("answer")

    async def _keep(self, pasted: "Pasted") -> None:
        """Adds every request of a text to history."""
        reading = pasted.reading
        origin = origin_of_text("a pasted recording", "\n".join(each.draft.text for each in reading.requests))
        try:
            added = await self._dialogs.keys_wait_for(
                asyncio.to_thread(self._state.workspace.imports.add, reading, origin)
            )
        except StorageError as error:
            self._dialogs.show_error(error)
            return
        self._state.history_changed.happened()
        self._dialogs.notify(added.sentence())


def _why_nothing(text: str) -> str:
    """Why nothing of a text was pasted: what it looks like, if that is known."""
    from edge_tui.formats import NOT_RECOGNIZED
    from edge_tui.workspace.reading import read

    reading = read(text)
    if reading.missing.startswith(NOT_RECOGNIZED):
        return "Nothing was pasted: this isn't a request, a response, cookies, a code or an ID."
    return f"Nothing was pasted. {reading.missing} {reading.fix}"
