"""Where test traffic lands, in words; production is named."""

import pytest

from edge_tui.model.domains import near
from edge_tui.model.origin import SentTo
from edge_tui.model.profile import Environment, Profile
from edge_tui.rewriting.landing import landing_of
from edge_tui.rewriting.rule_file import written_rules
from tests.tables import every_row

# IDs without their last four digits.
ID = "4f1c6d02-7c5e-4000-8000-00000000"
PROFILES = (
    Profile(
        "live",
        environment=Environment.PROD,
        url="https://edge.shop.example",
        datastream_id="4f1c6d02-7c5e-4000-8000-000000000001",
    ),
    Profile(
        "dev",
        environment=Environment.DEV,
        url="https://edge.shop.example",
        datastream_id="4f1c6d02-7c5e-4000-8000-000000000002:dev",
    ),
    Profile("local", url="emulator", datastream_id="ds-local"),
)
HOST = "edge.shop.example"
OWN = (SentTo(HOST, "4f1c6d02-7c5e-4000-8000-000000000001"),)


@every_row(
    ("rules", "words", "production"),
    [
        ([], "Calls still reach the site's own datastream …0001 of the profile live (PRODUCTION).", False),
        (["to.profile = 'live'"], "Test traffic lands in datastream …0001 of the profile live (PRODUCTION).", True),
        (["to.profile = 'dev'"], "Test traffic lands in datastream …0002:dev of the profile dev (dev).", False),
        (["to.profile = 'local'"], "Test traffic lands in the built-in emulator: nothing reaches Adobe.", False),
        (["to.emulator = true"], "Test traffic lands in the built-in emulator: nothing reaches Adobe.", False),
        ([f"to.datastream = '{ID}0001'"], "lands in datastream …0001 of the profile live (PRODUCTION).", True),
        ([f"to.datastream = '{ID}0009:stage'"], "datastream …0009:stage (staging, by its suffix).", False),
        ([f"to.datastream = '{ID}0009'"], "(PRODUCTION: its ID has no :dev or :stage, and no profile", True),
        (["to.url = 'http://127.0.0.1:9'"], "lands in the site's own datastream at http://127.0.0.1:9.", False),
        (["to.profile = 'live'", "to.emulator = true"], "Test traffic lands in the built-in emulator", False),
        (["to.emulator = true", "to.profile = 'live'"], "Test traffic lands in datastream …0001", True),
        (["to.profile = 'dev'", "to.url = 'http://h.io'"], "…0002:dev of the profile dev (dev) at http://h.io.", False),
        (
            ["to.emulator = true\nwhen.every = 2", "to.profile = 'live'"],
            "Test traffic lands in datastream …0001 of the profile live (PRODUCTION).",
            True,
        ),
        (
            [f"to.datastream = '{ID}0001'\nwhen.every = 2", "to.emulator = true"],
            "Test traffic lands in the built-in emulator: nothing reaches Adobe.",
            False,
        ),
        (["to.emulator = true", f"to.datastream = '{ID}0001'\nwhen.every = 2"], "Test traffic lands in the", False),
        (
            ["to.emulator = true", "to.profile = 'live'\nwhen.every = 2"],
            "Calls that fit “rule 2” land in datastream …0001 of the profile live (PRODUCTION). "
            "All other calls land in the built-in emulator.",
            True,
        ),
        (
            ["to.url = 'http://h.io'", "to.profile = 'dev'\nwhen.every = 2"],
            "All other calls land in the site's own datastream at http://h.io.",
            False,
        ),
        (
            ["to.profile = 'dev'\nwhen.every = 2", "to.url = 'http://h.io'"],
            "Calls that fit “rule 1” land in datastream …0002:dev of the profile dev (dev) at http://h.io. All other",
            False,
        ),
        (["to.profile = 'live'\nenabled = false"], "Calls still reach the site's own datastream …0001", False),
        (["to.profile = 'live'\nwhen.every = 2"], "Calls that fit “rule 1” land in datastream …0001 of", True),
        (["to.profile = 'dev'\nwhen.every = 2"], "All other calls still reach the site's own datastream …0001", False),
        (["fault.status = 503"], "All calls fit “rule 1”: none is sent.", False),
        (["fault.status = 503\nwhen.every = 2"], "Calls still reach the site's own datastream …0001", False),
        (["fault.network = 'off'\nwhen.every = 2"], "Calls that fit “rule 1” aren't sent at all.", False),
        (["fault.delay_ms = 5"], "Calls still reach the site's own datastream …0001", False),
        (["offer.scope = 'a'\noffer.html = 'b'"], "Calls still reach the site's own datastream …0001", False),
    ],
)  # fmt: skip
def test_where_calls_land_is_said(rules: list[str], words: str, production: bool) -> None:
    text = "".join(f"[[rules]]\n{rule}\n" for rule in rules)
    landing = landing_of(written_rules(text, "rules.toml") if rules else (), PROFILES, OWN)
    assert words in landing.words
    assert landing.leads_to_production is production
    led_away = any(each in landing.words for each in ("Test traffic lands", "All other calls land", "none is sent"))
    assert ("still reach" in landing.words) != led_away
    leading = [rule for rule in rules if rule.startswith("to.") and "enabled" not in rule]
    assert landing.leads_elsewhere == bool(leading)
    assert landing.leads_all_elsewhere == any("when." not in rule for rule in leading)


