"""What a stranger wrote is data on the command line: it runs nothing, reads nothing here, and leaves no secret."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command

CANARY = "CANARY7f3a"
URL = f"https://anna:{CANARY}@edge.example.com/ee/v2/interact?datastreamId=4f1c&requestId=one&access_token={CANARY}#{CANARY}"
HEADERS = {
    "x-auth-token": CANARY,
    "Api-Key": CANARY,
    "AUTHORIZATION": f"Bearer {CANARY}",
    "Proxy-Authorization": f"Basic {CANARY}",
    "X-User-Token": CANARY,
    "Cookie": f"session={CANARY}; kndctr_A_AdobeOrg_cluster=or2",
    "referer": f"https://shop.example/cart?token={CANARY}",
    "user-agent": f"Firefox\r\n x-auth-token: {CANARY}",
    " x-folded ": CANARY,
}


def archive() -> bytes:
    response_headers = [
        {"name": "Set-Cookie", "value": f"session={CANARY}; Path=/\nkndctr_A_AdobeOrg_x=v; Path=/"},
        {"name": "x-session", "value": CANARY},
        {"name": "x-adobe-edge", "value": "OR2;9"},
    ]
    entry = {
        "startedDateTime": "2026-03-01T09:30:00Z",
        "comment": CANARY,
        "_initiator": {"url": CANARY},
        "_webSocketMessages": [{"data": CANARY}],
        "request": {
            "url": URL,
            "headers": [{"name": name, "value": value} for name, value in HEADERS.items()],
            "cookies": [{"name": "session", "value": CANARY}],
            "postData": {"text": '{"event": {"xdm": {}}}', "params": [{"name": "t", "value": CANARY}]},
        },
        "response": {
            "status": 200,
            "headers": response_headers,
            "content": {"text": '{"requestId": "one", "handle": []}'},
        },
    }
    return json.dumps({"log": {"entries": [{"request": {"url": f"https://a.example/{CANARY}"}}, entry]}}).encode()


def curl() -> bytes:
    headers = " ".join(f"-H '{name}: {value}'" for name, value in HEADERS.items())
    return f"curl {headers} -u anna:{CANARY} -d '{{\"event\": {{}}}}' '{URL}'".encode()


@pytest.mark.parametrize("source", [archive, curl])
def test_no_secret_of_an_import_is_in_any_file_or_export(source: object, command: Command, home: Path) -> None:
    pasted = source()  # type: ignore[operator]
    ended = command("import", "-", "--history", "--template", "theirs", "--visitor", "anna", stdin=pasted)
    assert ended.status == 0, ended.talk
    written = [ended.out, ended.talk, command("import", "-", stdin=pasted).out]
    for name in ("curl", "har", "httpie", "python", "alloy", "bundle", "body"):
        exported = command("export", "one", "--format", name)
        assert exported.status == 0, exported.talk
        written += [exported.out, exported.talk]
    written.append(command("history", "show", "one", "--json").out)
    assert CANARY not in "".join(written)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path
    assert command("history", "search", CANARY).out == ""
    assert "access_token" in ended.talk
    assert "x-auth-token" in ended.talk
