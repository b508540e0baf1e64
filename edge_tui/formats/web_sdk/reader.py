"""The requests of the Web SDK's calls in a script."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from edge_tui.formats.imported import Implied, Imported
from edge_tui.formats.incoming import import_body
from edge_tui.formats.reading import Reading, place
from edge_tui.formats.scripts.computed import Computed, Settling
from edge_tui.formats.scripts.node import Node, Shape
from edge_tui.formats.scripts.outline import CallSite
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.formats.scripts.values import Values
from edge_tui.formats.web_sdk import bodies
from edge_tui.formats.web_sdk.bodies import Instance, Options, SentBody
from edge_tui.model.exchange import Draft
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action

KIND = "Web SDK call"

_Build = Callable[[Instance, Options], SentBody]
_COMMANDS: dict[str, tuple[_Build, Action]] = {
    "sendEvent": (bodies.event_body, Action.INTERACT),
    "setConsent": (bodies.consent_body, Action.SET_CONSENT),
    "getIdentity": (bodies.identity_body, Action.ACQUIRE),
    "createMediaSession": (bodies.session_body, Action.INTERACT),
    "sendMediaEvent": (bodies.media_body, Action.MEDIA),
}
_WITHOUT_REQUEST = frozenset(
    {
        *("appendIdentityToUrl", "applyPropositions", "applyResponse", "evaluateRulesets", "getLibraryInfo"),
        *("getMediaAnalyticsTracker", "setDebug", "subscribeContentCards", "subscribeRulesetItems"),
    }
)
# Options that are objects, of which only what the text tells can be sent.
_OBJECTS = frozenset({"xdm", "data", "personalization", "edgeConfigOverrides", "identityMap"})
# No script that people write has more.
_MAX_CALLS = 500
_UNREAD = frozenset({"sendConversation", "sendPushSubscription"})
_ALL = frozenset({*_COMMANDS, *_WITHOUT_REQUEST, *_UNREAD, "configure"})
WORDS = tuple(_ALL)


@dataclass(frozen=True, slots=True)
class _Call:
    """A command with the instance that it is given to, and its options; None when they can't be read."""

    command: str
    instance: str
    options: Node | None
    offset: int


@dataclass
class _Page:
    """The instances of the SDK on a page, by name, and the requests that they send."""

    values: Values
    instances: dict[str, Instance] = field(default_factory=dict)
    last: Instance = field(default_factory=Instance)
    found: list[Imported] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)

    def where(self, call: _Call) -> str:
        """A command and its place, for sentences."""
        return f"{call.command} ({place(self.values.outline.text, call.offset)})"

    def run(self, call: _Call) -> None:
        """Does what the SDK does with a call, as far as requests go."""
        if call.command in _WITHOUT_REQUEST:
            self.notes[f"{self.where(call)} sends no event and was left out."] = None
            return
        if call.command in _UNREAD:
            self.notes[f"{self.where(call)} isn't a request that edge-tui sends; it was left out."] = None
            return
        options = self._options(call)
        if options is None:
            self.notes |= self.values.notes
            return
        if call.command == "configure":
            self._configure(call, options)
        else:
            self.send(call.command, self.instances.get(call.instance, self.last), options)

    def _options(self, call: _Call) -> Options | None:
        value = UNDEFINED if call.options is None else self.values.value(call.options)
        if isinstance(value, dict):
            return value
        if value is None or value is UNDEFINED:
            return {}
        words = value.words if isinstance(value, Computed) else str(value)
        self.notes[f"The options of {self.where(call)} aren't in the text: {words}."] = None
        return None

    def _configure(self, call: _Call, options: Options) -> None:
        self.notes |= self.values.notes
        self.last = self.instances[call.instance] = Instance(options)
        consent = options.get("defaultConsent")
        if consent in ("pending", "out"):
            then = "waits for setConsent before it sends" if consent == "pending" else "sends nothing without consent"
            self.notes[f"defaultConsent is {consent}: the SDK {then}; edge-tui sends at once."] = None
        if "onBeforeEventSend" in options:
            self.notes["onBeforeEventSend can change every event of the page; it isn't run."] = None

    def send(self, command: str, instance: Instance, options: Options) -> None:
        """Adds the request of a command."""
        build, action = _COMMANDS[command]
        sent = build(instance, options)
        unread = [(name, each) for name, each in options.items() if name in _OBJECTS and isinstance(each, Computed)]
        left_out = [
            f"{name} was left out: its value isn't in the text, {value.words} "
            f"({place(self.values.outline.text, value.offset)})."
            for name, value in unread
        ]
        settling = Settling(self.values.outline.text, data_elements=True)
        document = settling.settled(sent.document)
        implied = _implied(instance.configuration, sent.datastream_id)
        imported = import_body(document, implied)
        if imported is None:
            return
        action = Action.COLLECT if sent.is_beacon else action
        notes = (*self.values.notes, *left_out, *settling.notes(), *sent.notes)
        draft = Draft(imported.draft.text, action)
        self.found.append(Imported(draft, implied, imported.entries, notes=notes))


