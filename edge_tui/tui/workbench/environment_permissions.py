"""Which environment variables an imported event may read: asked by name, remembered per origin."""

from collections.abc import Sequence
from dataclasses import replace

from edge_tui.model.errors import StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.json.document import JsonObject
from edge_tui.model.profile import Profile
from edge_tui.model.trust import variables_in, withheld
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.state import WorkbenchState
from edge_tui.workspace.permissions import origin_of_text


class EnvironmentPermissions:
    """Asks before an event from outside reads this machine's environment."""

    def __init__(self, state: WorkbenchState, dialogs: Dialogs) -> None:
        self._state = state
        self._permissions = state.workspace.permissions
        self._dialogs = dialogs

    async def complete(self, draft: Draft, profiles: Sequence[Profile]) -> Draft | None:
        """The draft with the variables it may read; None if the user refused."""
        draft = self._permissions.granted(draft)
        asked = tuple(dict.fromkeys(name for profile in profiles for name in withheld(draft, profile)))
        if not asked:
            return draft
        question = Confirmation(
            "Read environment variables?",
            f"This event wants to read {', '.join(asked)} from the environment. It came from {draft.origin}.\n"
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
        """Whether an imported draft may become a template, which reads the environment without asking."""
        names = variables_in(body)
        if not draft.origin or not names:
            return True
        question = Confirmation(
            "Save a template that reads environment variables?",
            f"This event reads {', '.join(names)} from the environment, and it came from {draft.origin}.\n"
            "Your own templates read it without asking.",
            {"back": "Cancel", "save": "Save template"},
            destructive=True,
        )
        return await self._dialogs.confirm(question) == "save"

    def mark_pasted(self, text: str) -> None:
        """Records the origin of pasted text that reads the environment."""
        if variables_in(text):
            origin = origin_of_text("pasted text", text)
            self._state.draft.value = replace(self._state.draft.value, origin=origin)
