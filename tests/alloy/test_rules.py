"""Rules that change what passes the browser, with the real SDK, which notices nothing but what they do.

One visit goes to a page for each of them: a browser takes two seconds of processor time to start.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from edge_tui.model.headers import Headers
from edge_tui.model.passing import (
    AnswerWith,
    CutOff,
    GoElsewhere,
    Kept,
    PassingRequest,
    PassingResponse,
    RequestAction,
    Rewriter,
)
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.model.sightings import Cause, CommandState, Console, SdkCommand
from edge_tui.rewriting.rule_file import Gateways, read_rules, to_emulator
from edge_tui.rewriting.rules import Rules
from tests.alloy.shop import EDGE, SHOP
from tests.alloy.watching import Seen, Watched, certificates_of, open_shop

Kind = TypeVar("Kind", SdkCommand, Console)

# All in one worker, which has the visit.
pytestmark = pytest.mark.xdist_group("rules")

ANOTHER_DATASTREAM = EMULATOR_DATASTREAM_ID[:-1] + "2"
OFFER = b"Decided by the emulator"
MADE_UP = b"Made up by a rule"
REFUSED = b'{"type": "https://ns.adobe.com/aep/errors/EXEG-0104-422", "status": 422, "title": "Made up"}'
FILE_RULES = {
    "offer": "offer.scope = '__view__'\noffer.html = 'On sale'\noffer.selector = '#personalized'",
    "other-pages": "offer.scope = '__view__'\noffer.html = 'No'\noffer.selector = '#personalized'\n"
    "when.pages = ['https://www.shop.example/cart*']",
    "fault": "fault.status = 422\nfault.code = '0104'",
    "off": "fault.network = 'off'",
    "datastream": f"to.datastream = '{ANOTHER_DATASTREAM}'",
    "slow": "fault.delay_ms = 300",
}


@dataclass
class OneThing:
    """Does one thing with every request, or with every response."""

    action: RequestAction = None
    change: tuple[bytes, bytes] | None = None
    url_change: tuple[str, str] | None = None
    headers: Headers = ()
    sentences: tuple[str, ...] = ("A test changes something.",)
    keeps_back: bool = True
    seen: list[PassingRequest] = field(default_factory=list)

    def kept_of(self, url: str) -> Kept:
        return Kept.NONE

    def on_request(self, request: PassingRequest) -> RequestAction:
        self.seen.append(request)
        if self.url_change is not None:
            return GoElsewhere("elsewhere", request.url.replace(*self.url_change), self.headers)
        return self.action

    def wants_response(self, request: PassingRequest) -> bool:
        return self.change is not None

    def on_response(self, request: PassingRequest, response: PassingResponse) -> tuple[str, PassingResponse] | None:
        assert request in self.seen
        if self.change is None or self.change[0] not in response.body:
            return None
        return "offer", PassingResponse(response.status, response.headers, response.body.replace(*self.change))


@dataclass
class OfPages:
    """The rules of each page, for what the SDK says that it sends from there."""

    pages: dict[str, Rewriter]
    sentences: tuple[str, ...] = ("A test changes something.",)
    keeps_back: bool = True

    def kept_of(self, url: str) -> Kept:
        return Kept.SOME

    def on_request(self, request: PassingRequest) -> RequestAction:
        return self._of(request).on_request(request)

    def wants_response(self, request: PassingRequest) -> bool:
        return self._of(request).wants_response(request)

    def on_response(self, request: PassingRequest, response: PassingResponse) -> tuple[str, PassingResponse] | None:
        return self._of(request).on_response(request, response)

    def _of(self, request: PassingRequest) -> Rewriter:
        (rules,) = (
            rules for page, rules in self.pages.items() if f'"{page_url(page)}"'.encode() in (request.body or b"")
        )
        return rules


def page_url(page: str) -> str:
    """The address of the page with some rules."""
    return f"{SHOP}/sdk?page={page}"


@dataclass(frozen=True)
class Gateway:
    """Where calls may be led, and what arrived there."""

    url: str
    lines: list[RequestLogLine]


@dataclass(frozen=True)
class Page:
    """What was seen of one page of the visit."""

    name: str
    watched: Watched
    arrived: list[RequestLogLine]

    @cached_property
    def calls(self) -> list[Seen]:
        return [call for call in self.watched.calls if call.began.page_url == page_url(self.name)]

    @property
    def lines(self) -> list[RequestLogLine]:
        """What of it arrived at the gateway of the site."""
        return self.arrived_at(self.arrived)

    def arrived_at(self, lines: list[RequestLogLine]) -> list[RequestLogLine]:
        """The lines of its calls in a gateway's log."""
        ids = {call.request_id for call in self.calls}
        return [line for line in lines if line.method == "POST" and line.request_id[:36] in ids]

    def of(self, kind: type[Kind]) -> list[Kind]:
        return [each for each in self.watched.of(kind) if each.page_url == page_url(self.name)]

    def commands(self, state: CommandState) -> list[SdkCommand]:
        return [each for each in self.of(SdkCommand) if each.name == "sendEvent" and each.state is state]

    @property
    def shown(self) -> bytes:
        """What the page wrote of what it shows."""
        (line,) = (console.text for console in self.of(Console) if console.text.startswith("shown: "))
        return line.removeprefix("shown: ").encode()


