"""Fields that are valid each and can't work together are named, with what to do; a complete profile has none."""

from dataclasses import replace

import pytest

from edge_tui.model.profile import EMULATOR_PROFILE, FIELD_LABELS, Authentication, Credentials, Profile
from edge_tui.model.profile_gaps import doubts, gaps

PLAIN = Profile(
    "acme", datastream_id="11111111-2222-4333-8444-555555555555", org_id="53A16ACB5CC1D3760A495C99@AdobeOrg"
)
OAUTH = replace(PLAIN, authentication=Authentication.OAUTH, credentials=Credentials("abc"))
TOKEN = replace(OAUTH, authentication=Authentication.TOKEN)


@pytest.mark.parametrize("profile", [PLAIN, OAUTH, TOKEN, EMULATOR_PROFILE, replace(PLAIN, org_id="")])
def test_a_complete_profile_has_no_gaps_and_no_doubts(profile: Profile) -> None:
    assert (gaps(profile), doubts(profile)) == ((), ())


@pytest.mark.parametrize(
    ("profile", "fields"),
    [
        pytest.param(replace(PLAIN, datastream_id=""), ["datastream_id"], id="no datastream"),
        pytest.param(replace(OAUTH, credentials=Credentials()), ["client_id"], id="OAuth without a client ID"),
        pytest.param(replace(OAUTH, org_id=""), ["org_id"], id="OAuth without an organization"),
        pytest.param(replace(TOKEN, org_id=""), ["org_id"], id="a token without an organization"),
        pytest.param(replace(OAUTH, credentials=Credentials("abc", ())), ["scopes"], id="OAuth without scopes"),
        pytest.param(
            replace(OAUTH, credentials=Credentials("abc", ims_url="emulator")),
            ["ims_url"],
            id="a made-up token for Adobe",
        ),
        pytest.param(
            replace(PLAIN, url="https://server.adobedc.net"), ["authentication"], id="a server without a token"
        ),
        pytest.param(
            replace(PLAIN, url="https://or2.server.adobedc.net"), ["authentication"], id="a server's location"
        ),
        pytest.param(
            Profile("", authentication=Authentication.OAUTH), ["datastream_id", "org_id", "client_id"], id="all"
        ),
    ],
)
def test_what_cannot_work_is_named_at_its_field(profile: Profile, fields: list[str]) -> None:
    found = gaps(profile)
    assert [each.field for each in found] == fields
    assert all(each.field in FIELD_LABELS and each.problem and each.how.endswith(".") for each in found)


@pytest.mark.parametrize(
    "profile",
    [
        replace(OAUTH, url="emulator", credentials=Credentials("abc", ims_url="emulator")),
        replace(OAUTH, url="http://127.0.0.1:8080", credentials=Credentials("abc", ims_url="emulator")),
        replace(OAUTH, url="https://server.adobedc.net"),
        replace(TOKEN, url="https://server.adobedc.net"),
    ],
)
def test_what_works_together_is_left_alone(profile: Profile) -> None:
    assert (gaps(profile), doubts(profile)) == ((), ())


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (replace(PLAIN, datastream_id="4f1c"), "datastream_id"),
        (replace(TOKEN, credentials=Credentials()), "client_id"),
        (replace(PLAIN, org_id="53A16ACB5CC1D3760A495C99"), "org_id"),
        (replace(OAUTH, url="http://edge.acme.example"), "url"),
        (replace(OAUTH, credentials=Credentials("abc", ims_url="http://ims.acme.example")), "ims_url"),
        (replace(PLAIN, site_domain="acme.example"), "site_domain"),
        (replace(TOKEN, url="https://edge.acme.example", site_domain="acme.example"), "site_domain"),
    ],
)
def test_what_is_unlikely_to_work_is_a_doubt(profile: Profile, field: str) -> None:
    assert gaps(profile) == ()
    assert [each.field for each in doubts(profile)] == [field]


@pytest.mark.parametrize(
    "profile",
    [
        replace(PLAIN, url="https://edge.acme.example", site_domain="acme.example"),
        replace(PLAIN, url="http://127.0.0.1:8080", datastream_id="ds"),
        replace(OAUTH, url="http://localhost:8080", datastream_id="ds"),
        replace(OAUTH, credentials=Credentials("abc", ims_url="http://[::1]:8080")),
    ],
)
def test_a_local_gateway_and_a_first_party_one_are_not_doubted(profile: Profile) -> None:
    assert doubts(profile) == ()
