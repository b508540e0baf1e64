"""Rules of a file, with the real SDK: what they make up is what it renders and rejects."""

import pytest

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from edge_tui.model.sightings import CommandState
from edge_tui.rewriting.rule_file import Gateways, read_rules, to_emulator
from edge_tui.rewriting.rules import Rules
from tests.alloy.test_watching_changes import ANOTHER_DATASTREAM, OFFER, commands, shown, watch
from tests.alloy.watching import Shop


def rules(text: str) -> Rules:
    """The rules of a text."""
    return Rules(read_rules(text, "rules.toml", Gateways()))


def test_the_sdk_renders_an_offer_that_a_rule_makes_up(watched_shop: Shop) -> None:
    text = (
        "[[rules]]\nname = 'sale'\noffer.scope = '__view__'\noffer.html = 'On sale'\noffer.selector = '#personalized'\n"
    )
    watched = watch(watched_shop, rules(text))

    assert shown(watched) == "On sale"
    assert watched.calls[0].answered[0].changed == ("sale",)
    assert len(commands(watched, CommandState.RESOLVED)) == 1


def test_a_rule_about_other_pages_changes_nothing(watched_shop: Shop) -> None:
    text = "[[rules]]\noffer.scope = '__view__'\noffer.html = 'No'\noffer.selector = '#personalized'\n"
    watched = watch(watched_shop, rules(text + "when.pages = ['https://www.shop.example/cart*']\n"))

    assert shown(watched) == OFFER.decode()
    assert watched.calls[0].answered[0].changed == ()


@pytest.mark.parametrize(
    ("fault", "error"), [("fault.status = 422\nfault.code = '0104'", "422"), ("fault.network = 'off'", "")]
)
def test_the_sdk_rejects_a_fault_that_a_rule_makes_up(watched_shop: Shop, fault: str, error: str) -> None:
    watched = watch(watched_shop, rules(f"[[rules]]\nname = 'broken'\n{fault}\n"))

    assert watched_shop.lines == []
    (rejected,) = commands(watched, CommandState.REJECTED)
    assert error in rejected.error


def test_a_rule_leads_the_sdk_to_another_datastream(watched_shop: Shop) -> None:
    watched = watch(watched_shop, rules(f"[[rules]]\nto.datastream = '{ANOTHER_DATASTREAM}'\n"))

    assert {line.datastream for line in watched_shop.lines} == {"Authenticated only"}
    assert ANOTHER_DATASTREAM in watched.calls[0].began.sent_to


def test_a_rule_leads_the_sdk_to_an_emulator_without_tls(watched_shop: Shop) -> None:
    """As `--to-emulator` does: the page is served with TLS, and the emulator of this process isn't."""
    lines: list[RequestLogLine] = []
    with serving(on_request=lines.append) as emulator:
        watched = watch(watched_shop, Rules([to_emulator(emulator.url)]))

    assert watched_shop.lines == []
    assert [line.status for line in lines if line.method == "POST"] == [200] * len(watched.calls)
    assert shown(watched) == OFFER.decode()
    assert watched.calls[0].answered[0].changed == ("--to-emulator",)


def test_a_call_that_a_rule_delays_is_answered_by_its_gateway(watched_shop: Shop) -> None:
    watched = watch(watched_shop, rules("[[rules]]\nname = 'slow'\nfault.delay_ms = 300\n"))

    call = watched.calls[0]
    assert [line.status for line in watched_shop.lines if line.method == "POST"] == [200] * len(watched.calls)
    assert call.answered[0].changed == ("slow",)
    assert call.answered[0].held_ms >= 300
    assert shown(watched) == OFFER.decode()
