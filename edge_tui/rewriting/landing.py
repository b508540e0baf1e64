"""Where test traffic lands under some rules: in words, with production named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from urllib.parse import urlsplit

from edge_tui.model.domains import near
from edge_tui.model.origin import SentTo
from edge_tui.model.profile import Environment, Profile
from edge_tui.model.text import short_datastream, visible
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.rules import Rule

_EVERY_CALL = When()
_NOWHERE = Destination()
_EMULATOR = "the built-in emulator"
# Adobe: an ID without a suffix is the production environment of its datastream.
_NO_ENVIRONMENT = "(PRODUCTION: its ID has no :dev or :stage, and no profile says otherwise)"
_SUFFIXES = {"dev": "development", "stage": "staging"}


@dataclass(frozen=True, slots=True)
class Landing:
    """`words` are sentences. Whether a rule sends calls elsewhere, all of them, and to a production datastream."""

    words: str = ""
    leads_to_production: bool = False
    leads_elsewhere: bool = False
    leads_all_elsewhere: bool = False


def landing_of(rules: Sequence[Rule], profiles: Sequence[Profile], own: Iterable[SentTo] = ()) -> Landing:
    """Where calls land: `rules` as they are written, `own` where the site itself sends, with its datastreams.

    A gateway on this machine or in its network isn't Adobe's: nothing is production there by its ID.
    """
    on, own = [rule for rule in rules if rule.enabled], tuple(dict.fromkeys(own))
    near_by = {near(_host(each.host)) for each in own}
    own_near = near_by.pop() if len(near_by) == 1 else ""
    of_all = _sum(rule for rule in on if rule.when == _EVERY_CALL)
    some = [(rule, *place) for rule, place in _exceptions(on, of_all, profiles, own_near)]
    sentences = [f"Calls that fit “{visible(rule.name)}” land in {place}." for rule, place, _ in some]
    productions = [is_production for _, _, is_production in some]
    if of_all != _NOWHERE:
        place, is_production = _place(of_all, profiles, own_near)
        productions.append(is_production)
        nothing = ": nothing reaches Adobe" if place == _EMULATOR and not some else ""
        sentences.append(f"{'All other calls land' if some else 'Test traffic lands'} in {place}{nothing}.")
    elif not any(rule.is_never_sent and rule.when == _EVERY_CALL for rule in on):
        sentences.append(_rest(on, own, profiles))
    sentences += _never_sent(on)
    return Landing(" ".join(sentences), any(productions), bool(productions), of_all != _NOWHERE)


def _sum(rules: Iterable[Rule]) -> Destination:
    """Where calls go that fit all of some rules: destinations add up in their order."""
    return reduce(_added, (rule.to for rule in rules if rule.to is not None), _NOWHERE)


def _exceptions(
    rules: Sequence[Rule], of_all: Destination, profiles: Sequence[Profile], own_near: str
) -> Iterator[tuple[Rule, tuple[str, bool]]]:
    """The rules for some calls that send them to another place than the rules for every call do.

    `own_near` says where the site's own gateway is, if that is near.
    """
    for rule in rules:
        if rule.to is None or rule.when == _EVERY_CALL:
            continue
        # Later rules for every call send on what this one sends somewhere.
        to = _sum(each for each in rules if each is rule or each.when == _EVERY_CALL)
        place = _place(to, profiles, own_near)
        if of_all == _NOWHERE or place != _place(of_all, profiles, own_near):
            yield rule, place


def _added(first: Destination, second: Destination) -> Destination:
    if second.profile or second.emulator:
        return second
    if second.url:
        return replace(first, url=second.url, datastream=second.datastream or first.datastream, emulator=False)
    return replace(first, datastream=second.datastream)


def _place(to: Destination, profiles: Sequence[Profile], own_near: str) -> tuple[str, bool]:
    profile = next((each for each in profiles if each.name == to.profile), None) if to.profile else None
    if to.emulator or (profile is not None and profile.is_emulated):
        return _EMULATOR, False
    datastream = to.datastream or (profile.datastream_id if profile else "")
    at = f" at {visible(to.url)}" if to.url else ""
    if not datastream:
        return f"the site's own datastream{at}", False
    url = to.url or (profile.url if profile is not None else "")
    is_near = near(_host(url)) if url else own_near
    words, is_production = _datastream(datastream, profiles, profile, is_near)
    return f"{words}{at}", is_production


def _host(url: str) -> str:
    """The host of a URL, or of what is a host with or without its port."""
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def _datastream(
    datastream: str, profiles: Sequence[Profile], profile: Profile | None = None, is_near: str = ""
) -> tuple[str, bool]:
    """A datastream with its environment: as a profile says, else by the suffix of its ID."""
    short = f"datastream {visible(short_datastream(datastream))}"
    if is_near:
        named = f" of the profile {visible(profile.name)}" if profile is not None else ""
        return f"{short}{named} (a gateway {is_near}, not Adobe's)", False
    known = profile if profile is not None and profile.datastream_id == datastream else None
    real = (each for each in profiles if not each.is_emulated)
    known = known or next((each for each in real if each.datastream_id == datastream), None)
    if known is not None:
        is_production = known.environment is Environment.PROD
        environment = "PRODUCTION" if is_production else str(known.environment)
        return f"{short} of the profile {visible(known.name)} ({environment})", is_production
    suffix = datastream.partition(":")[2].lower()
    if suffix in _SUFFIXES:
        return f"{short} ({_SUFFIXES[suffix]}, by its suffix)", False
    return f"{short} {_NO_ENVIRONMENT}", True


def _rest(rules: Sequence[Rule], own: Sequence[SentTo], profiles: Sequence[Profile]) -> str:
    """What becomes of the calls that no destination is for."""
    is_some = any(rule.to is not None for rule in rules)
    start = "All other calls" if is_some else "Calls"
    if not own:
        return f"{start} still reach the site's own datastream: its visits are real data there."
    first, *rest = (_datastream(each.datastream, profiles, is_near=near(_host(each.host)))[0] for each in own[:2])
    if rest and first.endswith(_NO_ENVIRONMENT) and rest[0].endswith(_NO_ENVIRONMENT):
        # The reason is said once.
        first = first.removesuffix(f" {_NO_ENVIRONMENT}")
    named = " and ".join((first, *rest))
    return f"{start} still reach the site's own {named}."


def _never_sent(rules: Sequence[Rule]) -> Iterator[str]:
    """Which calls land nowhere."""
    for rule in (each for each in rules if each.is_never_sent):
        name, is_for_all = visible(rule.name), rule.when == _EVERY_CALL
        yield f"All calls fit “{name}”: none is sent." if is_for_all else f"Calls that fit “{name}” aren't sent at all."
