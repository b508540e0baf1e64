"""Conversations with Brand Concierge by the Web SDK: streamed replies, sessions, feedback, and errors."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.alloy.browser import SITE, Visitor

# Resolves with the payloads of the turn once it's complete.
CONVERSE = """
    options => new Promise((resolve, reject) => {
        const received = [];
        const onStreamResponse = payloads => {
            if (payloads.error) reject(new Error(payloads.error.message));
            received.push(...payloads);
            if (received.some(payload => payload.state !== "in-progress")) resolve(received);
        };
        window.alloy("sendConversationEvent", { ...options, onStreamResponse }).catch(reject);
    })
"""


def converse(visitor: Visitor, message: str, **options: Any) -> list[dict[str, Any]]:
    received = visitor.page.evaluate(CONVERSE, {"message": message, **options})
    assert isinstance(received, list)
    return received


def session(visitor: Visitor, index: int = -1) -> str:
    return parse_qs(urlsplit(visitor.calls[index].url).query)["sessionId"][0]


def test_a_reply_arrives_in_parts_and_then_whole(visitor: Visitor) -> None:
    visitor.configure()
    *partial, whole = converse(visitor, "Which shoes for wet trails?")

    assert {turn["state"] for turn in partial} == {"in-progress"}
    assert "".join(turn["response"]["message"] for turn in partial) == whole["response"]["message"]
    assert whole["response"]["multimodalElements"]["elements"][0]["entity_info"]["productName"] == "Fell Runner"
    (call,) = visitor.calls
    assert call.path == "/brand-concierge/conversations"
    assert call.response.headers["content-type"].startswith("text/event-stream")


def test_a_visitor_without_a_cookie_is_served_and_gets_an_identity(visitor: Visitor) -> None:
    visitor.configure()
    converse(visitor, "hello")

    (identity,) = visitor.calls[0].sent["events"][0]["xdm"]["identityMap"]["ECID"]
    assert identity.get("id") is None
    assert {"identity", "cluster"} <= visitor.cookies().keys()


def test_a_known_visitor_is_named(visitor: Visitor) -> None:
    visitor.configure()
    visitor.alloy("sendEvent", {"xdm": {"eventType": "web.webpagedetails.pageViews"}})
    converse(visitor, "hello")

    event = visitor.calls[-1].sent["events"][0]
    assert event["xdm"]["identityMap"]["ECID"] == [{"id": visitor.ecid()}]
    assert event["meta"]["consent"] == {"state": "in"}
    assert event["query"]["conversation"]["surfaces"] == ["web://www.shop.example/"]


def test_two_messages_are_one_conversation(visitor: Visitor) -> None:
    visitor.configure()
    first, second = converse(visitor, "hello")[-1], converse(visitor, "shoes?")[-1]

    assert first["conversationId"] == second["conversationId"]
    assert first["interactionId"] != second["interactionId"]
    assert session(visitor, 0) == session(visitor, 1)


def test_another_page_is_another_session(visitor: Visitor) -> None:
    visitor.configure()
    first = converse(visitor, "hello")[-1]
    visitor.open("/second")
    visitor.configure()
    second = converse(visitor, "hello")[-1]

    assert first["conversationId"] != second["conversationId"]


def test_feedback_of_the_web_sdk_has_no_response(visitor: Visitor) -> None:
    visitor.configure()
    turn = converse(visitor, "shoes?")[-1]
    feedback = {"classification": "thumbs up", "comment": "Helpful", "reasons": ["fast"]}
    ids = {name: turn[name] for name in ("conversationId", "interactionId")}
    visitor.alloy("sendConversationEvent", {"xdm": {**ids, "conversation": {"feedback": feedback}}})

    assert visitor.calls[-1].status == 204
    assert visitor.logged(f"feedback thumbs up on {turn['interactionId']}")


def test_a_turn_that_fails_says_so(visitor: Visitor) -> None:
    visitor.configure()

    assert converse(visitor, "please fail")[-1]["state"] == "error"


def test_the_source_of_a_visit_is_collected_where_it_is_wanted(visitor: Visitor) -> None:
    visitor.page.goto(SITE + "/?adobe_brand_concierge_source=newsletter")
    visitor.configure(conversation={"collectSources": True})
    converse(visitor, "hello")

    assert visitor.calls[0].sent["events"][0]["xdm"]["channel"] == {"referringSource": "newsletter"}


def test_a_voice_conversation_has_another_path(visitor: Visitor) -> None:
    visitor.configure()
    converse(visitor, "shoes?", voiceEnabled=True)

    assert visitor.calls[0].path == "/brand-concierge-voice/conversations"


def test_data_is_a_turn_without_a_message(visitor: Visitor) -> None:
    visitor.configure()
    options = {"data": {"type": "shoe-card", "payload": {}}}
    received = visitor.page.evaluate(CONVERSE, options)

    assert "Fell Runner" in received[-1]["response"]["message"]
