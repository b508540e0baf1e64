"""Reading rules from TOML, with errors located by file, line and key."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from edge_tui.model.errors import SetupError
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID, Profile, is_datastream_id
from edge_tui.model.toml_tables import ConfigError, line_of, parse, read, suggestion
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.rules import Rule

EXAMPLE = """\
# For capture, forward and proxy: each rule does one thing to the calls that fit.

[[rules]]
name = "development datastream"
to.datastream = "5f1c0000-0000-4000-8000-000000000002:dev"   # or to.url, to.profile, to.emulator = true
when.pages = ["https://www.shop.example/*"]                  # * matches anything, one pattern must fit

[[rules]]
name = "spring sale"
offer.scope = "hero"
offer.html = "<b>Spring sale</b>"                            # or offer.json, offer.text; with offer.selector,
when.scopes = ["hero"]                                       # a change of the page for scope "__view__"

[[rules]]
name = "no activation"
change.remove_handles = ["activation:pull"]                  # or change.handles, change.status
change.merge = '{"warnings": null}'                          # a JSON merge patch of the response

[[rules]]
name = "acquire is made up"
response.json = {requestId = "made-up", handle = []}         # or response.body, response.status, response.headers
when.paths = ["*/identity/acquire"]

[[rules]]
name = "Edge is busy"
enabled = true                                               # false: the rule stays here and does nothing
fault.status = 503                                           # or fault.network = "off"
fault.code = "0201"
fault.retry_after_seconds = 5
fault.delay_ms = 300                                         # at most 1000, alone too
when.events = ["commerce.*"]
when.datastreams = ["5f1c*"]
when.every = 3                                               # or when.share = 0.25, when.nth = 1
"""
_HOW = "`edge-tui forward --help` shows a rule file that has every kind of rule."
_MAX_RULES = 1000


@dataclass(frozen=True, slots=True)
class Gateways:
    """What a rule may name instead of a URL. `emulator_url` gives an emulator's scheme and host, when one is needed."""

    profiles: Mapping[str, Profile] = field(default_factory=dict)
    emulator_url: Callable[[], str] | None = None


def read_rules(text: str, file_name: str, gateways: Gateways) -> tuple[Rule, ...]:
    """The rules of a file. Raises `SetupError` with the file's name, the line and the key of the first error."""
    return _located(text, file_name, lambda: tuple(_rules(parse(text), gateways)))


def written_rules(text: str, file_name: str) -> tuple[Rule, ...]:
    """The rules of a file as they are written: profiles and the emulator by their names. Raises as `read_rules`."""
    return _located(text, file_name, lambda: tuple(_rules(parse(text), None)))


def resolved(rules: Sequence[Rule], gateways: Gateways) -> tuple[Rule, ...]:
    """Rules with a URL and a datastream in the place of a profile or the emulator. Raises `SetupError`."""
    try:
        return tuple(_with_gateway(rule, ("rules", index), gateways) for index, rule in enumerate(rules))
    except ConfigError as error:
        raise SetupError(f"{rules[int(error.path[1])].name}: {error.path[-1]} {error.message}.", _HOW) from error


def _located(text: str, file_name: str, read_all: Callable[[], tuple[Rule, ...]]) -> tuple[Rule, ...]:
    try:
        return read_all()
    except ConfigError as error:
        key = ".".join(str(part) for part in error.path if isinstance(part, str))
        line = f", line {line_of(text, error.path)}" if error.path else ""
        message = f"{key} {error.message}".strip()
        end = "" if message.endswith("?") else "."
        raise SetupError(f"{file_name}{line}: {message}{end}", _HOW) from error
    except RecursionError as error:
        raise SetupError(f"{file_name} is nested too deep.", _HOW) from error


def to_datastream(datastream_id: str) -> Rule:
    """A rule that sends every call to another datastream. Raises `SetupError` for what isn't an ID."""
    what = f"{datastream_id!r} isn't a datastream ID."
    return _checked("--to-datastream", Destination(datastream=datastream_id), what)


def to_profile(profile: Profile) -> Rule:
    """A rule that sends every call to a profile's gateway and datastream; not for the built-in emulator."""
    what = f"The profile {profile.name} has no gateway that calls can be sent to."
    return _checked("--to-profile", _of_profile(profile), what)


def to_emulator(url: str, datastream_id: str = EMULATOR_DATASTREAM_ID) -> Rule:
    """A rule that sends every call to an emulator that listens at a URL."""
    what = f"{url!r} isn't the address of an emulator."
    return _checked("--to-emulator", Destination(datastream_id, url), what)


def _checked(option: str, destination: Destination, what: str) -> Rule:
    """A rule with the name of the option that it's for."""
    if problem := next(iter(destination.config_errors()), None):
        raise SetupError(what, f"Its {problem[0]} {problem[1]}.")
    return Rule(option, to=destination)


def _of_profile(profile: Profile) -> Destination:
    return Destination(profile.datastream_id, profile.base_url)


def _rules(document: dict[str, Any], gateways: Gateways | None) -> Iterator[Rule]:
    for name in document:
        if name != "rules":
            raise ConfigError((name,), "isn't a setting" + suggestion(name, ["rules"]))
    tables = document.get("rules")
    if not isinstance(tables, list) or not tables:
        raise ConfigError(("rules",), "must be an array of tables with at least one: [[rules]]")
    if len(tables) > _MAX_RULES:
        raise ConfigError(("rules",), f"has more than {_MAX_RULES} rules")
    for index, table in enumerate(tables):
        path = ("rules", index)
        rule: Rule = read(Rule, table, path)
        named = replace(rule, name=rule.name or f"rule {index + 1}")
        yield _with_gateway(named, path, gateways) if gateways else named


def _check_datastream(to: Destination, path: tuple[str | int, ...]) -> None:
    """Where calls stay at their gateway, which is one of Adobe's, only such an ID can be meant."""
    if to.datastream and not (to.url or to.profile or to.emulator or is_datastream_id(to.datastream)):
        raise ConfigError(path, f"is {to.datastream!r}, but Adobe's IDs are UUIDs, also with :dev or :stage")


def _with_gateway(rule: Rule, path: tuple[str | int, ...], gateways: Gateways) -> Rule:
    """A rule that leads elsewhere with a URL and a datastream; one that is off needs neither."""
    if rule.to is None or not rule.enabled:
        return rule
    _check_datastream(rule.to, (*path, "to", "datastream"))
    return replace(rule, to=_resolved(rule.to, (*path, "to"), gateways))


def _resolved(to: Destination, path: tuple[str | int, ...], gateways: Gateways) -> Destination:
    """A destination as a URL and a datastream."""
    if to.emulator:
        if gateways.emulator_url is None:
            raise ConfigError((*path, "emulator"), "isn't possible here: give the url of an emulator that runs")
        return Destination(to.datastream or EMULATOR_DATASTREAM_ID, gateways.emulator_url())
    if not to.profile:
        return to
    profile = gateways.profiles.get(to.profile)
    if profile is None:
        raise ConfigError((*path, "profile"), "isn't a profile" + suggestion(to.profile, gateways.profiles))
    if profile.is_emulated:
        return _resolved(Destination(to.datastream or profile.datastream_id, emulator=True), path, gateways)
    found = _of_profile(profile)
    return replace(found, datastream=to.datastream or found.datastream)
