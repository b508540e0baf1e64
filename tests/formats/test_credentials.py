"""No credential of a copied request is in its text where that is saved."""

import json
import shlex
from pathlib import Path

import pytest

from edge_tui.formats import read
from edge_tui.formats.credentials import without_cookie_values, without_credentials
from edge_tui.model.credential_text import json_without_secrets, without_secrets
from tests.tables import every_row

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


SECRETS = {
    "a header": f"Authorization: Bearer {JWT}",
    "a header of another scheme": "authorization: Token CANARY CANARY",
    "a proxy's header": "Proxy-Authorization: Basic Q0FOQVJZQ0FOQVJZ",
    "a bare token": f"{JWT}",
    "a token in prose": f"use the token {JWT}, it's from today",
    "a bearer": "Bearer CANARY1234567890abc",
    "a cookie": "Cookie: sid=CANARY; b=CANARY",
    "an answer's cookie": "set-cookie: sid=CANARY; Path=/",
    "JSON of IMS": '{"access_token": "CANARY.abc", "token_type": "bearer", "refresh_token":"CANARY"}',
    "a project of the console": '{"CLIENT_SECRETS": ["p8e-CANARYCANARYCANARY_12"], "CLIENT_ID": "c"}',
    "a shell's variables": "export EDGE_TUI_ACCESS_TOKEN=CANARY\nexport EDGE_TUI_CLIENT_SECRET='CANARY'",
    "an .env file": "AWS_SECRET_ACCESS_KEY=CANARY\nDB_PASSWORD=CANARY",
    "YAML": "client_secret: CANARY\npassword: CANARY",
    "a form": "grant_type=client_credentials&client_secret=CANARY&scope=openid",
    "a URL": "https://me:CANARY@edge.example.com/",
    "a query": "https://edge.example.com/?access_token=CANARY&a=b",
    "a key": "-----BEGIN RSA PRIVATE KEY-----\nCANARY\nCANARY\n-----END RSA PRIVATE KEY-----",
    "half a key": "-----BEGIN PRIVATE KEY-----\nCANARY",
    "a hash of Ruby": "{ 'client_secret' => 'CANARY' }",
    "escaped JSON": '"{\\"access_token\\":\\"CANARY\\"}"',
}
NOT_SECRET = (
    '{"xdm": {"plan": "Basic plan", "name": "Digest authentication explained", "page": "reset-password", "x": "y"}}',
    "basic internationalization of Bearer bonds",
    '"authorization": "{{env:TOKEN}}", "password": "$PASSWORD", "client_secret": "<secret>"',
    '{"identityMap": {"ECID": [{"id": "12345678901234567890123456789012345678"}]}}',
    '{"cookie": "chocolate", "token": 5, "url": "https://shop.example.com/a@b?page=2"}',
)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_masked_in_any_text(name: str) -> None:
    text = without_secrets(SECRETS[name])
    assert "CANARY" not in text
    assert "Q0FOQVJZ" not in text
    assert without_secrets(text) == text


@pytest.mark.parametrize("text", NOT_SECRET)
def test_what_only_looks_like_a_secret_is_kept(text: str) -> None:
    assert without_secrets(text) == text


def test_a_large_draft_is_masked_in_slices_as_a_whole() -> None:
    text = json.dumps({"event": [{"name": "home", "client_secret": f"CANARY{n}"} for n in range(1500)]}, indent=2)
    masked = json_without_secrets(text)
    assert "CANARY" not in masked
    assert masked == without_secrets(text)
    assert json_without_secrets("") == ""


def test_an_event_of_any_kind_is_pasted_as_it_is() -> None:
    for path in sorted((Path(__file__).parents[2] / "templates").glob("*.json")):
        assert without_secrets(path.read_text("utf-8")) == path.read_text("utf-8")


def test_copied_cookies_keep_their_names_alone() -> None:
    assert "CANARY" not in without_cookie_values("kndctr_x_AdobeOrg_identity=CANARY; session=CANARY")
    assert "kndctr_x_AdobeOrg_identity=" in without_cookie_values("kndctr_x_AdobeOrg_identity=CANARY")


@every_row(
    ("data", "secret"),
    [
        ({"headers": {"X-Auth-Token": "CANARY-1"}}, "CANARY"),
        ({"url": "https://a.example/?access_token=CANARY1&x=1"}, "CANARY"),
        ({"key": "-----BEGIN PRIVATE KEY-----\nCANARY", "after": "kept"}, "CANARY"),
        ({"aws": "AKIACANARYCANARY1234"}, "CANARY"),
        ({"password": 'CANARY"1, MORE'}, "MORE"),
    ],
)
def test_an_imported_body_has_its_credentials_masked_and_stays_json(data: dict[str, object], secret: str) -> None:
    body = json.dumps({"events": [{"xdm": {"eventType": "a.b"}, "data": data}]})
    for text in (body, f"curl 'https://edge.adobedc.net/ee/v1/interact?configId=d' --data-raw {shlex.quote(body)}"):
        (found,) = read(text).requests
        kept = found.draft.text + (found.request.body if found.request else "")
        assert secret not in kept
        document = json.loads(found.draft.text)
        assert document["events"][0]["data"].keys() == data.keys()
        assert "Masked: credentials that a body would send." in found.notes
