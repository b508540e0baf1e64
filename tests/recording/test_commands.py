"""Which commands of an SDK never became a call, and why."""

import pytest

from edge_tui.model.origin import NotSent
from edge_tui.model.sightings import CommandState, SdkRequest, SdkWordsLost, Sighting
from edge_tui.recording import summarize
from tests.recording.transcript import SHOP, answered, at, began, body_of, command, configured, event, observed, opened

RESOLVED, REJECTED = CommandState.RESOLVED, CommandState.REJECTED


def tried(*sightings: Sighting, ends: float | None = 20) -> list[NotSent]:
    """The reasons, in order."""
    return [each.why for each in observed([opened(0), *sightings], ends=ends).visit.recording.tried]


@pytest.mark.parametrize("consent", ["in", "pending", "out"])
def test_a_command_with_its_call_was_sent_whatever_the_consent(consent: str) -> None:
    told = [configured(defaultConsent=consent), command("c", 1), began("1", 1.1), command("c", 1.3, RESOLVED)]
    assert tried(*told) == []
    assert tried(*reversed(told)) == []


@pytest.mark.parametrize(
    ("consent", "state", "error", "why"),
    [
        ("out", RESOLVED, "", NotSent.CONSENT_OUT),
        ("pending", RESOLVED, "", NotSent.CONSENT_OUT),
        ("in", RESOLVED, "", NotSent.NO_REQUEST),
        ("in", REJECTED, "[alloy] no network", NotSent.REJECTED),
        ("in", REJECTED, "[alloy] The user declined consent.", NotSent.CONSENT_OUT),
        ("pending", None, "", NotSent.CONSENT_PENDING),
        ("in", None, "", NotSent.UNFINISHED),
    ],
)
def test_a_command_without_a_call_says_why(consent: str, state: CommandState | None, error: str, why: NotSent) -> None:
    ended = [command("c", 1.3, state, error=error)] if state else []
    assert tried(configured(defaultConsent=consent), command("c", 1), *ended) == [why]


def test_a_page_whose_words_were_lost_is_not_said_to_have_sent_nothing_and_others_are() -> None:
    lost = SdkWordsLost(at(1.2), f"{SHOP}/", "1")
    told = [
        *(configured(), command("c", 1), lost, command("c", 1.3, RESOLVED), command("u", 1.4)),
        *(command("r", 1.5), command("r", 1.6, REJECTED, error="[alloy] no network")),
    ]
    assert tried(*told) == [NotSent.REJECTED]
    assert tried(*reversed(told)) == [NotSent.REJECTED]
    later = [opened(5, "/b"), configured(6, "/b"), command("d", 7, path="/b"), command("d", 7.2, RESOLVED, path="/b")]
    assert tried(*told, *later) == [NotSent.REJECTED, NotSent.NO_REQUEST]


def test_events_that_waited_for_consent_and_were_sent_then_were_sent() -> None:
    body = body_of(consent=[{"value": {"general": "in"}}])
    url = f"{began('k', 5).url.replace('interact', 'privacy/set-consent')}"
    told = [
        *(configured(defaultConsent="pending"), command("c1", 1), command("c2", 2, event_type="commerce.purchases")),
        *(began("k", 5, body=body, url=url), answered("k", 5.1)),
        *(began("1", 5.2), began("2", 5.3, body=body_of(event("commerce.purchases")))),
        *(command("c1", 5.5, RESOLVED), command("c2", 5.5, RESOLVED, event_type="commerce.purchases")),
    ]
    visit = observed(told, ends=20).visit
    assert visit.recording.tried == ()
    assert [(each.consent, each.at) for each in summarize(visit).consent] == [("pending", None), ("in", at(5))]


@pytest.mark.parametrize(
    ("defaults", "expected"),
    [
        (("in", "in", "in"), [("in", 0)]),
        (("in", "out", "out"), [("in", 0), ("out", 2)]),
        (("in", "out", "pending"), [("in", 0), ("out", 2), ("pending", 3)]),
        (("out", "in", "out"), [("out", 0), ("in", 2), ("out", 3)]),
        # What the visitor chose counts, whatever a page starts with.
        (("in", "set", "out"), [("in", 0), ("out", 0)]),
        (("in", "pending", "set"), [("in", 0), ("pending", 2), ("out", 0)]),
    ],
)
def test_a_summary_says_which_page_starts_with_another_consent(
    defaults: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    url = began("k", 5).url.replace("interact", "privacy/set-consent")
    told: list[Sighting] = []
    for number, default in enumerate(defaults):
        path, second = f"/{number}", number * 10
        told.append(opened(second, path))
        if default == "set":
            body = body_of(consent=[{"value": {"general": "out"}}])
            told += [began("k", second + 1, path=path, body=body, url=url), answered("k", second + 2)]
        else:
            told.append(configured(second + 0.2, path, defaultConsent=default))
    assert [(each.consent, each.page) for each in summarize(observed(told, ends=60).visit).consent] == expected


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [("in", "out", NotSent.CONSENT_OUT), ("out", "in", NotSent.NO_REQUEST), ("in", "in", NotSent.NO_REQUEST)],
)
def test_each_page_has_the_consent_that_its_own_sdk_starts_with(first: str, second: str, why: NotSent) -> None:
    told = [
        *(configured(defaultConsent=first), opened(5, "/next"), configured(5.2, "/next", defaultConsent=second)),
        *(command("c", 6, path="/next"), command("c", 6.1, RESOLVED, path="/next")),
    ]
    assert tried(*told) == tried(*reversed(told)) == [why]


