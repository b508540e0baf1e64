"""Rules that change what passes the browser, with the real SDK, which notices nothing but what they do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from edge_tui.emulator.request_log import RequestLogLine
from edge_tui.emulator.serve import serving
from edge_tui.model.headers import Headers
from edge_tui.model.passing import AnswerWith, CutOff, GoElsewhere, Kept, PassingRequest, PassingResponse, RequestAction
from edge_tui.model.profile import EMULATOR_DATASTREAM_ID
from edge_tui.model.sightings import Cause, CommandState, Console, SdkCommand
from tests.alloy.shop import EDGE, SHOP
from tests.alloy.watching import Shop, Watched

ANOTHER_DATASTREAM = EMULATOR_DATASTREAM_ID[:-1] + "2"
OFFER = b"Decided by the emulator"
STEPS = f"goto {SHOP}/sdk\nwait #done\nwait 300ms"


@dataclass
class Rules:
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


def watch(watched_shop: Shop, rules: Rules, **options: object) -> Watched:
    watched = watched_shop.watch(STEPS, rewriter=rules, **options)
    assert watched.source.wait_for_steps(60)
    watched.source.stop()
    return watched


def commands(watched: Watched, state: CommandState) -> list[SdkCommand]:
    return [each for each in watched.of(SdkCommand) if each.name == "sendEvent" and each.state is state]


def shown(watched: Watched) -> str:
    """What the page wrote of what it shows."""
    (line,) = (console.text for console in watched.of(Console) if console.text.startswith("shown: "))
    return line.removeprefix("shown: ")


def test_a_call_goes_to_another_datastream(watched_shop: Shop) -> None:
    watched = watch(watched_shop, Rules(url_change=(EMULATOR_DATASTREAM_ID, ANOTHER_DATASTREAM)))

    call = watched.calls[0]
    assert {line.datastream for line in watched_shop.lines} == {"Authenticated only"}
    assert EMULATOR_DATASTREAM_ID in call.began.url
    assert ANOTHER_DATASTREAM in call.began.sent_to
    assert call.answered[0].changed == ("elsewhere",)
    assert call.answered[0].status == watched_shop.lines[0].status


@contextmanager
def another_emulator(folder: Path) -> Iterator[tuple[str, list[RequestLogLine], str]]:
    lines: list[RequestLogLine] = []
    with serving(tls=folder, on_request=lines.append) as emulator:
        assert emulator.certificates is not None
        yield emulator.url, lines, emulator.certificates.public_key_sha256


def test_a_call_goes_to_another_gateway_and_keeps_its_body(watched_shop: Shop, tmp_path: Path) -> None:
    with another_emulator(tmp_path / "other") as (url, lines, key):
        trusted = f"--ignore-certificate-errors-spki-list={key},{_trusted(watched_shop)}"
        rules = Rules(url_change=(EDGE, url), headers=(("x-edge-tui-test", "1"),))
        watched = watch(watched_shop, rules, arguments=(trusted,))

    assert watched_shop.lines == []
    # Without cookies of the other gateway, the SDK has a display event to report, too.
    assert [line.status for line in lines if line.method == "POST"] == [200] * len(watched.calls)
    for call in watched.calls:
        assert call.answered[0].status == 200
        assert call.began.sent_to.startswith(url)
    assert len(commands(watched, CommandState.RESOLVED)) == 1
    assert shown(watched) == OFFER.decode()


def _trusted(watched_shop: Shop) -> str:
    return next(each for each in watched_shop.arguments if "spki" in each).partition("=")[2]


def test_a_made_up_offer_is_rendered_by_the_sdk(watched_shop: Shop) -> None:
    made_up = b"Made up by a rule"
    watched = watch(watched_shop, Rules(change=(OFFER, made_up)))

    call = watched.calls[0]
    assert call.answer is not None
    assert made_up in call.answer
    assert OFFER not in call.answer
    assert call.answered[0].changed == ("offer",)
    names = {name.lower() for name, _ in call.answered[0].headers}
    assert not names & {"content-length", "content-encoding"}
    assert len(commands(watched, CommandState.RESOLVED)) == 1
    assert shown(watched) == made_up.decode()


def test_a_made_up_refusal_reaches_the_sdk_and_nothing_is_sent(watched_shop: Shop) -> None:
    body = b'{"type": "https://ns.adobe.com/aep/errors/EXEG-0104-422", "status": 422, "title": "Made up"}'
    refusal = AnswerWith("refusal", PassingResponse(422, (("content-type", "application/json"),), body))
    watched = watch(watched_shop, Rules(refusal))

    (call,) = watched.calls
    assert watched_shop.lines == []
    assert (call.answered[0].status, call.answer, call.answered[0].changed) == (422, body, ("refusal",))
    (rejected,) = commands(watched, CommandState.REJECTED)
    assert "422" in rejected.error


def test_a_call_that_is_cut_off_fails_and_nothing_is_sent(watched_shop: Shop) -> None:
    watched = watch(watched_shop, Rules(CutOff("no network")))

    (call,) = watched.calls
    assert watched_shop.lines == []
    assert [(failed.cause, failed.changed) for failed in call.failed] == [(Cause.BROKEN, ("no network",))]
    assert call.answered == []
    assert len(commands(watched, CommandState.REJECTED)) == 1
