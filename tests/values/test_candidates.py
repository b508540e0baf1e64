"""Which decoders are asked for a text: few, and always those that read it."""

import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_tui.values import VALUES, assurance_link, demdex_cookie, edge_region, kinds_that_may_read, mbox_edge_cluster
from edge_tui.values import mbox_cookie as mbox
from edge_tui.values.identity_cookie import IdentityCookie, encode
from edge_tui.values.request_id import _SUFFIXED
from edge_tui.values.state_cookie import _NAMED as STATE_COOKIE
from tests.answers import ECID, IDENTITY, OFFER_SCOPE
from tests.tables import every_row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORG = "53A16ACB5CC1D3760A495C99@AdobeOrg"
UUID = "2d1c5a1e-90d7-4d5c-9ee1-9b0b1a7dbb5b"
TARGET = "AT:eyJhY3Rpdml0eUlkIjoiMTI2NDg2IiwiZXhwZXJpZW5jZUlkIjoiMCJ9"
TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJjbGllbnRfaWQiOiJhYmMifQ.c2lnbmF0dXJl"
TC_STRING = "CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA"
PERSONAL = f"TS=1700000000|MCMID={ECID}|MCORGID={ORG}"

# A text of each kind, and all kinds that are asked whether they read it.
EXAMPLES = [
    (IDENTITY, "identity-cookie decision-scope encoded-json"),
    (encode(IdentityCookie(ECID))[:12], "identity-cookie encoded-json"),
    (TARGET, "identity-cookie target-proposition-id decision-scope"),
    (TOKEN, "identity-cookie access-token decision-scope encoded-json"),
    (f"bearer {TOKEN}", "identity-cookie access-token"),
    (OFFER_SCOPE, "identity-cookie decision-scope encoded-json"),
    ("general=in", "consent-cookie"),
    ("GENERAL=x", "consent-cookie"),
    ("ads=pending", "consent-cookie"),
    (TC_STRING, "decision-scope tc-string encoded-json"),
    (PERSONAL, "identity-cookie adobe-mc amcv-cookie"),
    (f"MCMID|{ECID}", "amcv-cookie"),
    ("session#abc#1700000000|PC#abc.34_0#1700000000", "mbox-cookie"),
    ("mboxEdgeCluster=34", "mbox-edge-cluster"),
    (f"demdex={ECID}", "demdex-cookie"),
    ("DEMDEX=NOTARGET", "decision-scope demdex-cookie encoded-json"),
    (f"kndctr_{ORG.replace('@', '_')}_cluster=or2", "state-cookie"),
    ("personalization_sessionId=abc", "state-cookie"),
    (f"https://acme.example/?adb_validation_sessionid={UUID}", "identity-cookie assurance-link"),
    (f"adobeAepValidationToken={UUID}|{UUID}", "identity-cookie assurance-link"),
    (ECID, "ecid"),
    ("OR2;9", "edge-region"),
    ("va6", "edge-region"),
    (f"{UUID}-f46e48eb52594815", "request-id"),
    ("{}", "edge-region encoded-json"),
    ("[1, 2, 3]", "encoded-json"),
    ("hello world", ""),
]


@every_row(("text", "kinds"), EXAMPLES, ids=lambda value: value[:24])
def test_few_decoders_are_asked_for_a_text(text: str, kinds: str) -> None:
    assert list(kinds_that_may_read(text)) == kinds.split()


SCOPE = '{"activityId":"a","placementId":"b"}'
# Further texts at the edges of what each kind needs.
EDGES = (
    *(SCOPE, *(b64encode(SCOPE.encode(encoding)).decode() for encoding in ("utf-8-sig", "utf-16", "utf-32-be"))),
    *(f"Bearer {TOKEN}", f"BEARER {TOKEN}", "session#abc", "PC#abc", "ads=out", "e30", "W10", "IHt9", "CXt9", "DXt9"),
    *("optout=", "consent_check=1", "cluster=or2", "bc_session_id=a", "advertising=a", "ABCD12", "ab1;"),
    *(f"adobeAepValidationToken={UUID}", f"adobeAepValidationToken={UUID}".replace("k", "\u212a")),
)


def _encoded(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))


# As it is, percent-encoded once or twice, and each character so.
FORMS = (str, quote, lambda text: quote(quote(text)), lambda text: "".join(map(_encoded, text)))


@pytest.mark.parametrize("form", FORMS)
def test_no_decoder_that_reads_an_example_is_left_out(form: Callable[[str], str]) -> None:
    for text in map(form, (*EDGES, *(each for each, _ in EXAMPLES))):
        left_out = set(VALUES) - set(kinds_that_may_read(text))
        assert [kind for kind in left_out if VALUES[kind].read(text, NOW)] == [], text


def test_each_decoder_reads_an_example() -> None:
    asked = {kind for text, _ in EXAMPLES for kind in kinds_that_may_read(text) if VALUES[kind].read(text, NOW)}
    assert asked == set(VALUES)


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
SCOPES = st.fixed_dictionaries({"activityId": st.text(min_size=1), "placementId": st.text(min_size=1)})
DOCUMENTS = st.builds(
    lambda blanks, document: blanks + json.dumps(document), st.text(" \t\r\n", max_size=3), JSON | SCOPES
)
BYTES = st.binary(max_size=70) | st.builds(
    lambda text, encoding: text.encode(encoding),
    DOCUMENTS,
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")),
)
# Texts that a decoder's own expression takes, of those that begin one.
PATTERNS = (
    # Not of those whose long texts Hypothesis is slow to make, and which the other strategies have.
    *(value.MARK for value in VALUES.values() if value.MARK and value.KIND not in ("tc-string", "identity-cookie")),
    *(assurance_link._SESSION, assurance_link._TOKEN, demdex_cookie._NAMED, edge_region._HEADER),
    *(mbox._PART, mbox_edge_cluster._NAMED, _SUFFIXED, STATE_COOKIE, re.compile("general(?:=|%3D)", re.IGNORECASE)),
)
TEXTS = st.one_of(
    st.text(),
    DOCUMENTS,
    BYTES.map(lambda data: b64encode(data).decode()),
    BYTES.map(lambda data: urlsafe_b64encode(data).decode().rstrip("=")),
    st.sampled_from(PATTERNS).flatmap(lambda pattern: st.from_regex(pattern, fullmatch=True)),
    st.tuples(st.sampled_from((IDENTITY, TC_STRING)), st.integers(4, 120)).map(lambda cut: cut[0][: cut[1]]),
    st.sampled_from([text for text, _ in EXAMPLES]),
)


@given(TEXTS, st.sampled_from(FORMS), st.text(" \t\n", max_size=2))
def test_no_decoder_that_reads_a_text_is_left_out(text: str, form: Callable[[str], str], blanks: str) -> None:
    try:
        shown = blanks + form(text) + blanks
    except UnicodeEncodeError:
        # Half of a surrogate pair can't be percent-encoded.
        shown = text
    left_out = set(VALUES) - set(kinds_that_may_read(shown))
    assert [kind for kind in left_out if VALUES[kind].read(shown, NOW)] == []
