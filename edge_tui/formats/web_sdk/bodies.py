"""The request bodies that the Web SDK builds from the options of its commands.

Sources: DataCollector/index.js, core/createEvent.js, core/createEventManager.js,
Personalization/createPersonalizationDetails.js, Consent/injectSendSetConsentRequest.js,
Identity/injectAddEcidQueryToPayload.js, StreamingMedia/createMediaEventManager.js and
utils/request/ of Adobe's Web SDK 2.33. What the page adds (its context, the visitor's state, the
time in the queue) isn't part of them.
"""

from dataclasses import dataclass, field

from edge_tui.formats.scripts.computed import Computed, Mixed
from edge_tui.formats.scripts.tokens import UNDEFINED
from edge_tui.formats.web_sdk.overrides import OverrideSet, merged
from edge_tui.formats.web_sdk.surfaces import expanded, page_surface

Options = dict[str, object]

PAGE_WIDE_SCOPE = "__view__"
_PREFIX = "https://ns.adobe.com/personalization/"
_SCHEMAS = tuple(
    _PREFIX + name
    for name in (
        "default-content-item",
        "html-content-item",
        "json-content-item",
        "redirect-item",
        "ruleset-item",
        "message/in-app",
        "message/content-card",
    )
)
DOM_ACTION = _PREFIX + "dom-action"
EVENT_OPTIONS = frozenset(
    {
        *("type", "xdm", "data", "documentUnloading", "renderDecisions", "decisionScopes", "personalization"),
        *("datasetId", "mergeId", "edgeConfigOverrides", "advertising"),
    }
)


@dataclass
class Instance:
    """One configured SDK on a page. `has_decisions` once an event asked for the page's decisions."""

    configuration: Options = field(default_factory=dict)
    has_decisions: bool = False


@dataclass
class SentBody:
    """A body, the datastream that replaces the configured one, and sentences about it."""

    document: Options
    datastream_id: object = ""
    notes: list[str] = field(default_factory=list)
    is_beacon: bool = False


def event_body(instance: Instance, options: Options) -> SentBody:
    """The body of `sendEvent`."""
    xdm = _members(options.get("xdm"))
    for option, name in (("type", "eventType"), ("mergeId", "eventMergeId")):
        if _is_set(options.get(option)):
            # The event's own xdm is merged last.
            xdm = {name: options[option]} | xdm
    event: Options = {"xdm": _with_distinct_propositions(xdm)}
    if isinstance(options.get("data"), dict):
        event["data"] = options["data"]
    sent = SentBody({}, is_beacon=options.get("documentUnloading") is True)
    query = _personalization(instance, options, xdm, sent)
    if query:
        event["query"] = {"personalization": query}
    overrides = _members(options.get("edgeConfigOverrides"))
    if _is_set(options.get("datasetId")):
        overrides = _with_dataset(overrides, options["datasetId"])
    _complete(sent, instance, {"events": [event]}, overrides)
    unknown = sorted(set(options) - EVENT_OPTIONS)
    if unknown:
        sent.notes.append(f"sendEvent has no option named {', '.join(unknown[:5])}: the SDK rejects the call.")
    return sent


def consent_body(instance: Instance, options: Options) -> SentBody:
    """The body of `setConsent`."""
    document: Options = {"consent": options.get("consent", [])}
    if _members(options.get("identityMap")):
        document = {"identityMap": options["identityMap"], **document}
    sent = SentBody({})
    _complete(sent, instance, document, _members(options.get("edgeConfigOverrides")))
    return sent


def identity_body(instance: Instance, options: Options) -> SentBody:
    """The body of `getIdentity`, which asks for the same namespaces as every other request."""
    sent = SentBody({})
    _complete(sent, instance, {}, _members(options.get("edgeConfigOverrides")))
    return sent


def session_body(instance: Instance, options: Options) -> SentBody:
    """The body of `createMediaSession`, with the player of the configuration."""
    xdm, media = _members(options.get("xdm")), _members(instance.configuration.get("streamingMedia"))
    collection = _members(xdm.get("mediaCollection"))
    given = _members(collection.get("sessionDetails"))
    usual = {name: media[name] for name in ("playerName", "channel", "appVersion") if name in media}
    details = usual | {name: value for name, value in given.items() if _is_set(value) or name not in usual}
    xdm = {"eventType": "media.sessionStart", **xdm, "mediaCollection": {**collection, "sessionDetails": details}}
    return event_body(instance, {"xdm": xdm, "edgeConfigOverrides": options.get("edgeConfigOverrides")})


