"""A gateway that sends strange state never prevents a send, now or in the next run."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from edge_tui.model.exchange import Draft, Exchange
from edge_tui.model.json.document import at, parse
from edge_tui.model.profile import Profile
from edge_tui.workspace import Workspace
from tests.gateway.loopback import answering

# A warning of a standard library parser, with a traceback, counts as a failure.
pytestmark = pytest.mark.filterwarnings("error::UserWarning")

EVENT = Draft('{"event": {"xdm": {"eventType": "test"}}}')
KEYS = [
    *(
        "kndctr_é",
        "kndctr_日本",
        "kndctr_\ud800",
        "kndctr_a\r\nset-cookie: x=y",
        "kndctr_\0",
        "kndctr_a;b",
        "kndctr_a=b",
    ),
    *(
        "kndctr_a b",
        "kndctr_%41",
        "kndctr_%",
        "kndctr_,",
        'kndctr_"',
        "kndctr_\udfff\ud800",
        "kndctr_😀",
        "kndctr_",
        "",
    ),
]
VALUES = ["v", "é", "\udcff", "a\r\nb: c", "\0", ";", "=", "%zz", " ", "😀", '"', ""]
ITEMS = [
    *({"key": key, "value": "v", "maxAge": 3600} for key in KEYS),
    *({"key": f"kndctr_v{index}", "value": value, "maxAge": 10**400} for index, value in enumerate(VALUES)),
]
DATE = "Thu, 01 Jan 1970 00:00:00"
SET_COOKIES = [
    *(b"kndctr_c1=v; Max-Age=" + b"9" * 400, f"kndctr_c2=v; Expires={DATE} +99999999999999999999".encode()),
    *(
        b"kndctr_c\xe9=v",
        "kndctr_é=v".encode(),
        b"kndctr_c3=\xff",
        b"kndctr_c4=%ff",
        b"kndctr_c5=%C3%A9; Expires=never",
    ),
    *(
        b"kndctr_c6=v; Expires=Fri, 99 Feb 99999 99:99:99 GMT",
        b"kndctr_c7",
        b"=v",
        b"kndctr_c8=v; Max-Age=-" + b"9" * 400,
    ),
]


def hostile_answer() -> bytes:
    hints = [{"scope": "EdgeNetwork", "hint": hint, "ttlSeconds": 10**400} for hint in ("or2", "\ud800")]
    handles = [{"type": "state:store", "payload": ITEMS}, {"type": "locationHint:result", "payload": hints}]
    body = json.dumps({"requestId": "r-0123456789abcdef", "handle": handles}).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + str(len(body)).encode() + b"\r\n"
    return head + b"".join(b"set-cookie: " + each + b"\r\n" for each in SET_COOKIES) + b"\r\n" + body


def profile_of(url: str, site_domain: str) -> Profile:
    return Profile(
        "loopback", url=url, datastream_id="ds", org_id="O@AdobeOrg", site_domain=site_domain, timeout_seconds=60
    )


async def sent(home: Path, profile: Profile) -> Exchange:
    """One event of the visitor, as a separate process sends it."""
    workspace = Workspace({"EDGE_TUI_HOME": str(home)})
    try:
        return await workspace.sessions.get(profile, "anna").send(EVENT)
    finally:
        await workspace.close()


@pytest.mark.parametrize("site_domain", ["", "127.0.0.1"], ids=["entries", "cookies"])
async def test_every_later_event_gets_a_response_and_notes_what_was_left_out(site_domain: str, home: Path) -> None:
    async with answering(hostile_answer()) as gateway:
        profile = profile_of(gateway.url, site_domain)
        exchanges = [await sent(home, profile) for _ in range(3)]
        other = await sent(home, replace(profile, name="other", site_domain="" if site_domain else "127.0.0.1"))
    assert all(exchange.response for exchange in (*exchanges, other))
    first, *later = exchanges
    refused = [note for note in first.notes if "was not stored" in note]
    assert len(refused) == 4
    for exchange in later:
        left_out = [note for note in exchange.notes if "was not sent: as a cookie it" in note]
        assert len(left_out) == (4 if site_domain else 0)
        assert [note for note in exchange.notes if "location hint was not used" in note]
        if not site_domain:
            entries = at(parse(exchange.request.body), "/meta/state/entries")
            assert entries[: len(ITEMS)] == [{"key": item["key"], "value": item["value"]} for item in ITEMS]


async def test_an_expired_age_deletes_in_any_notation(home: Path) -> None:
    async with answering(hostile_answer()) as gateway:
        await sent(home, profile_of(gateway.url, "127.0.0.1"))
    kept = {
        entry.key for entry in Workspace({"EDGE_TUI_HOME": str(home)}).visitors.get("anna").state("O@AdobeOrg").entries
    }
    assert {"kndctr_c1", "kndctr_c2", "kndctr_c5", "kndctr_c6"} <= kept
    assert not kept & {"kndctr_c3", "kndctr_c4", "kndctr_c7", "kndctr_c8"}