@dataclass(frozen=True)
class Visit:
    """A visit to all pages, the gateway of the site, and two others."""

    watched: Watched
    lines: list[RequestLogLine]
    other: Gateway
    plain: Gateway

    def __getitem__(self, page: str) -> Page:
        return Page(page, self.watched, self.lines)


@pytest.fixture(scope="module")
def visit(alloy_path: Path, chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("rules")
    other_lines: list[RequestLogLine] = []
    plain_lines: list[RequestLogLine] = []
    with (
        open_shop(alloy_path, chromium_path, folder) as shop,
        serving(tls=folder / "other", on_request=other_lines.append) as other,
        serving(on_request=plain_lines.append) as plain,
    ):
        refusal = PassingResponse(422, (("content-type", "application/json"),), REFUSED)
        pages: dict[str, Rewriter] = {
            **{name: Rules(read_rules(_table(name), "rules.toml", Gateways())) for name in FILE_RULES},
            "to-emulator": Rules([to_emulator(plain.url)]),
            "to-datastream": OneThing(url_change=(EMULATOR_DATASTREAM_ID, ANOTHER_DATASTREAM)),
            "to-gateway": OneThing(url_change=(EDGE, other.url), headers=(("x-edge-tui-test", "1"),)),
            "made-up": OneThing(change=(OFFER, MADE_UP)),
            "refused": OneThing(AnswerWith("refusal", refusal)),
            "cut-off": OneThing(CutOff("no network")),
        }
        trusted = next(each for each in shop.arguments if "spki" in each)
        watched = shop.watch(
            "".join(f"goto {page_url(page)}\nwait #done\nwait 300ms\n" for page in pages),
            rewriter=OfPages(pages),
            arguments=(f"{trusted},{certificates_of(other).public_key_sha256}",),
        )
        assert watched.source.wait_for_steps(60)
        watched.source.stop()
        assert watched.source.step_error == ""
        yield Visit(watched, shop.lines, Gateway(other.url, other_lines), Gateway(plain.url, plain_lines))


def _table(name: str) -> str:
    return f"[[rules]]\nname = '{name}'\n{FILE_RULES[name]}\n"


def test_every_call_that_arrives_at_a_gateway_was_seen(visit: Visit) -> None:
    arrived = [line for lines in (visit.lines, visit.other.lines, visit.plain.lines) for line in lines]
    ids = {call.request_id for call in visit.watched.calls}
    assert [line for line in arrived if line.method == "POST" and line.request_id[:36] not in ids] == []


def test_the_sdk_renders_an_offer_that_a_rule_makes_up(visit: Visit) -> None:
    page = visit["offer"]
    assert page.shown == b"On sale"
    assert page.calls[0].answered[0].changed == ("offer",)
    assert len(page.commands(CommandState.RESOLVED)) == 1


def test_a_rule_about_other_pages_changes_nothing(visit: Visit) -> None:
    page = visit["other-pages"]
    assert page.shown == OFFER
    assert page.calls[0].answered[0].changed == ()


@pytest.mark.parametrize(("fault", "error"), [("fault", "422"), ("off", "")])
def test_the_sdk_rejects_a_fault_that_a_rule_makes_up(fault: str, error: str, visit: Visit) -> None:
    page = visit[fault]
    assert page.calls
    assert page.lines == []
    (rejected,) = page.commands(CommandState.REJECTED)
    assert error in rejected.error


@pytest.mark.parametrize(("page_name", "rule"), [("datastream", "datastream"), ("to-datastream", "elsewhere")])
def test_a_call_goes_to_another_datastream(page_name: str, rule: str, visit: Visit) -> None:
    page = visit[page_name]
    call = page.calls[0]
    assert {line.datastream for line in page.lines} == {"Authenticated only"}
    assert EMULATOR_DATASTREAM_ID in call.began.url
    assert ANOTHER_DATASTREAM in call.began.sent_to
    assert call.answered[0].changed == (rule,)
    assert call.answered[0].status == page.lines[0].status


def test_a_rule_leads_the_sdk_to_an_emulator_without_tls(visit: Visit) -> None:
    """As `--to-emulator` does: the page is served with TLS, and the emulator of this process isn't."""
    page = visit["to-emulator"]
    assert page.lines == []
    assert [line.status for line in page.arrived_at(visit.plain.lines)] == [200] * len(page.calls)
    assert page.shown == OFFER
    assert page.calls[0].answered[0].changed == ("--to-emulator",)


def test_a_call_that_a_rule_delays_is_answered_by_its_gateway(visit: Visit) -> None:
    page = visit["slow"]
    call = page.calls[0]
    assert [line.status for line in page.lines] == [200] * len(page.calls)
    assert call.answered[0].changed == ("slow",)
    assert call.answered[0].held_ms >= 300
    assert page.shown == OFFER


def test_a_call_goes_to_another_gateway_and_keeps_its_body(visit: Visit) -> None:
    page = visit["to-gateway"]
    assert page.lines == []
    assert page.calls
    assert [line.status for line in page.arrived_at(visit.other.lines)] == [200] * len(page.calls)
    for call in page.calls:
        assert call.answered[0].status == 200
        assert call.began.sent_to.startswith(visit.other.url)
    assert len(page.commands(CommandState.RESOLVED)) == 1
    assert page.shown == OFFER


def test_a_made_up_offer_is_rendered_by_the_sdk(visit: Visit) -> None:
    page = visit["made-up"]
    call = page.calls[0]
    assert call.answer is not None
    assert MADE_UP in call.answer
    assert OFFER not in call.answer
    assert call.answered[0].changed == ("offer",)
    names = {name.lower() for name, _ in call.answered[0].headers}
    assert not names & {"content-length", "content-encoding"}
    assert len(page.commands(CommandState.RESOLVED)) == 1
    assert page.shown == MADE_UP


def test_a_made_up_refusal_reaches_the_sdk_and_nothing_is_sent(visit: Visit) -> None:
    page = visit["refused"]
    (call,) = page.calls
    assert page.lines == []
    assert (call.answered[0].status, call.answer, call.answered[0].changed) == (422, REFUSED, ("refusal",))
    (rejected,) = page.commands(CommandState.REJECTED)
    assert "422" in rejected.error


def test_a_call_that_is_cut_off_fails_and_nothing_is_sent(visit: Visit) -> None:
    page = visit["cut-off"]
    (call,) = page.calls
    assert page.lines == []
    assert [(failed.cause, failed.changed) for failed in call.failed] == [(Cause.BROKEN, ("no network",))]
    assert call.answered == []
    assert len(page.commands(CommandState.REJECTED)) == 1
