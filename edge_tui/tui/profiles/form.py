"""The profile form: datastream, gateway and authentication."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from rich.text import Text
from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static, TextArea
from textual.widgets.selection_list import Selection

from edge_tui.doctor import Check
from edge_tui.model.errors import FieldError, SetupError
from edge_tui.model.profile import (
    DEFAULT_SCOPES,
    EDGE_URL,
    FIELD_LABELS,
    IMS_URL,
    UPSTREAMS,
    ApiVersion,
    Authentication,
    Credentials,
    Environment,
    Profile,
)
from edge_tui.model.secret_text import client_secret_problem, plain_token, token_problem
from edge_tui.model.variables import read_variables, variables_text
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.pressable import pressable
from edge_tui.tui.profiles.check_lines import check_lines
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.checkboxes import CheckList


@dataclass(frozen=True, slots=True)
class FilledProfile:
    """The profile and the typed secrets; an empty secret keeps the stored one."""

    profile: Profile
    client_secret: str = ""
    access_token: str = ""

    def __repr__(self) -> str:
        return f"FilledProfile({self.profile!r})"


class Trial(Protocol):
    """One test of a profile."""

    services: tuple[str, ...]

    def checks(self) -> AsyncIterator[Check]:
        """The checks as they are done; `services` are those that the response showed, known at the end."""


_AUTHENTICATION = {
    Authentication.NONE: "none: datastream with mixed authentication",
    Authentication.TOKEN: "access token, pasted",
    Authentication.OAUTH: "OAuth server-to-server",
}
_UPSTREAMS_NOTE = "The datastream's services, used to estimate request units. Test ticks those that respond."
_FIELDS = (
    ("name", "acme-web", "", ""),
    ("environment", "", "", ""),
    ("datastream_id", "4f1c…  (with :dev or :stage if needed)", "", ""),
    ("org_id", "53A16ACB5CC1D3760A495C99@AdobeOrg", "", ""),
    ("url", EDGE_URL, EDGE_URL, "Or your first-party domain, or the word emulator."),
    ("base_path", "ee", "ee", ""),
    ("api_version", "", "", ""),
    ("timeout_seconds", "10", "10", ""),
    ("site_domain", "acme.example", "", "With a first-party domain, state is sent as cookies."),
    ("keeps_history", "", "", ""),
    ("authentication", "", "", ""),
    ("client_id", "also sent as x-api-key", "", ""),
    ("client_secret", "stored in the system keyring only", "", ""),
    ("scopes", "", ",".join(DEFAULT_SCOPES), ""),
    ("ims_url", IMS_URL, IMS_URL, ""),
    ("access_token", "stored in the system keyring only", "", ""),
    ("upstreams", "", "", _UPSTREAMS_NOTE),
    ("schema", "path to a JSON Schema exported from Platform", "", ""),
    ("variables", "", "", "One per line, such as shop = EU. Use {{var:shop}} in an event."),
)
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "environment": [(str(each), str(each)) for each in Environment],
    "api_version": [("v2 · event · datastreamId", "v2"), ("v1 · events[] · configId", "v1")],
    "keeps_history": [("on: every exchange is recorded", "yes"), ("off: nothing is recorded", "no")],
    "authentication": [(words, str(each)) for each, words in _AUTHENTICATION.items()],
}
_FIRST_CHOICES = {"environment": "dev", "api_version": "v2", "authentication": "none", "keeps_history": "yes"}
_KEYRING_NOTE = (
    "Secrets are stored in the system keyring, never in a file. Without a keyring they are kept until you quit. "
    "You can also set EDGE_TUI_CLIENT_SECRET and EDGE_TUI_ACCESS_TOKEN in the environment."
)
_SECRET_FIELDS = ("client_secret", "access_token")
_ONLY_FOR = {
    "client_id": ("token", "oauth"),
    "client_secret": ("oauth",),
    "scopes": ("oauth",),
    "ims_url": ("oauth",),
    "access_token": ("token",),
}


class SecretInput(Input):
    """Pastes all lines: an `Input` keeps only the first, which is half of a wrapped secret."""

    def on_paste(self, event: events.Paste) -> None:
        """Inserts the text with its line breaks, so that saving rejects it."""
        self.replace(event.text.strip(), *self.selection)
        event.stop()
        # The handler of `Input` would insert the first line again.
        event.prevent_default()


class ProfileForm(ModalScreen[FilledProfile | None]):
    """Adds or edits a profile.

    `save` is called before the form closes, and raises `SetupError` for what can't be saved. `field`
    gets the focus first. `trial` tests what is filled in.
    """

    CSS_PATH = "../dialogs/form.tcss"
    VERTICAL_BREAKPOINTS = [(0, "-low"), (58, "-high")]
    BINDINGS = [
        Binding("escape", "cancel", "Cancel"),
        Binding("ctrl+s,f3", "save", "Save", priority=True),
        Binding("f5", "test", "Send a test", priority=True),
    ]

    def __init__(
        self,
        profile: Profile | None,
        save: Callable[[FilledProfile], None],
        field: str = "",
        *,
        trial: Callable[[FilledProfile], Trial] | None = None,
    ) -> None:
        super().__init__()
        self._field = field
        self._trial = trial
        self._profile = profile
        self._save = save

    def compose(self) -> ComposeResult:
        """A row for each field; fields of another authentication method are hidden."""
        with Vertical(classes="form") as box:
            name = self._profile.name if self._profile else ""
            box.border_title = f"Edit profile {name}" if name else "Add profile"
            box.border_subtitle = pressable(
                "enter OK · f5 test · esc cancel" if self._trial else "enter OK · esc cancel"
            )
            with VerticalScroll(classes="fields", can_focus=False):
                for key, placeholder, default, note in _FIELDS:
                    with Vertical(classes="field", id=f"field-{key}"):
                        with Horizontal(classes="row"):
                            yield Label(FIELD_LABELS[key])
                            yield self._control(key, placeholder, default)
                        if note:
                            yield Static(note, classes="note", markup=False)
                yield Static(_KEYRING_NOTE, classes="note", id="keyring-note", markup=False)
            yield Static(id="trouble", markup=False)
            yield Static(id="trial")
            with Horizontal(classes="buttons"):
                if self._trial is not None:
                    yield Button("Test", id="test", compact=True)
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="back", compact=True)

    def _control(self, key: str, placeholder: str, default: str) -> Input | Select[str] | TextArea | CheckList[str]:
        if key == "upstreams":
            ticked = self._profile.upstreams if self._profile else ()
            boxes = (Selection(each.replace("_", " "), each, each in ticked) for each in UPSTREAMS)
            return CheckList[str](*boxes, id=key, compact=True)
        value = self._value(key, default)
        if key == "variables":
            return TextArea(value, id=key, compact=True, show_line_numbers=False)
        if key in _CHOICES:
            return Select(_CHOICES[key], value=value, allow_blank=False, id=key, compact=True)
        if key in _SECRET_FIELDS:
            return SecretInput(value, placeholder=placeholder, password=True, id=key, compact=True)
        return Input(value, placeholder=placeholder, id=key, compact=True)

    def _value(self, key: str, default: str) -> str:
        profile = self._profile
        if key in _CHOICES and profile is None:
            return _FIRST_CHOICES[key]
        if profile is None or key in _SECRET_FIELDS:
            return default
        if key == "scopes":
            return ",".join(profile.credentials.scopes)
        if key in ("client_id", "ims_url"):
            return str(getattr(profile.credentials, key))
        if key == "variables":
            return variables_text(profile.variables)
        value = getattr(profile, key)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:g}" if isinstance(value, float) else str(value)

    def on_mount(self) -> None:
        """Hides the fields of other authentication methods."""
        self._show_fields()
        self.query_one(f"#{self._first_field()}").focus()

    def _first_field(self) -> str:
        """The field that gets the focus first."""
        credential_fields = {"token": "access_token", "oauth": "client_id"}
        field = (
            credential_fields.get(self._text("authentication"), "authentication")
            if self._field == "credentials"
            else self._field
        )
        is_shown = any(field == key for key, *_ in _FIELDS) and self.query_one(f"#field-{field}").display
        return field if is_shown else "name"

    def on_select_changed(self, event: Select.Changed) -> None:
        """Shows the fields of the chosen authentication method."""
        if event.select.id == "authentication":
            self._show_fields()

    def _show_fields(self) -> None:
        authentication = self._text("authentication")
        for key, methods in _ONLY_FOR.items():
            self.query_one(f"#field-{key}").display = authentication in methods
        self.query_one("#keyring-note").display = authentication != "none"

    def _text(self, key: str) -> str:
        control = self.query_one(f"#{key}")
        if isinstance(control, TextArea):
            return control.text
        return str(control.value).strip() if isinstance(control, Input | Select) else ""

    def _filled(self) -> FilledProfile:
        try:
            timeout_seconds = float(self._text("timeout_seconds"))
        except ValueError:
            raise SetupError("Timeout must be a number of seconds,", "e.g. 10.") from None
        old = self._profile or Profile("")
        scopes = tuple(scope for scope in self._text("scopes").replace(" ", ",").split(",") if scope)
        profile = replace(
            old,
            name=self._text("name"),
            environment=Environment(self._text("environment")),
            datastream_id=self._text("datastream_id"),
            org_id=self._text("org_id"),
            url=self._text("url").rstrip("/") or EDGE_URL,
            base_path=self._text("base_path").strip("/"),
            api_version=ApiVersion(self._text("api_version")),
            timeout_seconds=timeout_seconds,
            site_domain=self._text("site_domain").lower(),
            upstreams=tuple(each for each in UPSTREAMS if each in self._upstreams.selected),
            schema=self._text("schema"),
            variables=read_variables(self._text("variables")),
            keeps_history=self._text("keeps_history") == "yes",
            authentication=Authentication(self._text("authentication")),
            credentials=Credentials(
                self._text("client_id"), scopes or DEFAULT_SCOPES, self._text("ims_url") or IMS_URL
            ),
        )
        return FilledProfile(
            profile,
            self._secret("client_secret", client_secret_problem),
            self._secret("access_token", lambda text: token_problem(plain_token(text))),
        )

    @property
    def _upstreams(self) -> CheckList[str]:
        return self.query_one("#upstreams", CheckList)

    def _secret(self, key: str, trouble_in: Callable[[str], str]) -> str:
        """A typed secret. Raises `FieldError`, which never quotes it, for one that can't be sent."""
        value = self._text(key)
        if value and (trouble := trouble_in(value)):
            raise FieldError("The profile", key, trouble, "Copy it again, complete and on one line.")
        return value

    def on_input_submitted(self) -> None:
        """Enter saves from any field."""
        self.action_save()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Saves or cancels."""
        if event.button.id == "save":
            self.action_save()
        elif event.button.id == "test":
            self.action_test()
        else:
            close(self)

    def action_save(self) -> None:
        """Saves and closes, or shows what is wrong."""
        try:
            filled = self._filled()
            self._save(filled)
        except SetupError as error:
            self._show_error(error)
        else:
            close(self, filled)

    def _show_error(self, error: SetupError) -> None:
        words = str(error)
        if isinstance(error, FieldError):
            words = f"{FIELD_LABELS.get(error.field, error.field)} {error.problem}. {error.how}"
            if error.field in FIELD_LABELS and (control := self.query(f"#{error.field}")):
                control.first().focus()
        self.query_one("#trouble", Static).update(words)

    def action_test(self) -> None:
        """Tests what is filled in, or shows what is wrong with it."""
        if self._trial is None:
            return
        try:
            trial = self._trial(self._filled())
        except SetupError as error:
            self._show_error(error)
        else:
            self.query_one("#trouble", Static).update("")
            self._show_checks(trial)

    @work(exclusive=True, group="trial")
    async def _show_checks(self, trial: Trial) -> None:
        """Shows each check as it is done, and ticks the services that responded."""
        checks: list[Check] = []
        shown, palette = self.query_one("#trial", Static), colors(self.app)
        shown.update(Text("asking …", palette.dim))
        async for check in trial.checks():
            checks.append(check)
            shown.update(check_lines(checks, palette, shown.size.width).append("asking …", palette.dim))
        shown.update(check_lines(checks, palette, shown.size.width))
        for service in trial.services:
            self._upstreams.select(service)

    def action_cancel(self) -> None:
        """Cancels."""
        close(self)