def test_consent_that_was_set_holds_on_a_page_with_another_default() -> None:
    url = f"{began('k', 2).url.replace('interact', 'privacy/set-consent')}"
    told = [
        *(configured(), began("k", 2, body=body_of(consent=[{"value": {"general": "out"}}]), url=url)),
        *(answered("k", 2.1), opened(5, "/next"), configured(5.2, "/next", defaultConsent="in")),
        *(command("c", 6, path="/next"), command("c", 6.1, RESOLVED, path="/next")),
    ]
    assert tried(*told) == [NotSent.CONSENT_OUT]


def test_of_two_commands_with_one_call_one_was_not_sent() -> None:
    told = [configured(defaultConsent="out"), command("c1", 1), command("c2", 1.01), began("1", 1.1)]
    assert tried(*told, command("c1", 1.2, RESOLVED), command("c2", 1.2, RESOLVED)) == [NotSent.CONSENT_OUT]


def test_the_calls_of_an_sdk_itself_are_nobodys() -> None:
    display = body_of(event("decisioning.propositionDisplay"))
    told = [configured(), command("c", 1), began("1", 1.1, body=display), command("c", 1.2, RESOLVED)]
    assert tried(*told) == [NotSent.NO_REQUEST]


def test_a_request_that_only_the_sdk_tells_of_was_made() -> None:
    request = SdkRequest(at(1.1), "alloy", "r-unseen", f"{SHOP}/", "1")
    assert tried(configured(), command("c", 1), request, command("c", 1.2, RESOLVED)) == []


def test_a_command_that_has_just_begun_was_not_tried_in_vain() -> None:
    assert tried(configured(), command("c", 1), ends=None) == []
    assert tried(configured(), command("c", 19.5)) == []


def test_the_same_command_in_two_tabs_is_two_commands() -> None:
    told = [opened(0, tab="2"), configured(), command("c1", 1), command("c2", 1, tab="2"), began("1", 1.1, tab="2")]
    visit = observed(told, ends=20).visit
    assert [(each.why, each.page) for each in visit.recording.tried] == [(NotSent.UNFINISHED, 2)]


def test_what_a_page_says_is_bounded() -> None:
    error = "no " + "x" * 5000 + " https://shop.example/?token=SECRET"
    told = [command("c" * 9, 1, event_type="y" * 500), command("c" * 9, 2, REJECTED, error=error)]
    [found] = observed(told, ends=20).visit.recording.tried
    assert len(found.detail) <= 300
    assert len(found.event_type) <= 60
    assert "SECRET" not in repr(found)


def made(request: str, *commands: str, seconds: float = 1.05) -> SdkRequest:
    """The page says which commands a request is of."""
    return SdkRequest(at(seconds), "alloy", request, f"{SHOP}/", "1", commands)


def request_of(call: str) -> str:
    """The request ID of a call of the transcript."""
    return observed([opened(0), began(call, 1)]).visit.calls[0].exchange.request_id


def test_the_request_id_says_which_of_two_like_commands_was_sent() -> None:
    told = [
        *(configured(defaultConsent="in"), command("c1", 1), command("c2", 1.5), began("1", 1.6)),
        *(made(request_of("1"), "c2"), command("c1", 1.7, REJECTED, error="[alloy] no network")),
        command("c2", 1.8, RESOLVED),
    ]
    assert tried(*told) == [NotSent.REJECTED]
    assert tried(*reversed(told)) == [NotSent.REJECTED]
    without = [each for each in told if not isinstance(each, SdkRequest)]
    assert tried(*without) == [NotSent.NO_REQUEST], "the guess takes the first"


def test_a_command_with_its_request_was_sent_whenever_and_as_whatever() -> None:
    late = began("1", 9, body=body_of(event("another.type")))
    told = [configured(), command("c", 1), command("c", 1.3, RESOLVED), late, made(request_of("1"), "c", seconds=9)]
    assert tried(*told) == []


def test_a_request_of_a_command_that_no_source_saw_was_made_all_the_same() -> None:
    told = [configured(), command("c1", 1), command("c2", 1), made("r-unseen", "c1")]
    assert tried(*told, command("c1", 1.2, RESOLVED), command("c2", 1.2, RESOLVED)) == [NotSent.NO_REQUEST]


def test_a_call_of_two_events_is_of_two_commands_though_one_is_named() -> None:
    both = began("1", 1.1, body=body_of(event("web.webpagedetails.pageViews"), event("web.webpagedetails.pageViews")))
    told = [configured(), command("c1", 1), command("c2", 1), both, made(request_of("1"), "c1")]
    assert tried(*told, command("c1", 1.2, RESOLVED), command("c2", 1.2, RESOLVED)) == []
