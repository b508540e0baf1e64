"""No credential of a copied request is in its text where that is saved."""

import json

import pytest

from edge_tui.formats import read
from edge_tui.formats.credentials import without_credentials

URL = "https://me:CANARY@edge.adobedc.net/ee/v1/interact?configId=c&access_token=CANARY&requestId=r1"
BODY = '{"events":[{"xdm":{"eventType":"a.b","identityMap":{"Email":[{"authenticatedState":"ambiguous"}]}}}]}'
JWT = "eyJCANARY.eyJCANARY.CANARY-_x"
HEADERS = {
    "Authorization": f"Bearer {JWT}",
    "proxy-authorization": "Basic CANARY==",
    "cookie": "sid=CANARY; b=CANARY",
    "x-user-token": "CANARY",
    "x-auth-token": "CANARY",
}
OPTIONS = " ".join(f"-H '{name}: {value}'" for name, value in HEADERS.items())
TABLE = "; ".join(f'"{name}"="{value}"' for name, value in HEADERS.items())
LINES = "".join(f"{name}: {value}\n" for name, value in HEADERS.items())
TEXTS = {
    "curl": f"curl '{URL}' {OPTIONS} -b 'a=CANARY; c=CANARY' -u me:CANARY --oauth2-bearer CANARY --data-raw '{BODY}'",
    "cmd": f'curl ^"{URL}^" ' + OPTIONS.replace("'", '^"'),
    "HTTP": f"POST {URL}\n{LINES}\n{BODY}",
    "fetch": f"fetch('{URL}', {{headers: {HEADERS}, method: 'POST', body: '{BODY}'}})",
    "PowerShell": f"iwr -Uri '{URL}' -Headers @{{{TABLE}}} -Body '{BODY}'",
    "Python": f"requests.post('{URL}', headers={HEADERS}, data='{BODY}')",
    "HAR": json.dumps([{"name": name, "value": value} for name, value in HEADERS.items()]),
}


@pytest.mark.parametrize("name", TEXTS)
def test_credentials_are_masked_and_nothing_else(name: str) -> None:
    text = without_credentials(TEXTS[name])
    assert "CANARY" not in text
    assert ("requestId=r1" in text) == ("requestId=r1" in TEXTS[name])
    assert (BODY in text) == (BODY in TEXTS[name])
    assert without_credentials(text) == text
    if name in ("curl", "HTTP", "fetch", "PowerShell", "Python"):
        assert read(text).requests[0].draft.text == read(TEXTS[name]).requests[0].draft.text
