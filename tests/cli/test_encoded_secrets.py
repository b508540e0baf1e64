"""No command shows a secret that only decoding makes visible, and none repeats one in what it says."""

import gzip
import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from tests.conftest import Command

CANARY = "CANARYcanary1234567890"
IMS = json.dumps({"access_token": CANARY, "token_type": "bearer", "expires_in": 86399})


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


_CLAIMS = json.dumps({"session_token": CANARY})
JWT = f"{base64('{}')}.{base64(_CLAIMS)}.abcd".replace("=", "")
TEXTS = {
    "base64": base64(IMS),
    "twice": base64(base64(IMS)),
    "percent-encoded": quote(IMS),
    "compressed": b64encode(gzip.compress(IMS.encode())).decode(),
    "nested": base64(json.dumps({"inner": base64(IMS)})),
    "a token with a token": JWT,
    "a damaged cookie": f"kndctr_X_AdobeOrg_identity={base64(IMS)}",
    "a state entry": json.dumps({"key": "kndctr_X_AdobeOrg_identity", "value": base64(IMS)}),
    "a damaged proposition ID": f"AT:{base64(IMS)}",
    "a parameter": f"https://shop.example/?adobe_mc={base64(IMS)}",
}
SECRETS = (CANARY, base64(IMS)[30:60], base64(base64(IMS))[40:80], TEXTS["compressed"][40:80], JWT[30:60])


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "arguments",
    [
        ("decode",),
        ("decode", "--json"),
        ("explain",),
        ("explain", "--json"),
        ("handles", "-"),
        ("handles", "--json", "-"),
    ],
    ids=" ".join,
)
def test_a_secret_that_decoding_makes_visible_is_not_shown(
    command: Command, arguments: tuple[str, ...], name: str
) -> None:
    is_read = arguments[-1] == "-"
    given = (*arguments, *(() if is_read else (TEXTS[name],)))
    ended = command(*given, stdin=TEXTS[name].encode() if is_read else b"")
    shown = [index for index, secret in enumerate(SECRETS) if secret in ended.out + ended.talk]
    assert shown == []
    assert ended.out or ended.talk


@pytest.mark.parametrize("export_format", ["curl", "har", "httpie", "python", "alloy", "bundle", "body"])
def test_an_export_has_no_secret_of_the_events_own(command: Command, export_format: str) -> None:
    event = {"event": {"xdm": {"eventType": "web.a"}, "data": {"state": base64(IMS), "client_secret": CANARY}}}
    command("send", "-", "--request-id", "11111111-2222-4333-8444-555555555555", stdin=json.dumps(event).encode())
    ended = command("export", "11111111", "--format", export_format)
    assert ended.status == 0
    assert "web.a" in ended.out
    shown = [index for index, secret in enumerate(SECRETS) if secret in ended.out]
    assert shown == []