def read_calls(values: Values) -> Reading | None:
    """The requests of all calls in a script; None without a call."""
    page = _Page(values)
    for call in islice(_calls(values), _MAX_CALLS):
        page.run(call)
        values.notes = {}
    if not page.found and not page.notes:
        return None
    missing = "" if page.found else "These Web SDK calls send no event."
    if not page.found and any("aren't in the text" in note for note in page.notes):
        missing = "The options of the Web SDK call aren't in the text."
    fix = "" if page.found else "Add the lines that build the options, or paste the call with its options in it."
    return Reading(KIND, tuple(page.found), tuple(page.notes), missing, fix)


def read_options(values: Values, options: Options) -> Imported | None:
    """The request of `sendEvent` with these options, for an object without a call around it."""
    page = _Page(values)
    page.send("sendEvent", page.last, options)
    return replace(page.found[0], profile=Implied(api_version=ApiVersion.V1)) if page.found else None


def _calls(values: Values) -> Iterator[_Call]:
    for site in values.outline.calls:
        name = site.path.rpartition(".")[2]
        is_method = name in _ALL and name != site.path
        call = _method_call(values, site, name) if is_method else _command_call(values, site)
        if call is not None:
            yield call


def _method_call(values: Values, site: CallSite, command: str) -> _Call | None:
    """`instance.sendEvent({…})`; other things have methods of these names, so that an object is required."""
    arguments = values.call(site).arguments
    if not arguments or not isinstance(values.value(arguments[0]), dict):
        return None
    return _Call(command, site.path.rpartition(".")[0], arguments[0], site.start)


def _command_call(values: Values, site: CallSite) -> _Call | None:
    """`alloy("sendEvent", {…})`, whatever the instance is called."""
    first = values.outline.text[site.arguments_at + 1 : site.arguments_at + 80].lstrip()[:50]
    quote = first[:1]
    command = first[1:].partition(quote)[0] if quote in ("'", '"', "`") and quote else ""
    if not command and site.path:
        command = _named_command(values, site, first)
    if command not in _ALL:
        return None
    arguments = values.call(site).arguments
    options = arguments[1] if len(arguments) > 1 else None
    if options is not None and options.shape is Shape.SPREAD:
        options = options.parts[0]
    return _Call(command, site.path, options, site.start)


def _named_command(values: Values, site: CallSite, first: str) -> str:
    """A command that is given by a name, such as `SEND_EVENT`."""
    if "alloy" not in site.path or not first[:1].isalpha():
        return ""
    arguments = values.call(site).arguments
    value = values.value(arguments[0]) if arguments else None
    return value if isinstance(value, str) else ""


def _implied(configuration: Options, datastream_id: object) -> Implied:
    def text(*names: str) -> str:
        found = (configuration.get(name) for name in names)
        return next((value for value in found if isinstance(value, str) and value is not UNDEFINED), "")

    domain = text("edgeDomain")
    return Implied(
        url=f"https://{domain}" if domain else "",
        base_path=text("edgeBasePath") or None,
        api_version=ApiVersion.V1,
        datastream_id=datastream_id
        if isinstance(datastream_id, str) and datastream_id
        else text("datastreamId", "edgeConfigId"),
        org_id=text("orgId"),
    )