def media_body(instance: Instance, options: Options) -> SentBody:
    """The body of `sendMediaEvent`."""
    sent = SentBody({})
    _complete(sent, instance, {"events": [{"xdm": _members(options.get("xdm"))}]}, {})
    if "playerId" in options:
        sent.notes.append("The SDK adds the playhead and the session's ID of the player: add them to mediaCollection.")
    return sent


def _complete(sent: SentBody, instance: Instance, document: Options, overrides: Options) -> None:
    """Adds what every request has: the identities asked for, and the overrides."""
    configuration = instance.configuration
    # Chromium supports third-party cookies by default; Firefox and Safari ask for the ECID alone.
    namespaces = ["ECID"] if configuration.get("thirdPartyCookiesEnabled") is False else ["ECID", "CORE"]
    found = merged(OverrideSet(_members(configuration.get("edgeConfigOverrides")), overrides))
    meta: Options = {"configOverrides": found.sections} if found.sections else {}
    original = configuration.get("datastreamId") or configuration.get("edgeConfigId")
    if found.datastream_id and found.datastream_id != original:
        asked = Computed("datastream ID of configure", -1)
        meta["sdkConfig"] = {"datastream": {"original": original or asked}}
    if configuration.get("targetMigrationEnabled") is True:
        meta["target"] = {"migration": True}
    sent.datastream_id = found.datastream_id
    sent.document = {
        **({"meta": meta} if meta else {}),
        "query": {"identity": {"fetch": namespaces}},
        **document,
    }


def _personalization(instance: Instance, options: Options, xdm: Options, sent: SentBody) -> Options:
    """`query.personalization`: scopes and surfaces asked for, and those of the page with its first event."""
    asked = _members(options.get("personalization"))
    scopes = [*_listed(options.get("decisionScopes")), *_listed(asked.get("decisionScopes"))]
    surfaces = asked.get("surfaces")
    default = asked.get("defaultPersonalizationEnabled")
    is_first = not instance.has_decisions and not sent.is_beacon and default is not False
    asks_for_page = default is True or is_first
    if not (scopes or _listed(surfaces) or asks_for_page):
        return {}
    page = page_surface(_at(xdm, "web", "webPageDetails", "URL"))
    kept, dropped = expanded(surfaces, page)
    if dropped:
        sent.notes.append(f"The SDK doesn't send these surfaces, which aren't valid: {', '.join(dropped)}.")
    if asks_for_page:
        scopes, kept = [*scopes, PAGE_WIDE_SCOPE], [*kept, page]
        if is_first and default is not True:
            sent.notes.append(
                "As the first event of a page it asks for __view__ and the page's surface; for a later one,"
                " remove them or set personalization.defaultPersonalizationEnabled to false."
            )
    instance.has_decisions = True
    scopes = _distinct(scopes)
    schemas = [*_SCHEMAS, *([DOM_ACTION] if PAGE_WIDE_SCOPE in scopes else [])]
    return {"schemas": schemas, "decisionScopes": scopes, "surfaces": _distinct(kept)}


def _with_distinct_propositions(xdm: Options) -> Options:
    """The SDK drops a proposition that has the ID and the scope of an earlier one."""
    experience = _members(xdm.get("_experience"))
    decisioning = _members(experience.get("decisioning"))
    propositions = decisioning.get("propositions")
    if not isinstance(propositions, list) or not propositions:
        return xdm
    kept: list[object] = []
    seen: set[object] = set()
    for each in propositions:
        key = (_members(each).get("id"), _members(each).get("scope"))
        is_named = all(isinstance(part, str) and part for part in key)
        if not is_named or key not in seen:
            kept.append(each)
        if is_named:
            seen.add(key)
    return {**xdm, "_experience": {**experience, "decisioning": {**decisioning, "propositions": kept}}}


def _with_dataset(overrides: Options, dataset_id: object) -> Options:
    platform = _members(overrides.get("com_adobe_experience_platform"))
    datasets = _members(platform.get("datasets"))
    event = {**_members(datasets.get("event")), "datasetId": dataset_id}
    return {**overrides, "com_adobe_experience_platform": {**platform, "datasets": {**datasets, "event": event}}}


def _distinct(values: list[object]) -> list[object]:
    """The values without repeated strings."""
    return list({value if isinstance(value, str | Computed | Mixed) else id(value): value for value in values}.values())


def _members(value: object) -> Options:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[object]:
    if isinstance(value, Computed):
        return [value]
    return value if isinstance(value, list) else []


def _is_set(value: object) -> bool:
    return value is not UNDEFINED and bool(value)


def _at(value: object, *names: str) -> object:
    for name in names:
        value = _members(value).get(name)
    return value
