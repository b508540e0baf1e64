"""What is held is let through at once where it can't be read, and whatever a rule does."""

import asyncio
import base64
import contextlib
from dataclasses import dataclass, field
from typing import Any

import pytest

from edge_tui.browser import deciding, interception
from edge_tui.browser.cdp import Event
from edge_tui.browser.holding import LIMIT_SECONDS, Held
from edge_tui.model.passing import AnswerWith, CutOff, GoElsewhere, Kept, PassingRequest, PassingResponse, RequestAction
from edge_tui.model.sightings import Answered, Began, Cause, Failed
from tests.browser.playing import Player, Transcript
from tests.tables import every_row

URL = "https://edge.adobedc.net/ee/v1/interact?configId=ds&requestId=1"
BODY = b'{"handle": []}'


def paused(number: int, url: str = URL, **members: Any) -> Event:
    request = {
        "url": url,
        "method": members.pop("method", "POST"),
        "headers": {"Origin": "https://www.shop.example", "X-Own": "1"},
        "postData": "{}",
        "hasPostData": True,
    }
    return Event("Fetch.requestPaused", {"requestId": f"interception-job-{number}.0", "request": request, **members})


def response(number: int, status: int = 200, url: str = URL, **headers: str) -> Event:
    listed = [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()]
    return paused(number, url, responseStatusCode=status, responseHeaders=listed)


def play(*events: Event, rewriter: Any = None, body: bytes | None = BODY) -> Player:
    transcript = Transcript("")
    if body is not None:
        for event in events:
            key = ("Fetch.getResponseBody", event.params.get("requestId"))
            transcript.results[key] = {"body": base64.b64encode(body).decode(), "base64Encoded": True}
    player = Player(transcript, rewriter)
    asyncio.run(player.play(events))
    return player


def only(player: Player, kind: type) -> Any:
    (found,) = [sighting for sighting in player.told if isinstance(sighting, kind)]
    return found


def test_a_response_is_read_and_continued_as_it_is() -> None:
    player = play(paused(1), response(1, content_type="application/json"))
    assert only(player, Answered).body == BODY
    assert only(player, Began).is_unload
    assert [method for method, _ in player.sent] == ["Fetch.continueRequest", "Fetch.continueRequest"]


@pytest.mark.parametrize(
    ("event", "missing"),
    [
        (response(1, content_type="text/event-stream; charset=utf-8"), "stream"),
        (response(1, 307, location="https://other.example/"), "redirect"),
        (response(1, content_length="20000000"), "larger than 16 MB"),
    ],
)
def test_what_is_never_held_passes_unread(event: Event, missing: str) -> None:
    player = play(paused(1), event)
    answered = only(player, Answered)
    assert answered.body is None
    assert missing in answered.missing
    assert answered.status == event.params["responseStatusCode"]


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5000, "-1", "many"])
@pytest.mark.parametrize("body", [BODY, b""])
def test_a_length_that_cannot_be_a_number_does_not_count(length: str, body: bytes) -> None:
    answered = only(play(paused(1), response(1, content_length=length), body=body), Answered)
    assert (answered.body, answered.missing) == (body, "")


def test_a_body_that_the_browser_no_longer_has_is_missing_and_not_empty() -> None:
    answered = only(play(paused(1), response(1), body=None), Answered)
    assert (answered.body, answered.missing) == (None, "The page went before the browser had the response.")
    withheld = only(play(paused(1), response(1), body=b""), Answered)
    assert withheld.body is None
    empty = only(play(paused(1), response(1, content_length="0"), body=b""), Answered)
    assert (empty.body, empty.missing) == (b"", "")


def network(name: str, **members: Any) -> Event:
    """An event of the Network domain about the call that `paused(1, networkId="7.1")` is, in the frame F."""
    request = {"url": URL, "method": "POST", "headers": {}, "postData": "{}"}
    sent = {"request": request, "frameId": "F", "documentURL": "https://www.shop.example/"}
    own = {"requestId": "7.1", **(sent if name == "requestWillBeSent" else {}), **members}
    return Event(f"Network.{name}", own, "page")


PAGE = Event("Target.attachedToTarget", {"sessionId": "page", "targetInfo": {"type": "page", "targetId": "F"}})
RECEIVED = network("responseReceived", response={"status": 200, "headers": {}})


