"""The request for an event: URL, headers, state, and no secret."""

from datetime import UTC, datetime, timedelta

import pytest

from edge_tui.model.client_state import ClientState, LocationHint, StateEntry
from edge_tui.model.errors import SetupError
from edge_tui.model.json.document import parse
from edge_tui.model.profile import ApiVersion, Authentication, Credentials, Profile
from edge_tui.model.request import Action, compose, converted, reshape, url_of

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVENT = {"event": {"xdm": {"a": 1}}, "query": {"b": 2}}
PROFILE = Profile("p", datastream_id="ds:dev", org_id="O@AdobeOrg")
STATE = ClientState((StateEntry("k", "v"),), LocationHint("or2", NOW + timedelta(hours=1)))


@pytest.mark.parametrize(
    ("profile", "action", "state", "url"),
    [
        (PROFILE, Action.INTERACT, ClientState(), "https://edge.adobedc.net/ee/v2/interact?datastreamId=ds:dev"),
        (PROFILE, Action.INTERACT, STATE, "https://edge.adobedc.net/ee/or2/v2/interact?datastreamId=ds:dev"),
        (PROFILE, Action.COLLECT, ClientState(), "https://edge.adobedc.net/ee/v2/collect?datastreamId=ds:dev"),
        (PROFILE, Action.ACQUIRE, ClientState(), "https://edge.adobedc.net/ee/v1/identity/acquire?configId=ds:dev"),
        (
            PROFILE,
            Action.SET_CONSENT,
            STATE,
            "https://edge.adobedc.net/ee/or2/v1/privacy/set-consent?configId=ds:dev",
        ),
        (
            Profile("p", "http://127.0.0.1:80/", "", ApiVersion.V1, "d s"),
            Action.INTERACT,
            ClientState(),
            "http://127.0.0.1:80/v1/interact?configId=d+s",
        ),
        (Profile("p", base_path="/a/b/"), Action.INTERACT, STATE, "https://edge.adobedc.net/a/b/or2/v2/interact?"),
    ],
)
def test_the_url_is_built_from_the_profile_the_hint_and_the_action(
    profile: Profile, action: Action, state: ClientState, url: str
) -> None:
    request = compose(profile, action, EVENT, "r 1", state)
    assert request.url == f"{url}{'' if url.endswith('?') else '&'}requestId=r+1"


def test_state_goes_into_the_body_and_the_events_own_takes_precedence() -> None:
    body = parse(compose(PROFILE, Action.INTERACT, {**EVENT, "meta": {"x": 1}}, "r", STATE).body)
    assert body["meta"] == {"x": 1, "state": {"entries": [{"key": "k", "value": "v"}]}}
    own = {**EVENT, "meta": {"state": {"entries": []}}}
    assert parse(compose(PROFILE, Action.INTERACT, own, "r", STATE).body) == own


def test_an_authenticated_request_has_org_and_key_but_a_masked_token() -> None:
    server = Profile(
        "p", org_id="O@AdobeOrg", authentication=Authentication.OAUTH, credentials=Credentials(client_id="me")
    )
    request = compose(server, Action.INTERACT, EVENT, "r", ClientState())
    assert request.authenticated
    assert dict(request.headers) == {
        "content-type": "application/json",
        "accept": "application/json",
        "x-gw-ims-org-id": "O@AdobeOrg",
        "x-api-key": "me",
    }
    assert dict(request.shown_headers)["authorization"] == "Bearer ••••••••"


def test_an_unauthenticated_request_has_neither_org_nor_key() -> None:
    assert {name for name, _ in compose(PROFILE, Action.INTERACT, EVENT, "r", STATE).shown_headers} == {
        "content-type",
        "accept",
    }


def test_an_event_takes_the_shape_of_either_version_and_comes_back() -> None:
    older = reshape(EVENT, Action.INTERACT, ApiVersion.V1)
    assert older == {"events": [{"xdm": {"a": 1}}], "query": {"b": 2}}
    assert reshape(older, Action.INTERACT, ApiVersion.V2) == EVENT
    assert reshape(EVENT, Action.COLLECT, ApiVersion.V2) == older


def test_query_and_common_xdm_of_v1_move_to_their_place_in_v2() -> None:
    older = {
        "xdm": {"identityMap": {"ECID": [{"id": "1"}], "FPID": [{"id": "2"}]}, "a": 1},
        "events": [{"xdm": {"identityMap": {"FPID": [{"id": "3"}]}, "a": 2}, "query": {"personalization": {"s": 1}}}],
        "query": {"identity": {"fetch": ["ECID"]}, "personalization": {"s": 0}},
        "meta": {"state": {}},
    }
    assert reshape(older, Action.INTERACT, ApiVersion.V2) == {
        "event": {"xdm": {"identityMap": {"ECID": [{"id": "1"}], "FPID": [{"id": "3"}]}, "a": 2}},
        "query": {"identity": {"fetch": ["ECID"]}, "personalization": {"s": 1}},
        "meta": {"state": {}},
    }


@pytest.mark.parametrize(
    "older",
    [
        {"events": ["no event"], "xdm": {"a": 1}},
        {"events": [{"query": []}], "query": {"a": 1}},
        {"events": [{"xdm": []}], "xdm": {"a": 1}},
        {"events": [{}], "query": 1},
    ],
)
def test_members_that_are_not_objects_stay_where_they_are(older: dict[str, object]) -> None:
    (event,) = older["events"]  # type: ignore[misc]
    rest = {name: value for name, value in older.items() if name != "events"}
    assert reshape(older, Action.INTERACT, ApiVersion.V2) == {"event": event, **rest}


@pytest.mark.parametrize("document", [[], "x", None, {"events": [1, 2]}, {"event": 1, "events": [2]}, {}])
def test_a_document_without_another_shape_is_unchanged(document: object) -> None:
    assert reshape(document, Action.INTERACT, ApiVersion.V2) is document


@pytest.mark.parametrize("holder", ["event", "events"])
def test_a_media_call_goes_to_the_path_that_its_event_type_names(holder):
    event = {"xdm": {"eventType": "media.adBreakStart"}}
    document = {holder: [event] if holder == "events" else event}
    url = url_of(PROFILE, Action.MEDIA, "one", "or2", document)
    assert url == "https://edge.adobedc.net/ee/or2/va/v1/adBreakStart?configId=ds:dev&requestId=one"


@pytest.mark.parametrize(
    ("document", "version", "wanted"),
    [
        ({"event": {"xdm": {}}}, ApiVersion.V1, {"events": [{"xdm": {}}]}),
        ({"events": [{"xdm": {}}]}, ApiVersion.V2, {"event": {"xdm": {}}}),
        ({"event": {"xdm": {}}}, ApiVersion.V2, {"event": {"xdm": {}}}),
    ],
)
def test_an_event_is_converted_to_the_requested_version(document, version, wanted):
    assert converted(document, version) == wanted


@pytest.mark.parametrize("document", [{"consent": []}, {"events": []}, {"events": [{}, {}]}, []])
def test_a_document_without_exactly_one_event_has_no_v2_shape(document):
    with pytest.raises(SetupError):
        converted(document, ApiVersion.V2)
