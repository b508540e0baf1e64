"""The profile form: datastream, gateway and authentication."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Protocol

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static, TextArea

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
from edge_tui.model.variables import read_variables
from edge_tui.tui.dialogs.asking import ScreenDialogs
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.confirmation import Confirmation
from edge_tui.tui.dialogs.form_error import FormError
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.tui.profiles.check_lines import check_lines, counts_in_words, line_of_first_trouble
from edge_tui.tui.profiles.form_fields import FIELDS, SECTIONS, FormField, control_of, summary_of
from edge_tui.tui.themes import colors
from edge_tui.tui.widgets.checkboxes import CheckList
from edge_tui.tui.widgets.fold import Fold


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


_KEYRING_NOTE = (
    "Secrets are stored in the system keyring, never in a file. Without a keyring they are kept until you quit. "
    "You can also set EDGE_TUI_CLIENT_SECRET and EDGE_TUI_ACCESS_TOKEN in the environment."
)


_DISCARD = Confirmation(
    "Discard unsaved changes?",
    "What you filled in isn't saved.",
    {"back": "Keep editing", "discard": "Discard"},
    destructive=True,
)


class ProfileForm(ModalScreen[FilledProfile | None]):
    """Adds or edits a profile.

    `save` is called before the form closes, and raises `SetupError` for what can't be saved. `field`
    gets the focus first. `trial` tests what is filled in.
    """

    CSS_PATH = "../dialogs/form.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]
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
        self._error = FormError(
            self._filled, lambda words: self.query_one("#trouble", Static).update(words), FIELD_LABELS
        )
        self._field = field
        self._trial = trial
        self._profile = profile
        self._save = save
        self._dialogs = ScreenDialogs(self)
        self._opened_with: tuple[object, ...] = ()

    def compose(self) -> ComposeResult:
        """A row for each field; fields of another authentication method are hidden."""
        with DialogBox(classes="form") as box:
            name = self._profile.name if self._profile else ""
            box.border_title = f"Edit profile {name}" if name else "Add profile"
            box.name_keys("enter OK · f5 test · esc cancel" if self._trial else "enter OK · esc cancel")
            with VerticalScroll(classes="fields", can_focus=False):
                for section in SECTIONS:
                    with Fold(section.name, section.id) if section.name else Vertical(classes="section"):
                        yield from map(self._row, section.fields)
                        if any(field.key == "authentication" for field in section.fields):
                            yield Static(_KEYRING_NOTE, classes="note", id="keyring-note", markup=False)
            yield Static(id="trouble", markup=False)
            with VerticalScroll(id="trial-scroll") as scroll:
                scroll.display = False
                yield Static(id="trial")
            with Horizontal(classes="buttons"):
                if self._trial is not None:
                    yield Button("Test", id="test", compact=True)
                yield Button("Save", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="back", compact=True)

    def _row(self, field: FormField) -> Vertical:
        label = Label(FIELD_LABELS[field.key])
        row = Horizontal(label, control_of(field, self._profile), classes="row")
        notes = [Static(field.note, classes="note", markup=False)] if field.note else []
        return Vertical(row, *notes, classes="field", id=f"field-{field.key}")

    def on_mount(self) -> None:
        """Hides the fields of other authentication methods, and says what is folded."""
        self._show_fields()
        self._summarize()
        self._opened_with = self._contents()
        self._go_to(self._first_field())

    def _go_to(self, key: str) -> None:
        """Focuses a field, also one that is folded."""
        control = self.query_one(f"#{key}")
        for fold in (each for each in control.ancestors if isinstance(each, Fold)):
            fold.show_inside()
        control.focus()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Select.Changed)
    def _note_change(self) -> None:
        """Says of the result of a test that it was of something else, and takes back an error that is corrected."""
        result = self.query_one("#trial-scroll")
        result.add_class("-old")
        result.border_title = " Test · changed since, f5 tests again "
        self._summarize()
        self._error.follow()

    @on(CheckList.SelectedChanged)
    def _summarize(self) -> None:
        """Says what is in the folded sections."""
        texts = {field.key: self._text(field.key) for field in FIELDS}
        ticked = [each for each in UPSTREAMS if each in self._upstreams.selected]
        for section in (each for each in SECTIONS if each.name):
            self.query_one(f"#{section.id}", Fold).summarize(summary_of(section.name, texts, ticked))

    def _first_field(self) -> str:
        """The field that gets the focus first."""
        credential_fields = {"token": "access_token", "oauth": "client_id"}
        field = (
            credential_fields.get(self._text("authentication"), "authentication")
            if self._field == "credentials"
            else self._field
        )
        is_shown = any(field == each.key for each in FIELDS) and self.query_one(f"#field-{field}").display
        return field if is_shown else "name"

    def on_select_changed(self, event: Select.Changed) -> None:
        """Shows the fields of the chosen authentication method."""
        if event.select.id == "authentication":
            self._show_fields()

    def _show_fields(self) -> None:
        authentication = self._text("authentication")
        for field in FIELDS:
            self.query_one(f"#field-{field.key}").display = not field.methods or authentication in field.methods
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
            raise FieldError("The profile", "timeout_seconds", "must be a number", "Write 10, for example.") from None
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
            self.action_cancel()

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
        if isinstance(error, FieldError) and error.field in FIELD_LABELS and self.query(f"#{error.field}"):
            self._go_to(error.field)
        self._error.show(error)

    def action_test(self) -> None:
        """Tests what is filled in, or shows what is wrong with it."""
        if self._trial is None:
            return
        try:
            trial = self._trial(self._filled())
        except SetupError as error:
            self._show_error(error)
        else:
            self._error.clear()
            self._show_checks(trial)

    @work(exclusive=True, group="trial")
    async def _show_checks(self, trial: Trial) -> None:
        """Shows each check as it is done, and ticks the services that responded."""
        checks: list[Check] = []
        scroll = self.query_one("#trial-scroll", VerticalScroll)
        scroll.display = True
        scroll.remove_class("-old")
        scroll.border_title = " Test "
        shown, palette = self.query_one("#trial", Static), colors(self.app)
        shown.update(Text("asking …", palette.dim))
        async for check in trial.checks():
            checks.append(check)
            shown.update(check_lines(checks, palette, shown.size.width).append("asking …", palette.dim))
            scroll.scroll_end(animate=False)
        shown.update(check_lines(checks, palette, shown.size.width))
        for service in trial.services:
            self._upstreams.select(service)
        # The verdict is in sight wherever the lines are scrolled to; the first of them that needs attention, too.
        troubled, words = counts_in_words(checks)
        style = palette.error if troubled else palette.good
        scroll.border_title = Text.assemble(" Test · ", (f"{'✖' if troubled else '✓'} {words} ", style))
        first = line_of_first_trouble(checks, palette, shown.size.width)
        self.call_after_refresh(scroll.scroll_to, y=first, animate=False)

    def _contents(self) -> tuple[object, ...]:
        return *(self._text(field.key) for field in FIELDS), frozenset(self._upstreams.selected)

    @work
    async def action_cancel(self) -> None:
        """Closes the form, after asking if that loses what was filled in."""
        if self._contents() == self._opened_with or await self._dialogs.confirm(_DISCARD) == "discard":
            close(self)