@every_row(
    "end, is_late, body, missing",
    [
        (network("loadingFinished"), False, BODY, ""),
        (network("loadingFinished"), True, BODY, ""),
        (network("loadingFailed", errorText="net::ERR_X"), False, None, "didn't read the body (net::ERR_X)"),
        (network("loadingFailed", errorText="net::ERR_X"), True, None, "didn't read the body (net::ERR_X)"),
        (None, False, None, "let through before its response could be read"),
    ],
)
def test_a_body_that_comes_later_than_its_response_is_held_is_read_at_its_end(
    end: Event | None, is_late: bool, body: bytes | None, missing: str
) -> None:
    transcript = Transcript("")
    transcript.results["Network.getResponseBody", "7.1"] = {"body": BODY.decode()}
    player = Player(transcript, Rules(response=PassingResponse(200, (), b"")))
    hold = player.holding.hold

    def hold_no_response(request_id: str, *, is_request: bool) -> Held:
        held = hold(request_id, is_request=is_request)
        if not is_request:
            player.holding.release_by_default(held)
        return held

    player.holding.hold = hold_no_response  # type: ignore[method-assign]
    held = response(1)
    held.params["networkId"] = "7.1"
    last = [held, *([end] if end else [])]
    started = [PAGE, network("requestWillBeSent"), paused(1, networkId="7.1"), RECEIVED]
    asyncio.run(player.play([*started, *(reversed(last) if is_late else last)]))
    answered = only(player, Answered)
    assert (answered.status, answered.body) == (200, body)
    assert missing in answered.missing
    assert player.notices == [interception._UNCHANGED]


@pytest.mark.parametrize("is_fetch_first", [False, True])
def test_a_call_that_both_domains_tell_without_the_id_of_the_other_is_one(*, is_fetch_first: bool) -> None:
    """`fetchLater` makes such calls; those that are sent as their page goes are told by Fetch alone."""
    sent = network("requestWillBeSent", requestId="L", loaderId="L", documentURL=URL)
    told = [sent, paused(1, frameId="F")]
    player = play(PAGE, *(reversed(told) if is_fetch_first else told), response(1))
    assert {each.call for each in player.told if isinstance(each, Began)} == {only(player, Answered).call}
    beacons = play(PAGE, paused(1, frameId="F"), paused(2, frameId="F"))
    assert len({each.call for each in beacons.told if isinstance(each, Began)}) == 2


def test_a_response_whose_page_went_is_not_said_to_have_come_to_it_unchanged() -> None:
    player = play(paused(1), response(1), rewriter=Rules(response=PassingResponse(200, (), b"")), body=None)
    assert only(player, Answered).missing == interception._GONE
    assert player.notices == []


def test_requests_that_are_no_edge_calls_pass_and_are_not_seen() -> None:
    foreign = "https://api.github.com/v1/collect"
    player = play(paused(1, foreign), response(1, url=foreign), paused(2, method="OPTIONS"))
    assert player.told == []
    assert len(player.sent) == 3


def test_an_error_of_the_network_is_a_failure() -> None:
    player = play(paused(1), paused(1, responseErrorReason="NameNotResolved"))
    assert only(player, Failed).cause is Cause.DNS
    assert len(player.sent) == 2


@dataclass
class Rules:
    """Does one thing with requests, and another with responses."""

    action: RequestAction = None
    response: PassingResponse | None = None
    error: Exception | None = None
    sentences: tuple[str, ...] = ()
    keeps_back: bool = False
    kept: Kept = Kept.NONE
    requests: list[PassingRequest] = field(default_factory=list)

    def kept_of(self, url: str) -> Kept:
        return self.kept

    def on_request(self, request: PassingRequest) -> RequestAction:
        self.requests.append(request)
        if self.error is not None and self.response is None:
            raise self.error
        return self.action

    def wants_response(self, request: PassingRequest) -> bool:
        return self.response is not None

    def on_response(self, request: PassingRequest, response: PassingResponse) -> tuple[str, PassingResponse] | None:
        if self.error is not None:
            raise self.error
        return ("changed", self.response) if self.response else None


