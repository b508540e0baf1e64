"""The form that starts a recording."""

import shlex
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static

from edge_tui.model.errors import FieldError
from edge_tui.model.profile import Profile
from edge_tui.tui.capture.options import read_options
from edge_tui.tui.dialogs.closing import close
from edge_tui.tui.dialogs.form_error import FormError
from edge_tui.tui.dialogs.key_line import DialogBox
from edge_tui.workspace.site_recording import SiteOptions, Target

_LABELS = {
    "url": "Site",
    "name": "Name",
    "browser": "Browser",
    "arguments": "Arguments",
    "window": "Window",
    "folder": "Logins",
    "target": "Send its calls",
    "datastream": "Datastream ID",
}
_BROWSERS = "first found · firefox, a path …"
_ARGUMENTS = "none · such as --no-sandbox"
_FOLDERS = "deleted afterwards · a name keeps them"
_NOTE = (
    "Opens the site in a browser and shows each of its Edge calls. Only these are recorded, into history on this "
    "machine; other cookies and tokens aren't kept."
)
_LEAD = (
    "The page sends as before; its calls are redirected on their way. This affects only this browser, not the site's "
    "visitors."
)


class CaptureForm(ModalScreen[SiteOptions | None]):
    """Asks what to record. `last` are the options of the recording before, `profiles` are offered to send to."""

    CSS_PATH = ["../dialogs/form.tcss", "form.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-high")]
    BINDINGS = [Binding("escape", "cancel", "Cancel"), Binding("ctrl+s,f3", "start", "Start", priority=True)]

    def __init__(self, profiles: Sequence[Profile], last: SiteOptions | None = None) -> None:
        super().__init__()
        self._profiles = profiles
        self._last = last or SiteOptions()
        self._error = FormError(self._options, lambda words: self.query_one("#trouble", Static).update(words), _LABELS)

    def compose(self) -> ComposeResult:
        """A row for each option, and two buttons."""
        last = self._last
        with DialogBox(classes="form") as box:
            box.border_title = "Capture a site"
            box.name_keys("enter OK · esc cancel")
            with VerticalScroll(classes="fields", can_focus=False):
                yield from self._input("url", last.url, "https://www.example.com/")
                yield from self._input("name", last.name, "host and time")
                yield from self._input("browser", last.browser, _BROWSERS)
                yield from self._input("arguments", shlex.join(last.arguments), _ARGUMENTS)
                yield from self._select(
                    "window",
                    [("shown, to use the site", "shown"), ("headless", "headless")],
                    "headless" if last.headless else "shown",
                )
                yield from self._input("folder", last.profile_folder, _FOLDERS)
                yield from self._select("target", self._targets(), self._last_target())
                yield from self._input("datastream", last.target_value, "4f1c…  (with :dev or :stage if needed)")
                yield Static(id="capture-note", classes="note", markup=False)
            yield Static(id="trouble", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Start", id="start", variant="primary", compact=True)
                yield Button("Cancel", id="back", compact=True)

    def _input(self, key: str, value: str, placeholder: str) -> ComposeResult:
        with Horizontal(classes="field row", id=f"field-{key}"):
            yield Label(_LABELS[key])
            yield Input(value, placeholder=placeholder, id=key, compact=True)

    def _select(self, key: str, choices: list[tuple[str, str]], value: str) -> ComposeResult:
        with Horizontal(classes="field row", id=f"field-{key}"):
            yield Label(_LABELS[key])
            yield Select(choices, value=value, allow_blank=False, id=key, compact=True)

    def _targets(self) -> list[tuple[str, str]]:
        choices = [
            ("where the site sends them", str(Target.SITE)),
            ("to the built-in emulator", str(Target.EMULATOR)),
            ("to another datastream", str(Target.DATASTREAM)),
        ]
        profiles = [each for each in self._profiles if not each.is_emulated]
        return choices + [(f"to the profile {each.name}", f"{Target.PROFILE}:{each.name}") for each in profiles]

    def _last_target(self) -> str:
        last = self._last
        wanted = f"{last.target}:{last.target_value}" if last.target is Target.PROFILE else str(last.target)
        return wanted if any(value == wanted for _, value in self._targets()) else str(Target.SITE)

    def on_mount(self) -> None:
        """Goes to the site's address."""
        self._follow_target()
        self.query_one("#url", Input).focus()

    def on_select_changed(self) -> None:
        """Asks for the datastream where one is needed."""
        self._follow_target()
        self._error.follow()

    def on_input_changed(self) -> None:
        """Takes back an error that is corrected."""
        self._error.follow()

    def _follow_target(self) -> None:
        target = str(self.query_one("#target", Select).value)
        self.query_one("#field-datastream").display = target == Target.DATASTREAM
        self.query_one("#capture-note", Static).update(_NOTE if target == Target.SITE else _LEAD)

    def on_input_submitted(self) -> None:
        """Enter starts from any field."""
        self.action_start()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Starts or cancels."""
        if event.button.id == "start":
            self.action_start()
        else:
            close(self)

    def action_start(self) -> None:
        """Returns the options, or says what is wrong."""
        try:
            options = self._options()
        except FieldError as error:
            self._error.show(error)
            self.query_one(f"#{error.field}").focus()
        else:
            close(self, options)

    def _options(self) -> SiteOptions:
        texts = {str(each.id): each.value for each in self.query(Input)}
        texts |= {str(each.id): str(each.value) for each in self.query(Select)}
        return read_options(texts)

    def action_cancel(self) -> None:
        """Cancels."""
        close(self)
