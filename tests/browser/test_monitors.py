"""What a page says is limited, never trusted, and read where it makes sense."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.browser.edge_calls import EdgeCalls
from edge_tui.browser.monitors import BURST, MAX_PAYLOAD_CHARACTERS, PER_SECOND, Monitors, monitor_script
from edge_tui.model.origin import Frame
from edge_tui.model.sightings import CommandState, SdkCommand, SdkConfigured, SdkRequest, SdkWordsLost, Sighting

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PAGE = "https://www.shop.example/"


class Heard:
    """Monitors with a clock that is set by hand."""

    def __init__(self) -> None:
        self.told: list[Sighting] = []
        self.edge_calls = EdgeCalls()
        self.now = 0.0
        self.monitors = Monitors(self.told.append, lambda: NOW, self.edge_calls, lambda: self.now)

    def hear(self, *payloads: object, session: str = "s") -> None:
        for payload in payloads:
            text = payload if isinstance(payload, str) else json.dumps(payload)
            self.monitors.binding_called(text, session, PAGE, "1")


def test_a_configuration_is_repeated_with_the_version_once_that_is_known() -> None:
    heard = Heard()
    config = {"datastreamId": "ds", "edgeDomain": "Data.Shop.example", "edgeBasePath": "my/edge"}
    request = {"what": "request", "page": "p", "instance": "alloy", "requestId": "r-1", "version": "2.33.1"}
    heard.hear({"what": "configured", "page": "p", "instance": "alloy", "config": config}, request, request)

    assert heard.told == [
        SdkConfigured(NOW, "alloy", "", "alloy", config, PAGE, "1"),
        SdkConfigured(NOW, "alloy", "2.33.1", "alloy", config, PAGE, "1"),
        SdkRequest(NOW, "alloy", "r-1", PAGE, "1"),
        SdkRequest(NOW, "alloy", "r-1", PAGE, "1"),
    ]
    assert heard.edge_calls.includes("POST", "https://data.shop.example/my/edge/v1/interact")


def test_a_command_keeps_its_id_and_two_pages_have_different_ones() -> None:
    heard = Heard()
    for page in ("p", "q"):
        for state in ("began", "rejected"):
            command = {"what": "command", "page": page, "instance": "a", "name": "sendEvent", "number": 1}
            heard.hear({**command, "state": state, "eventType": "e", "error": "no" if state != "began" else ""})
    commands = [each for each in heard.told if isinstance(each, SdkCommand)]
    assert [(each.command, each.state, each.error) for each in commands] == [
        ("p-1", CommandState.BEGAN, ""),
        ("p-1", CommandState.REJECTED, "no"),
        ("q-1", CommandState.BEGAN, ""),
        ("q-1", CommandState.REJECTED, "no"),
    ]


def test_a_page_that_floods_the_binding_is_heard_now_and_then_and_others_all_the_time() -> None:
    heard = Heard()
    request = {"what": "request", "requestId": "r"}
    heard.hear(*[request] * (BURST + 600))
    # It says once in a second that something was lost.
    assert [type(each) for each in heard.told] == [*[SdkRequest] * BURST, SdkWordsLost]
    assert heard.monitors.dropped == 600
    heard.hear(request, session="another")
    heard.now += 0.1
    heard.hear(*[request] * (round(PER_SECOND) // 10 + 5))
    assert len(heard.told) == BURST + 1 + 1 + PER_SECOND // 10
    heard.now += 1.0
    heard.hear(*[request] * (round(PER_SECOND) + 5))
    assert heard.told.count(heard.told[BURST]) == 2


def test_a_page_with_fifty_calls_a_second_is_heard_as_a_whole() -> None:
    heard = Heard()
    for number in range(50 * 60):
        heard.now += 1 / 50
        command = {"what": "command", "name": "sendEvent", "number": number}
        request = {"what": "request", "requestId": str(number)}
        heard.hear({**command, "state": "began"}, request, {**command, "state": "resolved"})
    assert heard.monitors.dropped == 0


def test_what_is_too_long_or_deep_is_dropped() -> None:
    heard = Heard()
    long = json.dumps({"what": "request", "requestId": "r" * MAX_PAYLOAD_CHARACTERS})
    heard.hear(long, "[" * 15_000, "null", "{", {"what": "command", "state": "odd"}, {"what": "else"})
    assert heard.told == []
    assert heard.monitors.dropped == 6


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "what",
                        "instance",
                        "config",
                        "edgeDomain",
                        "state",
                        "name",
                        "number",
                        "requestId",
                        "rules",
                        "callers",
                    ]
                ),
                inner,
            )
        ),
    ),
    st.sampled_from(["configured", "command", "request"]),
)
def test_whatever_a_page_says_nothing_raises(members: object, what: str) -> None:
    heard = Heard()
    heard.hear({**(members if isinstance(members, dict) else {}), "what": what}, json.dumps(members))
    for sighting in heard.told:
        if isinstance(sighting, SdkConfigured):
            assert isinstance(sighting.config, dict)


def test_the_script_keeps_the_limit_that_is_checked_here() -> None:
    assert f"const MAX = {MAX_PAYLOAD_CHARACTERS};" in monitor_script()


def test_a_request_names_the_commands_that_it_is_of() -> None:
    heard = Heard()
    request = {"what": "request", "page": "p", "instance": "alloy", "requestId": "r-1"}
    for commands in ([1, 3], [1, "2", None, True, {}], "1", list(range(500))):
        heard.hear({**request, "commands": commands})
    named = [each.commands for each in heard.told if isinstance(each, SdkRequest)]
    assert named[:3] == [("p-1", "p-3"), ("p-1",), ()]
    assert len(named[3]) == 50


def test_a_request_names_the_rules_and_the_callers_that_make_sense() -> None:
    heard = Heard()
    callers = [
        {"function": "track", "url": "https://a.example/own.js", "line": 12, "column": 7},
        {"url": 5, "line": "x", "column": True},
        "own.js:12",
    ]
    told = {"what": "request", "page": "p", "instance": "alloy", "requestId": "r-1", "commands": [1]}
    heard.hear({**told, "rules": ["All pages", 5, "", "All pages", None], "callers": callers})
    heard.hear({**told, "rules": "All pages", "callers": {"0": callers[0]}})
    first, second = (each for each in heard.told if isinstance(each, SdkRequest))
    assert first.tag_rules == ("All pages",)
    assert first.callers == (Frame("track", "https://a.example/own.js", 12, 7), Frame("", "5", 0, 0))
    assert (second.tag_rules, second.callers) == ((), ())
