"""What is kept up to date call by call is what would be found by looking at everything again."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.origin import Origin, Source
from edge_tui.model.request import Action, InteractRequest
from edge_tui.model.sightings import CommandState, SdkCommand, SdkRequest
from edge_tui.model.visit import Call
from edge_tui.recording.commands import Commands
from edge_tui.recording.made_calls import MadeCalls
from edge_tui.recording.sdk_requests import SdkRequests

START = datetime(2026, 11, 28, 14, tzinfo=UTC)
KEYS, REQUESTS, COMMANDS = ("a", "b", "c", "d"), ("r1", "r2", "r3"), ("c1", "c2", "c3")


def call(key: str, request_id: str, second: int) -> Call:
    """A call of a source."""
    request = InteractRequest(request_id, "https://edge.example/ee/v1/interact", (), "")
    at = START + timedelta(seconds=second)
    exchange = Exchange(Draft("", Action.INTERACT), request, "", "", at, origin=Origin(Source.HAR, "x", key))
    return Call(exchange)


puts = st.tuples(st.sampled_from(KEYS), st.sampled_from(REQUESTS), st.integers(0, 5))
drops = st.sets(st.sampled_from(KEYS), max_size=2)


@given(st.lists(puts | drops, max_size=12))
def test_the_calls_are_in_order_and_found_by_their_request(steps: list[tuple[str, str, int] | set[str]]) -> None:
    made, plain = MadeCalls(), dict[str, Call]()
    for step in steps:
        if isinstance(step, set):
            gone = [key for key in step if key in plain]
            made.drop(gone)
            for key in gone:
                del plain[key]
        else:
            plain[step[0]] = call(*step)
            made.put(step[0], plain[step[0]])
        ordered = [each for _, each in sorted(plain.items(), key=lambda pair: (pair[1].at, pair[0]))]
        assert list(made.ordered) == ordered
        assert (len(made), set(made.keys())) == (len(plain), set(plain))
        by_request = {each.exchange.request_id: each for each in ordered}
        assert {each: made.of_request(each) for each in REQUESTS} == {each: by_request.get(each) for each in REQUESTS}


told = st.tuples(st.sampled_from(REQUESTS), st.lists(st.sampled_from(COMMANDS), max_size=2, unique=True))


@given(st.lists(told | st.sampled_from(REQUESTS), max_size=10))
def test_a_command_is_of_the_first_request_that_names_it(steps: list[tuple[str, list[str]] | str]) -> None:
    requests, named = SdkRequests(), list[tuple[str, str]]()
    known = dict[str, tuple[str, ...]]()
    for step in steps:
        request_id, commands = (step, None) if isinstance(step, str) else (step[0], tuple(step[1]))
        if commands is None or known.get(request_id) != commands:
            named = [pair for pair in named if pair[1] != request_id]
        if commands is None:
            requests.forget(request_id)
            known.pop(request_id, None)
        else:
            if known.get(request_id) != commands:
                named += [(command, request_id) for command in commands]
            known[request_id] = commands
            requests.add(SdkRequest(START, "alloy", request_id, "https://shop.example/", "1", commands))
        first: dict[str, str] = {}
        for command, each in named:
            first.setdefault(command, each)
        assert {each: requests.of_command(each) for each in COMMANDS} == {each: first.get(each) for each in COMMANDS}
        counts = Counter(first.values())
        assert [requests.counts.get(each, 0) for each in REQUESTS] == [counts[each] for each in REQUESTS]
        assert {each.request_id for each in requests.untied} == {each for each, of in known.items() if not of}
        assert len(requests) == len(known)


@given(st.lists(told | st.sampled_from(COMMANDS) | st.sampled_from(REQUESTS), max_size=12))
def test_a_look_asks_only_for_the_commands_that_no_request_names(steps: list[tuple[str, list[str]] | str]) -> None:
    commands, at_call = Commands(), call("a", "r1", 0)
    for step in steps:
        if isinstance(step, tuple):
            commands.see(SdkRequest(START, "alloy", step[0], "https://shop.example/", "1", tuple(step[1])))
        elif step in COMMANDS:
            commands.see(SdkCommand(START, step, "alloy", "sendEvent", CommandState.BEGAN))
        else:
            left = call("b", step, 1)
            commands.forget_calls((at_call, left), lambda _: None, [left])
        named = {each for each in COMMANDS if commands._requests.of_command(each) is not None}
        assert commands._unnamed == {each: known for each, known in commands._by_id.items() if each not in named}