def test_a_rule_keeps_the_headers_that_it_does_not_replace() -> None:
    rules = Rules(GoElsewhere("elsewhere", URL.replace("ds", "other"), (("x-own", "2"),), b"[]"))
    player = play(paused(1), response(1, url=URL.replace("ds", "other")), rewriter=rules)
    method, sent = player.sent[0]
    assert method == "Fetch.continueRequest"
    assert sent["url"] == URL.replace("ds", "other")
    assert sent["headers"] == [
        {"name": "Origin", "value": "https://www.shop.example"},
        {"name": "x-own", "value": "2"},
    ]
    assert base64.b64decode(str(sent["postData"])) == b"[]"
    assert only(player, Answered).changed == ("elsewhere",)
    assert [began.url for began in player.told if isinstance(began, Began)][-1] == URL


@every_row(
    "kept, is_answered, is_answered_after_failure",
    [(Kept.NONE, False, False), (Kept.SOME, False, True), (Kept.ALL, True, True)],
)
def test_a_preflight_is_answered_for_a_host_that_a_call_is_kept_from(
    kept: Kept, is_answered: bool, is_answered_after_failure: bool
) -> None:
    asks = {"method": "OPTIONS"}
    events = [paused(1, **asks), paused(1, responseErrorReason="NameNotResolved", **asks)]
    for event in events:
        headers = event.params["request"]["headers"]
        headers |= {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    player = play(*events, rewriter=Rules(kept=kept))
    assert player.told == []
    answers = {False: "Fetch.continueRequest", True: "Fetch.fulfillRequest"}
    assert [method for method, _ in player.sent] == [answers[is_answered], answers[is_answered_after_failure]]
    if is_answered_after_failure:
        assert {each["name"]: each["value"] for each in player.sent[1][1]["responseHeaders"]} == {
            "access-control-allow-origin": "https://www.shop.example",
            "access-control-allow-credentials": "true",
            "access-control-allow-methods": "POST",
            "access-control-allow-headers": "content-type",
        }


def test_a_made_up_response_can_be_read_by_the_page_of_another_origin() -> None:
    made_up = PassingResponse(429, (("Retry-After", "1"), ("Content-Encoding", "gzip")), b"{}")
    player = play(paused(1), rewriter=Rules(AnswerWith("busy", made_up)))
    ((method, sent),) = player.sent
    assert method == "Fetch.fulfillRequest"
    assert sent["responseCode"] == 429
    assert sent["responseHeaders"] == [
        {"name": "Retry-After", "value": "1"},
        {"name": "access-control-allow-origin", "value": "https://www.shop.example"},
        {"name": "access-control-allow-credentials", "value": "true"},
    ]
    assert (only(player, Answered).status, only(player, Answered).changed) == (429, ("busy",))


@pytest.mark.parametrize("response_rule", [None, PassingResponse(200, (), b"")])
def test_a_rule_that_raises_holds_nothing(response_rule: PassingResponse | None) -> None:
    rules = Rules(error=ValueError("odd"), response=response_rule)
    transcript = Transcript("")
    key = ("Fetch.getResponseBody", "interception-job-1.0")
    transcript.results[key] = {"body": "{}"}
    player = Player(transcript, rules)
    with pytest.raises(ValueError, match="odd"):
        asyncio.run(player.play([paused(1), response(1)]))
    assert player.holding.count == 0
    assert {method for method, _ in player.sent} == {"Fetch.continueRequest"}
    assert only(player, Began).body == b"{}"
    player.holding.release_all()


@pytest.mark.parametrize(
    ("action", "method"),
    [
        (GoElsewhere("slow", URL, delay_ms=20), "Fetch.continueRequest"),
        (AnswerWith("slow", PassingResponse(503, (), b""), delay_ms=20), "Fetch.fulfillRequest"),
        (CutOff("slow", delay_ms=20), "Fetch.failRequest"),
        (CutOff("slow", delay_ms=10**9), "Fetch.failRequest"),
    ],
)
def test_a_call_that_a_rule_delays_is_seen_at_once_and_not_held_for_longer_than_it_may(
    action: RequestAction, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deciding.MAX_DELAY_SECONDS < LIMIT_SECONDS
    monkeypatch.setattr(deciding, "MAX_DELAY_SECONDS", 0.03)
    player = Player(Transcript(""), Rules(action))

    async def play() -> None:
        playing = asyncio.create_task(player.play([paused(1)]))
        await asyncio.sleep(0)
        assert only(player, Began).url == URL
        assert player.sent == []
        assert player.holding.count == 1
        await playing

    asyncio.run(play())
    assert [sent for sent, _ in player.sent] == [method]
    assert player.notices == []


def test_a_request_waits_for_no_event_loop() -> None:
    """The thread that reads decides: the loop only hears of it."""
    elsewhere = URL.replace("ds", "other")
    player = Player(Transcript(""), Rules(GoElsewhere("elsewhere", elsewhere), keeps_back=True, kept=Kept.ALL))
    for event in (paused(1), paused(2, method="OPTIONS"), paused(3, "https://api.github.com/v1/collect")):
        player.first_look(event)
    assert [(method, sent.get("url")) for method, sent in player.sent] == [
        ("Fetch.continueRequest", elsewhere),
        ("Fetch.fulfillRequest", None),
        ("Fetch.continueRequest", None),
    ]
    player.first_look(response(1, url=elsewhere))
    assert (player.holding.count, len(player.sent)) == (1, 3)
    player.holding.release_all()


def test_a_request_that_failed_is_forgotten() -> None:
    player = Player(Transcript(""), None)
    for event in (paused(1), paused(1, responseErrorReason="NameNotResolved"), response(1)):
        last = player.first_look(event)
    assert last is not None
    assert last.made is None
    player.holding.release_all()


@pytest.mark.parametrize(
    "end",
    [
        [],
        [paused(1, networkId="7.1", responseErrorReason="ConnectionRefused")],
        [network("requestWillBeSent"), network("loadingFailed", errorText="net::ERR_ABORTED", canceled=True)],
    ],
    ids=["the visit ends", "nothing listens there", "its page cancels it"],
)
def test_a_call_without_a_response_names_the_rule_that_sent_it_elsewhere(end: list[Event]) -> None:
    elsewhere = URL.replace("ds", "other")
    player = play(paused(1, networkId="7.1"), *end, rewriter=Rules(GoElsewhere("elsewhere", elsewhere)))
    assert only(player, Failed).changed == ("elsewhere",)
    assert [each.sent_to for each in player.told if isinstance(each, Began)][-1] == elsewhere


def test_a_rule_that_comes_too_late_is_named() -> None:
    player = Player(Transcript(""), Rules(GoElsewhere("to my datastream", "https://edge.adobedc.net/elsewhere")))
    hold = player.holding.hold

    def hold_and_let_through(request_id: str, *, is_request: bool) -> Held:
        held = hold(request_id, is_request=is_request)
        assert player.holding.release(held)
        return held

    player.holding.hold = hold_and_let_through  # type: ignore[method-assign]
    asyncio.run(player.play([paused(1)]))
    assert player.notices == ["The rule 'to my datastream' came too late for a call, which the browser sent unchanged."]
    assert only(player, Began).sent_to == ""


@pytest.mark.parametrize(
    "rules",
    [
        Rules(GoElsewhere("to the emulator", "http://127.0.0.1:1/ee/v1/interact"), keeps_back=True),
        Rules(AnswerWith("busy", PassingResponse(503, (), b"")), keeps_back=True),
        Rules(error=ValueError("odd"), keeps_back=True),
        Rules(keeps_back=True),
    ],
    ids=["late", "late for a response", "a rule that raises", "unasked"],
)
def test_a_call_that_is_kept_back_never_leaves_as_its_page_made_it(rules: Rules) -> None:
    player = Player(Transcript(""), rules)
    hold = player.holding.hold

    def hold_and_release(request_id: str, *, is_request: bool) -> Held:
        held = hold(request_id, is_request=is_request)
        player.holding.release_by_default(held)
        return held

    player.holding.hold = hold_and_release  # type: ignore[method-assign]
    with contextlib.suppress(ValueError):
        asyncio.run(player.play([paused(1)]))
    assert [method for method, _ in player.sent] == ["Fetch.failRequest"]
    assert (only(player, Failed).cause, only(player, Failed).detail) == (Cause.BROKEN, interception._NOT_APPLIED)
    assert player.notices == [interception._CUT_SHORT]
    player.holding.release_all()
