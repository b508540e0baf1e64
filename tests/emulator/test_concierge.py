"""Brand Concierge: conversations as the Web SDK and the mobile SDKs hold them, streamed, with feedback."""

import json
from typing import Any

import pytest

from edge_tui.emulator import concierge
from edge_tui.model.response import InteractResponse, read_response
from tests.emulator.edge import ALL_ON, AUTHENTICATED, ECID, Edge, Reply

PATH = "/brand-concierge/conversations"
TYPE = "brand-concierge:conversation"
MINIMAL = f'[[datastreams]]\nid = "{ALL_ON}"\nname = "one"\n'


def asking(message: str | None = "Which shoes for wet trails?", **members: Any) -> dict[str, Any]:
    """An event of the Web SDK: the ECID is missing until there is an identity cookie."""
    query = {"query": {"conversation": {"surfaces": ["web://shop.example/"], "message": message}}} if message else {}
    event = {"xdm": {"identityMap": {"ECID": [{}]}}, "meta": {"consent": {"state": "in"}}, **query, **members}
    return {"events": [event]}


async def converse(
    edge: Edge, body: dict[str, Any] | None = None, *, path: str = PATH, session: str = "s-1", **options: Any
) -> Reply:
    options.setdefault("headers", {"content-type": "text/plain", "accept": "text/event-stream"})
    content = json.dumps(body or asking())
    params = {"sessionId": session, "requestId": "1", **options.pop("params", {})}
    return await edge.post(path, params=params, content=content, **options)


def envelopes(reply: Reply) -> list[dict[str, Any]]:
    blocks = reply.content.decode().split("\n\n")
    return [json.loads(block.removeprefix("data: ")) for block in blocks if block.startswith("data: ")]


def turns(reply: Reply) -> list[dict[str, Any]]:
    return [handle["payload"][0] for each in envelopes(reply) for handle in each["handle"] if handle["type"] == TYPE]


async def test_a_reply_is_streamed_and_complete_at_its_end(edge: Edge) -> None:
    reply = await converse(edge)

    assert (reply.status, reply.headers["content-type"]) == (200, "text/event-stream;charset=utf-8")
    assert reply.content.startswith(b": ping\n\n")
    *partial, whole = turns(reply)
    assert len(partial) == 4
    assert {turn["state"] for turn in partial} == {"in-progress"}
    assert "".join(turn["response"]["message"] for turn in partial) == whole["response"]["message"]
    assert whole["state"] == "completed"
    assert whole["request"] == {"message": "Which shoes for wet trails?"}
    response = whole["response"]
    assert response["promptSuggestions"] == ["Which sizes are in stock?", "Show me lighter shoes"]
    (source,) = response["sources"]
    assert response["message"][source["start_index"] : source["end_index"]].endswith("[1]")
    (element,) = response["multimodalElements"]["elements"]
    assert element["entity_info"]["primary"] == {"text": "Buy", "url": "https://www.example.com/fell-runner/buy"}
    assert [link["kind"] for link in response["linkHints"]] == ["store", "phone"]
    assert response["feedback"] == {"eligible": True}


async def test_every_envelope_begins_with_the_conversation_and_has_the_state_once(edge: Edge) -> None:
    reply = await converse(edge)

    assert {each["handle"][0]["type"] for each in envelopes(reply)} == {TYPE}
    (state,) = [handle for each in envelopes(reply) for handle in each["handle"] if handle["type"] == "state:store"]
    assert {item["key"].rsplit("_", 1)[-1] for item in state["payload"]} == {"identity", "cluster"}
    assert all(each["requestId"].startswith("1-") for each in envelopes(reply))


async def test_the_explorer_reads_the_stream_as_one_response(edge: Edge) -> None:
    read = read_response((await converse(edge)).content)

    assert isinstance(read, InteractResponse)
    assert [handle.type for handle in read.handles].count(TYPE) == 5


async def test_a_session_has_one_conversation_until_it_is_silent_for_half_an_hour(edge: Edge) -> None:
    first, second = turns(await converse(edge))[-1], turns(await converse(edge))[-1]
    other = turns(await converse(edge, session="s-2"))[-1]
    edge.later(minutes=31)
    later = turns(await converse(edge))[-1]

    assert first["conversationId"] == second["conversationId"]
    assert first["interactionId"] != second["interactionId"]
    assert len({first["conversationId"], other["conversationId"], later["conversationId"]}) == 3


async def test_a_mobile_client_names_its_conversation_and_its_visitor(edge: Edge) -> None:
    body = asking(xdm={"identityMap": {"ECID": [{"id": ECID}]}})
    reply = await converse(edge, body, headers={"content-type": "application/json"}, params={"conversationId": "c-9"})

    assert turns(reply)[-1]["conversationId"] == "c-9"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/brand-concierge/conversations", 200),
        ("/brand-concierge/irl1/conversations", 200),
        ("/brand-concierge-voice/conversations", 200),
        ("/brand-concierge/mars1/conversations", 404),
        ("/brand-concierge/or2/va6/conversations", 404),
        ("/ee/v1/conversations", 404),
        ("/conversations", 404),
    ],
)
async def test_conversations_are_at_the_root_of_the_host(path: str, status: int, edge: Edge) -> None:
    assert (await converse(edge, path=path)).status == status


