"""Curl commands copied from browsers or written by hand are read, for bash and cmd."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.formats import FORMATS, Imported, read
from edge_tui.model.profile import ApiVersion
from edge_tui.model.request import Action
from tests.formats.exchanges import NASTY, TOKEN, URL, exchange
from tests.tables import every_row

CHROME_BASH = r"""curl 'https://edge.example.com/ee/or2/v1/interact?configId=4f1c:dev&requestId=abc' \
  -H 'accept: */*' \
  -H 'content-type: text/plain; charset=UTF-8' \
  -b 'kndctr_ABC_AdobeOrg_identity=CiYz; other=1' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux)' \
  --data-raw $'{"meta":{"state":{"cookiesEnabled":true}},"events":[{"xdm":{"note":"It\'s \u0021"}}]}' \
  --compressed"""

CHROME_CMD = r"""curl ^"https://edge.example.com/ee/v1/interact?configId=4f1c^&requestId=abc^" ^
  -H ^"content-type: text/plain; charset=UTF-8^" ^
  --data-raw ^"^{^\^"events^\^":^[^{^\^"xdm^\^":^{^\^"note^\^":^\^"50^% ^& ^\^\^more^\^"^}^}^]^}^" ^
  --compressed"""

FIREFOX_CMD = (
    'curl "https://edge.example.com/ee/v1/interact?configId=4f1c" -X POST -H "Content-Type: text/plain" '
    '--data-raw "{""events"":[{""xdm"":{""a"":""b""}}]}"'
)

POSTMAN = """curl --location 'https://server.adobedc.net/ee/v2/interact?dataStreamId=4f1c' \\
--header 'Authorization: Bearer TOKEN' \\
--header 'x-gw-ims-org-id: ABC@AdobeOrg' \\
--header 'x-api-key: client-1' \\
--header 'Content-Type: application/json' \\
--data '{
    "event": {"xdm": {"eventType": "web.webpagedetails.pageViews"}}
}'""".replace("TOKEN", TOKEN)


def _imported(text: str) -> Imported:
    (found,) = read(text).requests
    return found


def test_what_chrome_copies_for_bash_is_read() -> None:
    imported = _imported(CHROME_BASH)
    assert json.loads(imported.draft.text)["events"][0]["xdm"]["note"] == "It's !"
    assert imported.profile.url == "https://edge.example.com"
    assert (imported.profile.base_path, imported.profile.hint) == ("ee", "or2")
    assert (imported.profile.api_version, imported.profile.datastream_id) == (ApiVersion.V1, "4f1c:dev")
    assert [(entry.key, entry.value) for entry in imported.entries] == [("kndctr_ABC_AdobeOrg_identity", "CiYz")]
    assert imported.profile.org_id == "ABC@AdobeOrg"
    assert imported.draft.headers == (("user-agent", "Mozilla/5.0 (X11; Linux)"),)
    assert imported.notes == ("These cookies were not imported: other.",)


def test_cookies_of_the_website_are_left_out_except_the_first_party_id() -> None:
    imported = _imported("curl -b 'session=secret; FPID=6f1d; AMCV_A=b' -d '{}' https://a.example/ee/v2/interact")
    assert [entry.key for entry in imported.entries] == ["FPID", "AMCV_A"]
    assert "secret" not in repr(imported)


def test_unexpected_headers_are_reported() -> None:
    imported = _imported(
        "curl -H 'x-sandbox-name: dev' -H 'Origin: https://a' -d '{}' https://a.example/ee/v2/interact"
    )
    assert imported.notes == ("These headers were not imported: x-sandbox-name.",)


def test_what_chrome_copies_for_cmd_is_read() -> None:
    imported = _imported(CHROME_CMD)
    assert json.loads(imported.draft.text) == {"events": [{"xdm": {"note": "50% & \\more"}}]}
    assert imported.profile.datastream_id == "4f1c"


def test_what_firefox_copies_for_cmd_is_read() -> None:
    assert json.loads(_imported(FIREFOX_CMD).draft.text) == {"events": [{"xdm": {"a": "b"}}]}


def test_a_token_is_extracted_and_is_nowhere_else() -> None:
    imported = _imported(POSTMAN)
    assert imported.secrets == {"access_token": TOKEN}
    assert TOKEN not in repr(imported)
    assert imported.request is not None
    assert imported.request.authenticated
    assert (imported.profile.org_id, imported.profile.client_id) == ("ABC@AdobeOrg", "client-1")
    assert imported.profile.datastream_id == "4f1c"


@pytest.mark.parametrize(
    "options",
    [
        "-sSX POST -d '{\"event\":{}}'",
        "-XPOST -d'{\"event\":{}}'",
        "--request POST --data='{\"event\":{}}'",
        '-H"a: b" --json "{\\"event\\":{}}"',
        "-k -L --max-time 5 -o out.json --data-binary '{\"event\":{}}'",
        '--data-raw {\\"event\\":{}} # a comment',
    ],
)
def test_options_are_read_in_any_notation(options: str) -> None:
    imported = _imported(f"curl {options.partition('#')[0]} 'https://a.example/ee/v2/interact?datastreamId=1' #x")
    assert json.loads(imported.draft.text) == {"event": {}}


