"""Switches, adds, edits and deletes profiles."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from edge_tui.model.errors import FieldError, SetupError
from edge_tui.model.exchange import Exchange
from edge_tui.model.profile import EMULATOR_PROFILE, FIELD_LABELS, Authentication, Profile
from edge_tui.tui.dialogs.asking import Dialogs
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.workbench.draft_editor import DraftEditor
from edge_tui.tui.workbench.drafts import DraftKeeper
from edge_tui.tui.workbench.state import WorkbenchState

if TYPE_CHECKING:
    from edge_tui.tui.profiles.form import FilledProfile
    from edge_tui.workspace.profile_trial import ProfileTrial

# The palette has the others.
_MAX_LISTED = 300


class ProfileListing(Protocol):
    """The list of profiles in the sidebar."""

    def fill(self, profiles: tuple[Profile, ...], current: Profile, *, more: int = 0) -> None:
        """Shows these profiles, the current one marked."""


class ProfileSwitcher:
    """Decides which datastream the next event goes to.

    `keep_secrets` calls `store_secrets` in a thread: a keyring can be slow.
    """

    def __init__(
        self,
        state: WorkbenchState,
        editor: DraftEditor,
        dialogs: Dialogs,
        *,
        drafts: DraftKeeper,
        listing: ProfileListing,
        keep_secrets: Callable[["FilledProfile"], object],
    ) -> None:
        self._state = state
        self._editor = editor
        self._dialogs = dialogs
        self._drafts = drafts
        self._listing = listing
        self._keep_secrets = keep_secrets

    def show(self) -> None:
        """Lists the profiles."""
        current = self._state.profile.value
        store = self._state.workspace.profiles
        try:
            profiles, count = store.some(_MAX_LISTED, current.name), store.count
        except SetupError as error:
            self._dialogs.show_error(error)
            profiles, count = (current,), 1
        self._listing.fill(profiles, current, more=max(count - len(profiles), 0))

    def use(self, profile: Profile) -> None:
        """Switches to a profile, and converts the draft to its API version."""
        state = self._state
        state.workspace.accounts.use(profile)
        state.profile.value = profile
        self._reshape_draft(profile)
        self.show()
        state.look_up_upstreams()
        self._check_schema()

    def _reshape_draft(self, profile: Profile) -> None:
        state, draft = self._state, self._drafts.current
        fitting = state.session.reshaped(draft)
        if fitting is draft:
            return
        was_modified = self._editor.is_modified
        state.draft.value = fitting
        self._editor.rewrite(fitting.text)
        state.saved_text = state.saved_text if was_modified else fitting.text
        self._dialogs.notify(f"Event converted to API {profile.api_version} (ctrl+z undoes).")

    def _check_schema(self) -> None:
        """Warns about errors in the profile's schema, and about definitions missing from it."""
        try:
            schema = self._state.workspace.linting.own_schema(self._state.profile.value)
        except SetupError as error:
            self._dialogs.show_error(error)
        else:
            if schema is not None and schema.absent:
                names = ", ".join(schema.absent)
                self._dialogs.notify(f"Not defined in the schema, so any value is valid: {names}")

    def use_profile_of(self, exchange: Exchange) -> bool:
        """Switches to the profile an exchange was sent with; tells the user and returns False if it is gone."""
        if exchange.profile_name == self._state.profile.value.name:
            return True
        try:
            self.use(self._state.workspace.profiles.get(exchange.profile_name))
        except SetupError:
            gone = f"The profile {exchange.profile_name} no longer exists."
            what = gone if exchange.profile_name else "No profile has the host and datastream of this exchange."
            self._dialogs.notify(f"{what} Press V in history to send with another one.", severity="warning")
            return False
        return True

    async def show_emulator(self) -> None:
        """Chooses an emulated datastream, and switches its services on or off."""
        from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches

        state, profile = self._state, self._state.profile.value
        if not profile.is_emulated:
            self._dialogs.notify("This needs the built-in emulator. Choose its profile first.")
            return
        chosen = await self._dialogs.open(EmulatorSwitches(state.workspace, profile.datastream_id))
        state.look_up_upstreams()
        if chosen is not None and chosen.id != profile.datastream_id:
            self.use(replace(profile, datastream_id=chosen.id, org_id=chosen.org_id))
            self._dialogs.notify(f"Sending to {chosen.name} until you quit.")

    async def edit(
        self, old: Profile | None, suggested: Profile | None = None, token: str = "", field: str = ""
    ) -> None:
        """Edits a profile, or adds one filled in with `suggested` when `old` is None.

        `token` is an imported access token, used if none is typed. `field` gets the focus first.
        """
        from edge_tui.tui.profiles.form import ProfileForm

        if old is not None and self._is_built_in(old):
            return
        workspace = self._state.workspace

        def trial(filled: "FilledProfile") -> "ProfileTrial":
            workspace.profiles.check(filled.profile)
            check_complete(filled.profile)
            # A profile that is being renamed has its secrets under its old name.
            profile = filled.profile if old is None else replace(filled.profile, name=old.name)
            return workspace.profile_trial(profile, filled.client_secret, filled.access_token or token)

        def save(filled: "FilledProfile") -> None:
            workspace.profiles.check(filled.profile)
            check_complete(filled.profile)
            self._store(old, filled)

        form = ProfileForm(old or suggested, save, field, trial=trial)
        filled = await self._dialogs.open(form)
        if filled is None:
            return
        self._warn_of_doubts(filled.profile)
        if filled.profile.authentication is Authentication.TOKEN and not filled.access_token:
            filled = replace(filled, access_token=token)
        self._keep_secrets(filled)
        self.use(filled.profile)

    def _warn_of_doubts(self, profile: Profile) -> None:
        from edge_tui.model.profile_gaps import doubts

        for doubt in doubts(profile):
            words = f"{FIELD_LABELS[doubt.field]} {doubt.problem}. {doubt.how}"
            self._dialogs.notify(words, severity="warning")

    def store_secrets(self, filled: "FilledProfile", call: Callable[..., object]) -> None:
        """Stores the typed secrets in the keyring, and says where, or why not; may block.

        `call` runs a function with its arguments in the app's thread.
        """
        for kind, value in (("client-secret", filled.client_secret), ("access-token", filled.access_token)):
            if not value:
                continue
            try:
                words = self._state.workspace.accounts.keep_secret(filled.profile, kind, value)
            except SetupError as error:
                call(self._dialogs.show_error, error)
            else:
                call(self._dialogs.notify, words)

    def _is_built_in(self, profile: Profile) -> bool:
        """Whether a profile is the emulator's own, which cannot be changed; tells the user if so."""
        if profile != EMULATOR_PROFILE:
            return False
        self._dialogs.notify("The emulator's profile is built in and can't be changed. Press a to add your own.")
        return True

    def _store(self, old: Profile | None, filled: "FilledProfile") -> None:
        """Saves a profile; raises `SetupError` for an invalid one, or for an unreadable schema."""
        workspace = self._state.workspace
        try:
            workspace.linting.own_schema(filled.profile)
        except SetupError as error:
            raise FieldError("The profile", "schema", f"isn't usable: {error.what.rstrip('.')}", error.how) from error
        if old is None:
            workspace.profiles.add(filled.profile)
            return
        workspace.profiles.replace(replace(filled.profile, name=old.name))
        if filled.profile.name != old.name:
            workspace.profiles.rename(old.name, filled.profile.name)
            workspace.secrets.rename(old.name, filled.profile.name)

    async def delete(self, profile: Profile) -> None:
        """Deletes a profile and its secrets, after asking."""
        if self._is_built_in(profile):
            return
        question = Confirmation(
            "Delete profile?",
            f"{profile.name} and its secrets in the keyring. Its exchanges stay in history.",
            {"back": "Cancel", "delete": "Delete profile"},
            destructive=True,
        )
        if await self._dialogs.confirm(question) != "delete":
            return
        workspace = self._state.workspace
        try:
            workspace.accounts.delete(profile)
        except SetupError as error:
            self._dialogs.show_error(error)
            return
        if profile.name == self._state.profile.value.name:
            self.use(workspace.profiles.all()[0])
        else:
            self.show()


def check_complete(profile: Profile) -> None:
    """Raises `FieldError` for the first field that can't work beside the others."""
    from edge_tui.model.profile_gaps import gaps

    for gap in gaps(profile):
        raise FieldError("The profile", gap.field, gap.problem, gap.how)
