"""The fields of the profile form: their sections, their controls, and what a folded section says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from textual import events
from textual.widgets import Input, Select, TextArea
from textual.widgets.selection_list import Selection

from edge_tui.model.profile import (
    DEFAULT_SCOPES,
    EDGE_URL,
    IMS_URL,
    UPSTREAMS,
    Authentication,
    Environment,
    Profile,
)
from edge_tui.model.text import counted
from edge_tui.model.variables import variables_text
from edge_tui.tui.textual_widgets import TextBox
from edge_tui.tui.widgets.checkboxes import CheckList

Control = Input | Select[str] | TextArea | CheckList[str]


@dataclass(frozen=True, slots=True)
class FormField:
    """A row of the form. `methods` are the authentication methods that need it, empty for all."""

    key: str
    placeholder: str = ""
    default: str = ""
    note: str = ""
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together; one with a name is folded."""

    name: str
    fields: tuple[FormField, ...]

    @property
    def id(self) -> str:
        """Its ID in the form."""
        return f"fold-{self.name.lower()}"


SERVICES = "Services"
CONNECTION = "Connection"
EVENTS = "Events"
SECTIONS = (
    Section(
        "",
        (
            FormField("name", "acme-web"),
            FormField("environment"),
            FormField("datastream_id", "4f1c…  or  4f1c…:dev, 4f1c…:stage"),
            FormField("org_id", "53A16ACB5CC1D3760A495C99@AdobeOrg"),
            FormField("url", EDGE_URL, EDGE_URL, "Or your first-party domain, or the word emulator."),
        ),
    ),
    Section(
        "",
        (
            FormField("authentication"),
            FormField("client_id", "also sent as x-api-key", methods=("token", "oauth")),
            FormField("client_secret", "stored in the system keyring only", methods=("oauth",)),
            FormField("scopes", default=",".join(DEFAULT_SCOPES), methods=("oauth",)),
            FormField("ims_url", IMS_URL, IMS_URL, methods=("oauth",)),
            FormField("access_token", "stored in the system keyring only", methods=("token",)),
        ),
    ),
    Section(
        CONNECTION,
        (
            FormField("base_path", "ee", "ee"),
            FormField("api_version"),
            FormField("timeout_seconds", "10", "10"),
            FormField("site_domain", "acme.example", "", "With a first-party domain, state is sent as cookies."),
        ),
    ),
    Section(
        SERVICES,
        (
            FormField(
                "upstreams",
                note="The datastream's services, used to estimate request units. Test ticks those that respond.",
            ),
        ),
    ),
    Section(
        EVENTS,
        (
            FormField("keeps_history"),
            FormField("schema", "path of an exported JSON Schema"),
            FormField("variables", note="One per line, such as shop = EU. Use {{var:shop}} in an event."),
        ),
    ),
)
FIELDS = tuple(field for section in SECTIONS for field in section.fields)
SECRET_FIELDS = ("client_secret", "access_token")
_AUTHENTICATION = {
    Authentication.NONE: "none (mixed authentication)",
    Authentication.TOKEN: "access token, pasted",
    Authentication.OAUTH: "OAuth server-to-server",
}
_CHOICES: dict[str, list[tuple[str, str]]] = {
    "environment": [(each.shown, str(each)) for each in Environment],
    "api_version": [("v2 · event · datastreamId", "v2"), ("v1 · events[] · configId", "v1")],
    "keeps_history": [("on: every exchange is recorded", "yes"), ("off: nothing is recorded", "no")],
    "authentication": [(words, str(each)) for each, words in _AUTHENTICATION.items()],
}
_FIRST_CHOICES = {"environment": "dev", "api_version": "v2", "authentication": "none", "keeps_history": "yes"}
_MAX_NAMED = 3


class SecretInput(Input):
    """Pastes all lines: an `Input` keeps only the first, which is half of a wrapped secret."""

    def on_paste(self, event: events.Paste) -> None:
        """Inserts the text with its line breaks, so that saving rejects it."""
        self.replace(event.text.strip(), *self.selection)
        event.stop()
        # The handler of `Input` would insert the first line again.
        event.prevent_default()


def control_of(field: FormField, profile: Profile | None) -> Control:
    """The widget of a field, filled in from a profile; None for a new one."""
    key = field.key
    if key == "upstreams":
        ticked = profile.upstreams if profile else ()
        boxes = (Selection(each.replace("_", " "), each, each in ticked) for each in UPSTREAMS)
        return CheckList[str](*boxes, id=key, compact=True)
    value = _value(field, profile)
    if key == "variables":
        return TextBox(value, id=key, compact=True, show_line_numbers=False)
    if key in _CHOICES:
        return Select(_CHOICES[key], value=value, allow_blank=False, id=key, compact=True)
    if key in SECRET_FIELDS:
        return SecretInput(value, placeholder=field.placeholder, password=True, id=key, compact=True)
    return Input(value, placeholder=field.placeholder, id=key, compact=True)


def _value(field: FormField, profile: Profile | None) -> str:
    key = field.key
    if key in _CHOICES and profile is None:
        return _FIRST_CHOICES[key]
    if profile is None or key in SECRET_FIELDS:
        return field.default
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


def summary_of(section: str, texts: Mapping[str, str], services: Sequence[str]) -> str:
    """What a folded section has in it; `texts` are the fields' by key."""
    if section == SERVICES:
        named = ", ".join(each.replace("_", " ") for each in services[:_MAX_NAMED])
        more = f" and {len(services) - _MAX_NAMED} more" if len(services) > _MAX_NAMED else ""
        return f"{named}{more}" if services else "unknown"
    if section == CONNECTION:
        path = texts["base_path"].strip("/")
        parts = [f"/{path}" if path else "no base path", texts["api_version"], f"{texts['timeout_seconds']} s"]
        return " · ".join([*parts, *([texts["site_domain"]] if texts["site_domain"] else [])])
    count = sum(bool(line.strip()) for line in texts["variables"].splitlines())
    parts = ["history on" if texts["keeps_history"] == "yes" else "history off"]
    parts.append(f"schema {PurePath(texts['schema']).name}" if texts["schema"] else "no schema")
    parts.append(counted(count, "variable") if count else "no variables")
    return " · ".join(parts)