def test_a_comment_and_a_prompt_before_the_command_are_ignored() -> None:
    assert _imported("# from the ticket\n$ curl -d '{}' https://a.example/ee/v2/collect?datastreamId=1")


def test_a_body_in_a_file_is_reported_and_not_read() -> None:
    reading = read("curl -d @event.json 'https://a.example/ee/v2/interact?datastreamId=1'")
    assert (reading.requests, "the file event.json" in reading.missing) == ((), True)
    assert "edge-tui import FILE" in reading.fix


def test_another_method_and_a_password_are_reported() -> None:
    imported = _imported("curl -X GET -u anna:pw -d '{}' 'https://a.example/ee/v2/interact'")
    assert len(imported.notes) == 2
    assert "pw" not in repr(imported)


def test_a_body_that_is_not_json_is_imported_unchanged() -> None:
    imported = _imported("curl -d '{\"event\": ' 'https://a.example/ee/v2/interact'")
    assert imported.draft.text == '{"event": '
    assert "isn't JSON" in imported.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "curl",
        "curl https://example.com/",
        "wget https://a.example/ee/v2/interact",
        "curl 'https://a.example/ee/v2/interact",
        "curl 'https://[::1/ee/v2/interact'",
    ],
)
def test_other_requests_are_not_imported(text: str) -> None:
    assert read(text).requests == ()


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("v1/collect", Action.COLLECT),
        ("v1/identity/acquire", Action.ACQUIRE),
        ("v1/privacy/set-consent", Action.SET_CONSENT),
        ("or2/va/v1/ping", Action.MEDIA),
    ],
)
def test_the_action_is_the_end_of_the_path(path: str, action: Action) -> None:
    assert _imported(f"curl -d '{{}}' https://a.example/my/base/{path}?configId=1").draft.action is action


@pytest.mark.parametrize(
    ("url", "host", "base", "hint"),
    [
        ("https://a.example/ee/or2/v2/interact", "https://a.example", "ee", "or2"),
        ("https://a.example/ee/t38/v1/interact", "https://a.example", "ee", "t38"),
        ("https://va6.server.adobedc.net/ee/v2/interact", "https://server.adobedc.net", "ee", "va6"),
        ("https://a.example/my/own/base/v2/interact", "https://a.example", "my/own/base", ""),
        ("http://127.0.0.1:8080/v2/interact", "http://127.0.0.1:8080", "", ""),
    ],
)
def test_host_base_path_and_hint_are_separated(url: str, host: str, base: str, hint: str) -> None:
    profile = _imported(f"curl -d '{{}}' {url}").profile
    assert (profile.url, profile.base_path, profile.hint) == (host, base, hint)


def test_state_in_the_body_moves_to_the_visitor_and_the_rest_of_meta_stays() -> None:
    state = {"domain": "a.example", "entries": [{"key": "kndctr_ABC_AdobeOrg_cluster", "value": "or2"}]}
    body = json.dumps({"event": {}, "meta": {"state": state}})
    imported = _imported(f"curl -d '{body}' https://a.example/ee/v2/interact")
    assert json.loads(imported.draft.text) == {"event": {}, "meta": {"state": {"domain": "a.example"}}}
    assert [entry.value for entry in imported.entries] == ["or2"]


@every_row("body", NASTY)
def test_every_written_command_is_read_back(body: str) -> None:
    imported = _imported(FORMATS["curl"].render(exchange(body), token=TOKEN))
    assert imported.request is not None
    assert (imported.request.body, imported.request.url) == (body, URL)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80))
def test_quoting_preserves_any_body(body: str) -> None:
    imported = _imported(FORMATS["curl"].render(exchange("x" + body)))
    assert imported.request is not None
    assert imported.request.body == "x" + body


@given(st.text(alphabet="curl '\"\\$^@-Hd:/v2interact?{}\n", max_size=60))
def test_parsing_a_command_never_raises(text: str) -> None:
    read("curl " + text)


def test_no_secret_is_written_unless_given() -> None:
    for each in FORMATS.values():
        assert TOKEN not in each.render(exchange(authenticated=True))
    assert TOKEN in FORMATS["curl"].render(exchange(authenticated=True), token=TOKEN)


def test_a_url_with_brackets_is_kept_from_globbing() -> None:
    assert "--globoff" in FORMATS["curl"].render(exchange(url="https://a.example/ee/v2/interact?a=[1-3]"))


def test_an_export_of_an_emulated_exchange_says_how_to_serve_the_emulator() -> None:
    text = FORMATS["curl"].render(exchange(url="http://emulator/ee/v2/interact?datastreamId=1"))
    assert text.startswith("# ")
    assert "http://127.0.0.1:8080/ee/v2/interact?datastreamId=1" in text
