"""Where test traffic lands under some rules: in words, with production named."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from edge_tui.model.domains import near
from edge_tui.model.origin import SentTo
from edge_tui.model.profile import Environment, Profile
from edge_tui.model.text import visible
from edge_tui.rewriting.conditions import When
from edge_tui.rewriting.destination import Destination
from edge_tui.rewriting.rules import Rule

_EVERY_CALL = When()
# Adobe: an ID without a suffix is the production environment of its datastream.
_NO_ENVIRONMENT = "(PRODUCTION: its ID has no :dev or :stage, and no profile says otherwise)"
_SUFFIXES = {"dev": "development", "stage": "staging"}


@dataclass(frozen=True, slots=True)
class Landing:
    """`words` are sentences. Whether a rule sends calls elsewhere, and to a production datastream."""

    words: str = ""
    leads_to_production: bool = False
    leads_elsewhere: bool = False


def landing_of(rules: Sequence[Rule], profiles: Sequence[Profile], own: Iterable[SentTo] = ()) -> Landing:
    """Where calls land: `rules` as they are written, `own` where the site itself sends, with its datastreams.

    A gateway on this machine or in its network isn't Adobe's: nothing is production there by its ID.
    """
    on, own = [rule for rule in rules if rule.enabled], tuple(dict.fromkeys(own))
    near_by = {near(_host(each.host)) for each in own}
    places = list(_places(on, profiles, near_by.pop() if len(near_by) == 1 else ""))
    sentences = [words for words, _ in places]
    if not any((rule.to is not None or rule.is_never_sent) and rule.when == _EVERY_CALL for rule in on):
        sentences.append(_rest(on, own, profiles))
    sentences += _never_sent(on)
    return Landing(" ".join(sentences), any(is_production for _, is_production in places), bool(places))


def _places(rules: Sequence[Rule], profiles: Sequence[Profile], own_near: str) -> Iterator[tuple[str, bool]]:
    """Where each destination leads. Those of every call add up to one, whose last part wins.

    `own_near` says where the site's own gateway is, if that is near.
    """
    whole = Destination()
    for rule in rules:
        if rule.to is None:
            continue
        if rule.when == _EVERY_CALL:
            whole = _added(whole, rule.to)
        else:
            place, is_production = _place(rule.to, profiles, own_near)
            yield f"Calls that fit “{visible(rule.name)}” land in {place}.", is_production
    if whole != Destination():
        place, is_production = _place(whole, profiles, own_near)
        yield f"Test traffic lands in {place}.", is_production


def _added(first: Destination, second: Destination) -> Destination:
    if second.profile or second.emulator:
        return second
    if second.url:
        return replace(first, url=second.url, datastream=second.datastream or first.datastream, emulator=False)
    return replace(first, datastream=second.datastream)


def _place(to: Destination, profiles: Sequence[Profile], own_near: str) -> tuple[str, bool]:
    profile = next((each for each in profiles if each.name == to.profile), None) if to.profile else None
    if to.emulator or (profile is not None and profile.is_emulated):
        return "the built-in emulator: nothing reaches Adobe", False
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
    short = f"datastream {visible(_short(datastream))}"
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


def _short(datastream: str) -> str:
    """`…0002:dev`: the end of an ID, with its suffix."""
    start, colon, suffix = datastream.partition(":")
    return f"…{start[-4:]}{colon}{suffix}" if len(start) > 12 else datastream


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
