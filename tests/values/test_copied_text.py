"""Opaque values as people copy them, and small cookies."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from edge_tui.model.text import visible
from edge_tui.values import readings
from edge_tui.values.copied_text import split_copied, unwrapped
from edge_tui.values.identity_cookie import decode
from edge_tui.values.opening import node_of_reading
from edge_tui.values.reading import Reading
from tests.answers import ECID, IDENTITY, ORG
from tests.tables import every_row

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SESSION = "0b1c2d3e-1111-4111-8111-111111111111"
ADOBE_MC = f"TS=1700000000|MCMID={ECID}|MCORGID=A@AdobeOrg"
COPIES: dict[str, Callable[[str], str]] = {
    "alone": str,
    "double quotes": lambda value: f'"{value}"',
    "single quotes": lambda value: f"'{value}',",
    "curly quotes": lambda value: f"“{value}”",
    "encoded": quote,
    "encoded twice": lambda value: quote(quote(value)),
    "JSON escapes": lambda value: value.replace("=", "\\u003d"),
    "name": lambda value: f"{ORG}identity={value}",
    "DevTools row": lambda value: f"{ORG}identity\t{value}\t.acme.example\t/\t2027-01-01T00:00:00.000Z\t112\tSecure",
    "cookie file": lambda value: f".acme.example\tTRUE\t/\tTRUE\t1799999999\t{ORG}identity\t{value}",
    "Set-Cookie": lambda value: (
        f"Set-Cookie: {ORG}identity={value}; Path=/; Domain=acme.example; Secure; SameSite=None"
    ),
    "set-cookie, HTTP/2": lambda value: f"set-cookie: {ORG}identity={value};Max-Age=34128000;path=/",
    "Cookie": lambda value: f"Cookie: _ga=GA1.1; {ORG}identity={value}; theme=dark",
    "curl option": lambda value: f"-H 'Cookie: {ORG}identity={value}'",
    "document.cookie": lambda value: f"'_ga=GA1.1; {ORG}identity={value}'",
    "state entry": lambda value: json.dumps({"key": f"{ORG}identity", "value": value, "maxAge": 34128000}),
    "JSON member": lambda value: f'    "value": "{value}",',
}


def decoded(text: str) -> list[Reading]:
    return [reading for part in split_copied(text) for reading in readings(part, NOW)]


@every_row("copy", COPIES)
def test_an_identity_cookie_is_read_however_it_was_copied(copy: str) -> None:
    (reading,) = decoded(COPIES[copy](IDENTITY))
    assert (reading.kind, reading.problem, reading.fields["ecid"]) == ("identity-cookie", "", ECID)


@every_row(
    ("text", "kind", "fields"),
    [
        (ECID, "ecid", {"ecid": ECID}),
        (f"s_ecid=MCMID%7C{ECID}", "amcv-cookie", {"ecid": ECID}),
        (f"AMCV_A%40AdobeOrg=179643557%7CMCMID%7C{ECID}", "amcv-cookie", {"ecid": ECID}),
        (f"demdex={ECID}", "demdex-cookie", {"demdexId": ECID}),
        ("mboxEdgeCluster=38", "mbox-edge-cluster", {"cluster": "38", "hint": "t38"}),
        (
            f"{ORG}advertising=%7B%22_les_lsc%22%3A%7B%22skwcid%22%3A%22AL!1%22%7D%2C%22surferId%22%3A%22s%22%7D",
            "state-cookie",
            {"_les_lsc": {"skwcid": "AL!1"}, "surferId": "s"},
        ),
        (
            "mbox=session%23abc%231700001860%7CPC%23def.38_0%231763200000",
            "mbox-cookie",
            {
                "sessionId": "abc",
                "sessionExpiresAt": "2023-11-14T22:44:20.000Z",
                "deviceId": "def.38_0",
                "pcExpiresAt": "2025-11-15T09:46:40.000Z",
                "edgeCluster": "38",
            },
        ),
        (f"{ORG}consent_check=1", "state-cookie", {"key": "consent_check", "value": "1"}),
        (f"{ORG}optout=", "state-cookie", {"key": "optout", "value": ""}),
        (f"{ORG}consent=general%3Din", "consent-cookie", {"general": "in"}),
        (f"https://acme.example/?adb_validation_sessionid={SESSION}", "assurance-link", {"sessionId": SESSION}),
        (f"assurance://?adb_validation_sessionid={SESSION}", "assurance-link", {"sessionId": SESSION}),
        (
            f"adobeAepValidationToken={SESSION}%7C{SESSION}",
            "assurance-link",
            {"sessionId": SESSION, "clientId": SESSION},
        ),
        (
            f"https://acme.example/p?a=1&adobe_mc={quote(ADOBE_MC)}#top",
            "adobe-mc",
            {"createdAt": "2023-11-14T22:13:20.000Z", "ecid": ECID, "orgId": "A@AdobeOrg", "expired": True},
        ),
    ],
)
def test_a_value_says_what_it_is_and_where_that_is_from(text: str, kind: str, fields: dict[str, object]) -> None:
    (reading,) = decoded(text)
    assert (reading.kind, dict(reading.fields), reading.problem) == (kind, fields, "")
    assert reading.title
    assert reading.note
    assert reading.source


def test_every_cookie_of_a_header_is_read_in_order() -> None:
    header = f"Cookie: demdex={ECID}; _ga=1; {ORG}consent=general=in;ads=out; {ORG}cluster=or2; mboxEdgeCluster=35"
    assert [reading.kind for reading in decoded(header)] == [
        "demdex-cookie",
        "consent-cookie",
        "edge-region",
        "mbox-edge-cluster",
    ]


def test_the_s_ecid_cookie_is_named_as_such() -> None:
    (reading,) = decoded(f"s_ecid=MCMID|{ECID}")
    assert reading.title == "s_ecid cookie"


@every_row("text", ["35", "1", "session", "PC", "https://acme.example/?q=1", "general", "demdex", "mbox="])
def test_a_text_that_could_be_anything_is_not_a_cookie(text: str) -> None:
    assert decoded(text) == []


def test_an_identity_cookie_that_is_cut_off_says_what_is_missing_wherever_the_cut_is() -> None:
    whole = decode(IDENTITY)
    seen = set()
    for length in range(16, len(IDENTITY.rstrip("=")) - 8):
        (reading,) = readings(IDENTITY[:length], NOW)
        assert reading.kind == "identity-cookie"
        if reading.problem:
            assert reading.problem.startswith("It is cut off")
            seen.add(reading.problem.partition(":")[0])
        ecid = reading.fields.get("ecid")
        start = reading.fields.get("ecidStart", "")
        assert ecid == whole.ecid or (ecid is None and whole.ecid.startswith(str(start)) and start)
    assert {"It is cut off within the ECID", "It is cut off within its metadata", "It is cut off near the end"} <= seen


def test_a_cut_off_cookie_with_an_ellipsis_keeps_what_is_known() -> None:
    (reading,) = readings(f"{ORG}identity={IDENTITY[:100]}…", NOW)
    assert reading.problem == "It is cut off near the end: the ECID is complete; missing: last write time."
    assert reading.fields["region"] == "OR2"
    assert reading.summary == f"ECID {ECID} · cut off"


@given(st.text())
def test_unwrapping_is_idempotent_and_never_adds_characters(text: str) -> None:
    plain = unwrapped(text)
    assert len(plain) <= len(text)


@given(st.text(alphabet=f"{ORG}identity=;:\"'\t \\%25{{}}Cookie", max_size=80) | st.text(max_size=80))
def test_no_copied_text_breaks_a_decoder(text: str) -> None:
    for part in split_copied(text):
        for reading in readings(part, NOW):
            json.dumps(dict(reading.fields))
            for node in node_of_reading(reading, reading.title, part, None, NOW).walk():
                assert visible(node.label + node.value).isprintable()