PLACES = (
    "to.emulator = true",
    "to.profile = 'live'",
    "to.profile = 'dev'",
    "to.url = 'http://h.io'",
    f"to.datastream = '{ID}0001'",
    f"to.datastream = '{ID}0002:dev'",
)


@pytest.mark.parametrize("second", PLACES)
@pytest.mark.parametrize("first", PLACES)
@pytest.mark.parametrize("some", [0, 1])
def test_where_a_call_is_sent_by_two_rules_is_where_it_is_said_to_land(first: str, second: str, some: int) -> None:
    """One of the two is for calls of one event: what is said of these is what two rules for every call would do."""
    pair = [first, second]
    for_all = landing_of(written_rules("".join(f"[[rules]]\n{rule}\n" for rule in pair), "r.toml"), PROFILES, OWN)
    pair[some] += "\nwhen.events = ['a']"
    landing = landing_of(written_rules("".join(f"[[rules]]\n{rule}\n" for rule in pair), "r.toml"), PROFILES, OWN)
    place = for_all.words.partition(" in ")[2].removesuffix(".").removesuffix(": nothing reaches Adobe")
    fitting = "Test traffic lands" if "Test traffic" in landing.words else f"Calls that fit “rule {some + 1}” land"
    assert f"{fitting} in {place}" in landing.words
    assert landing.leads_to_production >= for_all.leads_to_production


def test_an_unknown_site_may_be_production() -> None:
    assert "real data" in landing_of((), PROFILES).words
    assert "PRODUCTION" in landing_of((), PROFILES, [SentTo(HOST, "4f1c6d02-7c5e-7777")]).words


@pytest.mark.parametrize(
    ("own", "named"),
    [
        (["7777", "8888"], "datastream …7777 and datastream …8888 (PRODUCTION: its ID"),
        (["7777", "0001"], "datastream …7777 (PRODUCTION: its ID has no :dev or :stage, and no profile says"),
        (["7777", "0001"], ") and datastream …0001 of the profile live (PRODUCTION)."),
    ],
)
def test_why_the_sites_own_datastreams_are_production_is_said_once(own: list[str], named: str) -> None:
    assert (
        named
        in landing_of((), PROFILES, [SentTo(HOST, f"4f1c6d02-7c5e-4000-8000-00000000{each}") for each in own]).words
    )


NEAR = {
    "localhost": "on this machine",
    "edge.localhost": "on this machine",
    "127.0.0.1": "on this machine",
    "127.9.9.9": "on this machine",
    "::1": "on this machine",
    "10.1.2.3": "in this network",
    "192.168.0.7": "in this network",
    "172.20.1.1": "in this network",
    "169.254.1.1": "in this network",
    "fd00::1": "in this network",
    "fe80::1": "in this network",
    "gateway": "in this network",
    "gw.local": "in this network",
    "GW.Internal.": "in this network",
    "edge.test": "in this network",
    "edge.adobedc.net": "",
    "edge.shop.example": "",
    "local.example.com": "",
    "8.8.8.8": "",
    "2606:4700::1111": "",
    "172.32.1.1": "",
    "": "",
}


def test_hosts_of_this_machine_and_of_its_network_are_near() -> None:
    assert {host: near(host) for host in NEAR} == NEAR


def test_nothing_is_production_at_a_gateway_that_is_near() -> None:
    for host, where in NEAR.items():
        name = f"[{host}]" if ":" in host else host
        for own in (f"{name}:8080", name) if host else ():
            site = (SentTo(own, f"{ID}0009"),)
            there = landing_of((), PROFILES, site)
            to_datastream = landing_of(written_rules(f"[[rules]]\nto.datastream = '{ID}0008'", "r"), PROFILES, site)
            rule = f"[[rules]]\nto.url = 'http://{own}'\n[[rules]]\nto.datastream = '{ID}0008'"
            to_gateway = landing_of(written_rules(rule, "r"), PROFILES, OWN)
            for landing in (there, to_datastream, to_gateway):
                assert ("PRODUCTION" in landing.words) is not bool(where), landing
                assert where in landing.words
            assert to_datastream.leads_to_production is to_gateway.leads_to_production is not bool(where)


def test_a_profile_of_a_gateway_that_is_near_is_not_production_whatever_it_says() -> None:
    profile = Profile("near", environment=Environment.PROD, url="http://127.0.0.1:9", datastream_id=f"{ID}0001")
    landing = landing_of(written_rules("[[rules]]\nto.profile = 'near'", "rules.toml"), (profile,), OWN)
    assert (
        landing.words
        == "Test traffic lands in datastream …0001 of the profile near (a gateway on this machine, not Adobe's)."
    )
    assert not landing.leads_to_production


def test_a_site_with_a_gateway_elsewhere_too_may_reach_production() -> None:
    site = (SentTo("127.0.0.1:8080", f"{ID}0009"), SentTo(HOST, f"{ID}0009"))
    rules = written_rules(f"[[rules]]\nto.datastream = '{ID}0008'", "rules.toml")
    assert landing_of(rules, PROFILES, site).leads_to_production
