"""What an imported event may read from this machine: asked by name, remembered per origin."""

from collections.abc import Sequence
from dataclasses import replace

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonObject
from edge_tui.model.profile import Profile
from edge_tui.model.trust import described, permissions_in, withheld
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace.permissions import origin_of_text


class EnvironmentPermissions:
    """Asks before an event from outside reads a value kept on this machine.

    Values of `{{ask:…}}` have been entered for it by then (`PromptedValues`).
    """

    def __init__(self, state: WorkbenchState, dialogs: Dialogs) -> None:
        self._state = state
        self._permissions = state.workspace.permissions
        self._dialogs = dialogs

    async def complete(self, draft: Draft, profiles: Sequence[Profile]) -> Draft | None:
        """The draft with what it may read; None if the user refused."""
        draft = self._permissions.granted(draft)
        missing = tuple(dict.fromkeys(name for profile in profiles for name in withheld(draft, profile)))
        draft = self._permissions.granted(draft, [name for name in missing if name.startswith("ask:")])
        asked = tuple(name for name in missing if not name.startswith("ask:"))
        if not asked:
            return draft
        question = Confirmation(
            "Read values from this machine?",
            f"This event wants to read {described(asked)}. It came from {draft.origin}.\n"
            "The value is sent and saved in history.",
            {"back": "Cancel", "once": "Allow once", "always": "Always allow"},
            destructive=True,
        )
        choice = await self._dialogs.confirm(question)
        if choice == "always":
            try:
                self._permissions.allow(draft.origin, asked)
            except StorageError as error:
                self._dialogs.show_error(error)
        return self._permissions.granted(draft, asked) if choice in ("once", "always") else None

    async def may_keep(self, draft: Draft, body: JsonObject) -> bool:
        """Whether an imported draft may become a template, which reads kept values without asking."""
        names = permissions_in(body)
        if not draft.origin or not names:
            return True
        question = Confirmation(
            "Save a template that reads values from this machine?",
            f"This event reads {described(names)}, and it came from {draft.origin}.\n"
            "Your own templates read them without asking.",
            {"back": "Cancel", "save": "Save template"},
            destructive=True,
        )
        return await self._dialogs.confirm(question) == "save"

    def mark_pasted(self, text: str) -> None:
        """Records the origin of pasted text that reads values kept on this machine."""
        if permissions_in(text):
            origin = origin_of_text("pasted text", text)
            self._state.draft.value = replace(self._state.draft.value, origin=origin)
