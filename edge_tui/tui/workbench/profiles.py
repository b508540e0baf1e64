"""Profiles: chosen, added, changed and deleted."""

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import work

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_PROFILE, Authentication, Profile
from edge_tui.tui.dialogs.question import Question
from edge_tui.tui.profiles.profile_list import ProfileList
from edge_tui.tui.workbench.import_actions import Editing

if TYPE_CHECKING:
    from edge_tui.tui.profiles.form import FilledProfile


class Profiles(Editing):
    """Which datastream the next event goes to."""

    def list_profiles(self) -> None:
        """Shows the profiles there are."""
        try:
            profiles = self.workspace.profiles.all()
        except SetupError as error:
            self.say(error)
            profiles = (self.profile,)
        self.query_one(ProfileList).fill(profiles, self.profile)

    def on_profile_list_chosen(self, event: ProfileList.Chosen) -> None:
        """Sends with another profile from now on."""
        self.use_profile(event.profile)

    def use_profile(self, profile: Profile) -> None:
        """Sends with another profile from now on; the draft takes the shape of its API version."""
        self.profile = profile
        self.workspace.use(profile)
        draft = self.current_draft()
        fitting = self.session.reshaped(draft)
        if fitting is not draft:
            was_modified = self.editor.is_modified
            self.draft = fitting
            self.editor.rewrite(fitting.text)
            self.saved_text = self.saved_text if was_modified else fitting.text
            self.notify(f"The event was put into the shape of API {profile.api_version}; ctrl+z takes it back.")
        self.list_profiles()
        self.show_situation()
        self.look_up_upstreams()
        self.check_schema()

    def on_profile_list_edit_asked(self, event: ProfileList.EditAsked) -> None:
        """Opens the form."""
        self.edit_profile(event.profile)

    @work
    async def action_emulator(self) -> None:
        """Chooses among the emulator's datastreams and switches what stands behind them."""
        from edge_tui.tui.profiles.emulator_switches import EmulatorSwitches

        if not self.profile.is_emulated:
            self.notify("This is about the built-in emulator: choose its profile first.")
            return
        chosen = await self.app.push_screen_wait(EmulatorSwitches(self.workspace, self.profile.datastream_id))
        self.look_up_upstreams()
        if chosen is not None and chosen.id != self.profile.datastream_id:
            self.use_profile(replace(self.profile, datastream_id=chosen.id, org_id=chosen.org_id))
            self.notify(f"Sending to {chosen.name} until edge-tui ends.", markup=False)

    @work
    async def edit_profile(
        self, old: Profile | None, suggested: Profile | None = None, token: str = "", field: str = ""
    ) -> None:
        """Changes a profile, or adds one when there is none, filled in with what is `suggested`.

        `token` is an access token that came with it; what the form says goes before it. `field` is
        where to begin.
        """
        from edge_tui.tui.profiles.form import ProfileForm

        if old is not None and self._is_built_in(old):
            return
        form = ProfileForm(old or suggested, lambda filled: self._store(old, filled), field)
        filled = await self.app.push_screen_wait(form)
        if filled is None:
            return
        if filled.profile.authentication is Authentication.TOKEN and not filled.access_token:
            filled = replace(filled, access_token=token)
        self._keep_secrets(filled)
        self.use_profile(filled.profile)

    def _is_built_in(self, profile: Profile) -> bool:
        """Whether a profile is the emulator's own, which cannot be changed; says so if it is."""
        if profile != EMULATOR_PROFILE:
            return False
        self.notify("The emulator's profile is built in and stays as it is; a adds one of your own.")
        return True

    def _store(self, old: Profile | None, filled: "FilledProfile") -> None:
        """Writes the profile; raises `SetupError` for what cannot be one, a schema that cannot be read included."""
        self.workspace.own_schema(filled.profile)
        profiles = self.workspace.profiles
        if old is None:
            profiles.add(filled.profile)
            return
        profiles.replace(replace(filled.profile, name=old.name))
        if filled.profile.name != old.name:
            profiles.rename(old.name, filled.profile.name)
            self.workspace.secrets.rename(old.name, filled.profile.name)

    @work(thread=True)
    def _keep_secrets(self, filled: "FilledProfile") -> None:
        """Puts what was typed into the keyring, and says where it is kept."""
        for kind, value in (("client-secret", filled.client_secret), ("access-token", filled.access_token)):
            if value:
                try:
                    words = self.workspace.keep_secret(filled.profile, kind, value)
                except SetupError as error:
                    self.app.call_from_thread(self.say, error)
                    continue
                self.app.call_from_thread(self.notify, words, markup=False)

    @work
    async def on_profile_list_delete_asked(self, event: ProfileList.DeleteAsked) -> None:
        """Deletes a profile and its secrets, after asking."""
        profile = event.profile
        if self._is_built_in(profile):
            return
        question = Question(
            "Delete the profile?",
            f"{profile.name}, and its secrets in the keyring. Its past exchanges stay in history.",
            {"back": "Keep", "delete": "Delete"},
            destructive=True,
        )
        if await self.app.push_screen_wait(question) != "delete":
            return
        try:
            self.workspace.delete_profile(profile)
        except SetupError as error:
            self.say(error)
            return
        if profile.name == self.profile.name:
            self.use_profile(self.workspace.profiles.all()[0])
        else:
            self.list_profiles()
