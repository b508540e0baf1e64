"""Exchanges to record: by hand, and arbitrary ones by hypothesis."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

from hypothesis import strategies as st

from edge_tui.model.exchange import Draft, Exchange, Failure, FailureKind, Response, Timings
from edge_tui.model.request import Action, InteractRequest

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def begun(request_id: str | None = None, *, minutes: float = 0, **changes) -> Exchange:
    """An exchange about to be sent, some minutes after MORNING."""
    request_id = request_id or str(uuid4())
    event = changes.pop("event", {"xdm": {"eventType": "web.webpagedetails.pageViews"}})
    fields = {
        "draft": Draft(json.dumps({"event": event}), template="page-view"),
        "request": InteractRequest(
            request_id,
            f"https://edge.example.com/ee/v2/interact?datastreamId=d1&requestId={request_id}",
            (("content-type", "application/json"),),
            json.dumps({"event": event}),
        ),
        "profile_name": "prod",
        "visitor": "default",
        "sent_at": MORNING + timedelta(minutes=minutes),
    }
    return Exchange(**{**fields, **changes})


def answered(exchange: Exchange, *, status: int = 200, **members) -> Exchange:
    """The exchange with a response that has a location hint and these members."""
    hint = {"type": "locationHint:result", "payload": [{"scope": "EdgeNetwork", "hint": "or2", "ttlSeconds": 1800}]}
    body = {"requestId": f"{exchange.request_id}-0123456789abcdef", "handle": [hint], **members}
    return exchange.ended(
        Response(
            status, (("content-type", "application/json"),), json.dumps(body).encode(), Timings(12.5, first_byte=9.0)
        )
    )


def failed(exchange: Exchange, kind: FailureKind = FailureKind.TIMEOUT) -> Exchange:
    """The exchange with a failure."""
    return exchange.ended(Failure(kind, "There was no answer within 10 seconds.", 10_000.0))


def record(history, exchange: Exchange) -> Exchange:
    """Records an exchange as a send does."""
    history.begin(replace(exchange, outcome=None, notes=()))
    history.complete(exchange, exchange.response.parsed() if exchange.response else None)
    return exchange


# Anything from JSON, argv and the network: also NUL, lone surrogates and right-to-left text.
texts = st.text(st.characters(), max_size=40)
names = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20)
headers = st.lists(st.tuples(texts, texts), max_size=4).map(tuple)
moments = st.datetimes(
    datetime.fromisoformat("1990-01-01"),
    datetime.fromisoformat("2090-01-01"),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=5, minutes=30))]),
)
milliseconds = st.none() | st.floats(0, 1e6)
timings = st.builds(Timings, st.floats(0, 1e6), milliseconds, milliseconds, milliseconds)
bodies = st.binary(max_size=200) | st.sampled_from([b"", b"{", b'{"handle": [{"type": 1}]}', b"[]", b"\xff\xfe"])
outcomes = (
    st.none()
    | st.builds(Response, st.integers(100, 999), headers, bodies, timings)
    | st.builds(Failure, st.sampled_from(FailureKind), texts, st.floats(0, 1e6))
)
requests = st.builds(InteractRequest, texts, texts, headers, texts, st.booleans())
drafts = st.builds(Draft, texts, st.sampled_from(Action), st.none() | texts)
exchanges = st.builds(
    Exchange,
    drafts,
    requests,
    texts,
    texts,
    moments,
    outcomes,
    st.none() | texts,
    st.lists(texts, max_size=3).map(tuple),
)