WEB_FEEDBACK = {"conversation": {"feedback": {"classification": "thumbs up", "comment": "x", "reasons": ["fast"]}}}


def mobile_feedback(turn: str) -> dict[str, Any]:
    feedback = {
        "source": "end-user",
        "raw": [{"text": "Helpful", "purpose": "user input"}],
        "rating": {"score": 1, "classification": "thumbs up", "reasons": ["Helpful"]},
    }
    conversation = {"conversationID": "c-1", "turnID": turn, "feedback": feedback}
    return {"eventType": "conversation.feedback", "conversation": conversation}


@pytest.mark.parametrize("client", ["web", "android", "ios"])
@pytest.mark.parametrize("is_known", [True, False])
async def test_feedback_has_no_response_and_is_logged_with_its_turn(client: str, is_known: bool, edge: Edge) -> None:
    given = turns(await converse(edge))[-1]["interactionId"]
    turn = given if is_known else "other"
    web = {**WEB_FEEDBACK, "interactionId": turn, "conversationId": "c-1"}
    event = {"xdm": web if client == "web" else mobile_feedback(turn), "meta": {"consent": {"state": "in"}}}
    reply = await converse(edge, event if client == "ios" else {"events": [event]})

    assert (reply.status, reply.content) == (204, b"")
    assert edge.lines[-1].notes[-1] == f"feedback thumbs up on {turn}" + (
        "" if is_known else ", which this session never had"
    )


@pytest.mark.parametrize(
    ("message", "words", "state"),
    [
        ("SHOES please", "Fell Runner", "completed"),
        ("please fail", "Something went wrong", "error"),
        ("hello", "Ask me about", "completed"),
    ],
)
async def test_the_first_reply_whose_pattern_matches_wins(message: str, words: str, state: str, edge: Edge) -> None:
    whole = turns(await converse(edge, asking(message)))[-1]

    assert words in whole["response"]["message"]
    assert whole["state"] == state


async def test_data_without_a_message_is_a_turn_too(edge: Edge) -> None:
    query = {"conversation": {"surfaces": [], "data": {"type": "shoe-card", "payload": {}}}}
    whole = turns(await converse(edge, asking(None, query=query)))[-1]

    assert whole["request"] == {"message": "shoe-card"}
    assert "Fell Runner" in whole["response"]["message"]


async def test_an_opted_out_visitor_gets_no_reply(edge: Edge) -> None:
    reply = await converse(edge, asking(meta={"consent": {"state": "out"}}))

    assert turns(reply) == []
    assert envelopes(reply)[0]["warnings"][0]["type"].endswith("EXEG-0301-200")


async def test_no_token_is_needed_on_an_authenticated_datastream(edge: Edge) -> None:
    assert (await converse(edge, datastream=AUTHENTICATED)).status == 200


async def test_what_is_wrong_is_a_problem_and_no_stream(edge: Edge) -> None:
    assert (await converse(edge, datastream="nobody")).code == "EXEG-0003-400"
    assert (await converse(edge, {"events": []})).code == "EXEG-0104-422"
    assert (await converse(edge, asking(xdm={"identityMap": {"ECID": [{"id": "x"}]}}))).code == "EXEG-0305-400"


async def test_a_datastream_without_concierge_says_so() -> None:
    from edge_tui.emulator.datastreams import read_config

    assert (await converse(Edge(read_config(MINIMAL, "one.toml")))).code == "EXEG-0010-422"
    silent = Edge(read_config(MINIMAL + "concierge = { feedback = false }\n", "one.toml"))
    whole = turns(await converse(silent))[-1]
    assert (whole["state"], whole["response"]["feedback"]) == ("error", {"eligible": False})


async def test_ids_of_a_client_are_kept_to_a_length(edge: Edge) -> None:
    await converse(edge, session="s" * 9_000, params={"conversationId": "c" * 9_000})
    ((key, kept),) = edge.app.gateway.memory.conversations._kept.items()
    assert max(len(key), len(kept.id)) < 200


async def test_the_turns_of_a_session_are_bounded(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concierge, "MAX_TURNS", 5)
    for _ in range(5 + 3):
        await converse(edge, asking("hello"))
    (kept,) = edge.app.gateway.memory.conversations._kept.values()
    assert len(kept.turns) == 5


async def test_a_fault_cuts_the_stream(edge: Edge) -> None:
    headers = {"content-type": "text/plain", "x-emulator-faults": '{"answer": "truncated"}'}
    reply = await converse(edge, headers=headers)

    assert turns(await converse(edge))
    assert not reply.content.endswith(b"\n\n")
