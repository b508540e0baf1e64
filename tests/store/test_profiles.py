"""Profiles: a file that users edit, read strictly, changed minimally."""

import multiprocessing
import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.profile import EMULATOR_PROFILE, ApiVersion, Authentication, Credentials, Environment, Profile
from edge_tui.store.paths import Paths
from edge_tui.store.profiles import ProfileStore
from tests.examples import examples

WRITTEN = """\
# Our datastreams. Ask Ödön before you change prod.

[profiles.prod]   # the shop
url = 'https://edge.example.com'   # first-party
datastream_id = "d-prod"
colour = "red"                     # nobody knows this key

environment = "prod"

[teams]
shop = "Ödön"

# For trying out.
[profiles.stage]
datastream_id = "d-stage"
scopes = "openid,AdobeID"
timeout_seconds = 5

[profiles.stage.config_overrides.com_adobe_target]
propertyToken = "t"
"""

PROD = Profile("prod", "https://edge.example.com", datastream_id="d-prod", environment=Environment.PROD)


@pytest.fixture
def store(paths):
    return ProfileStore(paths)


@pytest.fixture
def written(paths):
    paths.config.mkdir(parents=True)
    paths.profiles.write_text(WRITTEN, encoding="utf-8")
    return ProfileStore(paths)


def _text(store: ProfileStore) -> str:
    return store.path.read_text(encoding="utf-8")


def test_the_emulators_profile_exists_without_a_file(store):
    assert store.all() == (EMULATOR_PROFILE,)
    assert store.get("emulator") == EMULATOR_PROFILE
    assert store.last_used is None


def test_a_file_written_by_hand_is_read(written):
    emulator, prod, stage = written.all()
    assert emulator == EMULATOR_PROFILE
    assert prod == PROD
    assert stage.credentials.scopes == ("openid", "AdobeID")
    assert stage.timeout_seconds == 5.0
    assert stage.config_overrides == {"com_adobe_target": {"propertyToken": "t"}}


def test_a_change_touches_nothing_but_its_line(written):
    written.replace(replace(PROD, datastream_id="d-new"))
    assert _text(written) == WRITTEN.replace('"d-prod"', '"d-new"')


def test_a_profile_that_is_replaced_by_itself_leaves_the_file_as_it_is(written):
    for profile in written.all()[1:]:
        written.replace(profile)
    assert _text(written) == WRITTEN


def test_an_added_profile_is_there_and_the_others_stay_as_they_are(written):
    added = Profile("new one", authentication=Authentication.OAUTH, credentials=Credentials("c", ("a",)))
    before = written.all()
    written.add(added)
    assert written.get("new one") == added
    assert {profile.name: profile for profile in written.all()} == {
        **{profile.name: profile for profile in before},
        "new one": added,
    }
    for line in WRITTEN.splitlines():
        assert line in _text(written).splitlines()


def test_a_new_profile_is_written_without_defaults(store):
    store.add(Profile("prod", datastream_id="d"))
    assert tomllib.loads(_text(store)) == {
        "profiles": {"prod": {"url": "https://edge.adobedc.net", "datastream_id": "d"}}
    }


def test_a_name_is_given_once(written):
    with pytest.raises(SetupError, match="already a profile 'prod'"):
        written.add(Profile("prod"))


def test_renaming_keeps_place_comments_and_the_tables_below(written):
    written.rename("stage", "stage (EU)")
    assert _text(written) == WRITTEN.replace("[profiles.stage", '[profiles."stage (EU)"')
    assert [profile.name for profile in written.all()] == ["emulator", "prod", "stage (EU)"]
    assert written.get("stage (EU)").config_overrides == {"com_adobe_target": {"propertyToken": "t"}}
    with pytest.raises(SetupError):
        written.rename("prod", "stage (EU)")


def test_deleting_takes_one_profile_and_leaves_the_rest(written):
    written.delete("stage")
    assert [profile.name for profile in written.all()] == ["emulator", "prod"]
    assert 'shop = "Ödön"' in _text(written)
    assert "propertyToken" not in _text(written)
    with pytest.raises(SetupError):
        written.delete("stage")


def test_the_built_in_profile_can_be_overridden_and_restored(store):
    own = replace(EMULATOR_PROFILE, datastream_id="another")
    store.replace(own)
    assert store.all() == (own,)
    store.delete("emulator")
    assert store.all() == (EMULATOR_PROFILE,)
    with pytest.raises(SetupError, match="built in"):
        store.delete("emulator")
    with pytest.raises(SetupError, match="built in"):
        store.rename("emulator", "mine")


def test_an_unknown_name_gets_a_suggestion(written):
    with pytest.raises(SetupError) as refusal:
        written.get("pord")
    assert refusal.value.what == "There is no profile 'pord'."
    assert "Did you mean prod?" in refusal.value.how
    assert "profiles list" in refusal.value.how
    assert "profiles add" in refusal.value.how


def test_the_last_used_profile_is_remembered_beside_the_file_not_in_it(written, paths):
    written.use("stage")
    assert ProfileStore(paths).last_used == "stage"
    assert _text(written) == WRITTEN
    written.rename("stage", "eu")
    assert ProfileStore(paths).last_used == "eu"


def test_an_unwritable_choice_is_remembered_for_the_run(tmp_path):
    (tmp_path / "data").write_text("no folder")
    store = ProfileStore(Paths(tmp_path, tmp_path / "data", tmp_path))
    with pytest.raises(StorageError):
        store.use("prod")
    assert store.last_used == "prod"


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b'{"lastProfile": 7}'])
def test_a_damaged_state_file_means_no_last_profile(store, paths, content):
    paths.data.mkdir(parents=True)
    paths.state.write_bytes(content)
    assert store.last_used is None
    store.use("prod")
    assert ProfileStore(paths).last_used == "prod"


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ('url = "edge.adobedc.net"', "url", "isn't an http or https URL"),
        ('url = "ftp://edge.adobedc.net"', "url", "isn't an http or https URL"),
        ('url = "https://edge.adobedc.net/ee/v2"', "url", "base_path"),
        ('url = "https://user:pass@edge.adobedc.net"', "url", "user name"),
        ('url = "https://edge.adobedc.net:99999"', "url", "isn't a URL"),
        ('url = "https://[::1"', "url", "isn't a URL"),
        ('url = "https://edge.adobedc.net\\n"', "url", "control characters"),
        ("url = 7", "url", "a number"),
        ('base_path = "ee?x=1"', "base_path", "segments"),
        ('base_path = "../.."', "base_path", "segments"),
        ('base_path = "a//b"', "base_path", "segments"),
        ('api_version = "v3"', "api_version", "v1, v2"),
        ('environment = "production"', "environment", "Did you mean prod?"),
        ('authentication = "Oauth"', "authentication", "Did you mean oauth?"),
        ("authentication = true", "authentication", "a boolean"),
        ('org_id = "Č@AdobeOrg"', "org_id", "a non-ASCII character at position 1"),
        ('org_id = "a\\u0007b"', "org_id", "control characters"),
        ('client_id = "client\\u200b"', "client_id", "control characters"),
        ('client_id = "☃"', "client_id", "non-ASCII character at position 1"),
        ("timeout_seconds = 0", "timeout_seconds", "at most 600"),
        ("timeout_seconds = -1", "timeout_seconds", "at most 600"),
        ("timeout_seconds = nan", "timeout_seconds", "at most 600"),
        ("max_response_mb = 0", "max_response_mb", "at most 1024"),
        ("max_response_mb = 2000", "max_response_mb", "at most 1024"),
        ("max_response_mb = inf", "max_response_mb", "at most 1024"),
        ("max_response_mb = true", "max_response_mb", "a boolean"),
        ('org_id = "Zürich@AdobeOrg"', "org_id", "non-ASCII character at position 2 of 15"),
        ('org_id = "A B@AdobeOrg"', "org_id", "a space at position 2"),
        ('client_id = "é"', "client_id", "non-ASCII character at position 1"),
        ('client_id = "日本"', "client_id", "a non-ASCII character"),
        ('timeout_seconds = "10"', "timeout_seconds", "a string"),
        ("scopes = [1]", "scopes", "array of strings"),
        ("config_overrides = 3", "config_overrides", "a number"),
        ('config_overrides = "{"', "config_overrides", "isn't JSON"),
        ("config_overrides = {at = 2026-01-01}", "config_overrides", "a date"),
        ("config_overrides = {n = inf}", "config_overrides", "infinity or NaN"),
        ('ims_url = "ims"', "ims_url", "isn't an http or https URL"),
        ('client_secret = "s3cr3t-value"', "client_secret", "profiles login prod"),
        ('access_token = "s3cr3t-value"', "access_token", "profiles login prod"),
    ],
)
def test_an_error_names_the_file_the_profile_and_the_key(store, paths, line, key, words):
    paths.config.mkdir(parents=True)
    paths.profiles.write_text(f"[profiles.good]\n[profiles.prod]\n{line}\n")
    for work in (store.all, lambda: store.get("prod")):
        with pytest.raises(SetupError) as refusal:
            work()
        assert refusal.value.what.startswith(f"{paths.profiles}, profile prod: {key} ")
        assert words in str(refusal.value)
        assert refusal.value.how
        assert "s3cr3t-value" not in str(refusal.value)
    assert store.get("good").name == "good"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[profiles.prod", "not valid TOML"),
        (b"profiles = 3", "profiles isn't a table"),
        (b"\xff\xfe", "not UTF-8"),
        (b'client_secret = "x"\n[profiles.prod]', "has a client_secret"),
    ],
)
def test_an_invalid_file_is_refused_with_a_sentence(store, paths, content, words):
    paths.config.mkdir(parents=True)
    paths.profiles.write_bytes(content)
    with pytest.raises(SetupError, match=words):
        store.all()
    with pytest.raises(SetupError):
        store.add(Profile("new"))
    assert paths.profiles.read_bytes() == content


def test_a_profile_that_is_not_a_table_is_reported(store, paths):
    paths.config.mkdir(parents=True)
    paths.profiles.write_text("[profiles]\nprod = 3")
    with pytest.raises(SetupError, match="isn't a table"):
        store.all()


@pytest.mark.parametrize("name", ["", " ", " prod", "a\nb", "\x07"])
def test_a_name_that_cannot_be_typed_is_refused(store, name):
    with pytest.raises(SetupError):
        store.add(Profile(name))
    assert not store.path.exists()


def test_a_wrong_profile_never_reaches_the_file(written):
    with pytest.raises(SetupError, match="url"):
        written.add(Profile("new", url="nonsense"))
    with pytest.raises(SetupError, match="url"):
        written.replace(replace(PROD, url="nonsense"))
    assert _text(written) == WRITTEN


@pytest.mark.parametrize(
    "text",
    [
        'profiles.prod.datastream_id = "d"\nprofiles.prod.environment = "dev"\n',
        'profiles = {prod = {datastream_id = "d"}}\n',
        '[profiles]\nprod = {datastream_id = "d"}\n',
        '[profiles."prod"]\ndatastream_id = "d"\n[other]\n[profiles.two]\n[else]\n[profiles.three]\n',
    ],
)
def test_other_ways_to_write_the_same_are_changed_rightly_or_left_alone(store, paths, text):
    paths.config.mkdir(parents=True)
    for work in (
        lambda: store.replace(Profile("prod", datastream_id="new")),
        lambda: store.add(Profile("four", datastream_id="new")),
        lambda: store.rename("prod", "renamed"),
        lambda: store.delete("prod"),
    ):
        paths.profiles.write_text(text)
        before = {profile.name for profile in store.all()}
        try:
            work()
        except SetupError as refusal:
            assert "without breaking its layout" in refusal.what  # noqa: PT017
            assert paths.profiles.read_text() == text
        else:
            changed = {profile.name for profile in store.all()} ^ before
            assert changed in (set(), {"four"}, {"prod", "renamed"}, {"prod"})


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_two_processes_that_add_profiles_at_once_lose_none(store, paths):
    def work(number: int) -> None:
        for each in range(10):
            ProfileStore(paths).add(Profile(f"p{number}-{each}"))

    processes = [multiprocessing.get_context("fork").Process(target=work, args=(number,)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 3
    assert len(store.all()) == 31


words = st.text(st.characters(exclude_categories=("C", "Z")), max_size=12)
ids = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
profiles = st.builds(
    Profile,
    words.filter(lambda name: bool(name) and not name.startswith("-")),
    st.sampled_from(["emulator", "https://edge.adobedc.net", "http://127.0.0.1:8080", "https://é.example"]),
    st.sampled_from(["ee", "", "my/path"]),
    st.sampled_from(ApiVersion),
    st.from_regex(r"[A-Za-z0-9_.:-]{0,40}", fullmatch=True),
    ids,
    st.sampled_from(Environment),
    st.sampled_from(Authentication),
    st.builds(Credentials, ids, st.lists(words.filter(bool), max_size=3).map(tuple)),
    st.floats(0.1, 600),
    st.dictionaries(words, json_values, max_size=3),
    st.sampled_from(["", "acme.example"]),
    st.booleans(),
    max_response_mb=st.floats(0.1, 1024),
)


@settings(max_examples=examples(30), deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(first=profiles, second=profiles)
def test_any_profile_is_read_as_it_was_written(first, second):
    with TemporaryDirectory() as folder:
        store = ProfileStore(Paths(Path(folder), Path(folder), Path(folder)))
        store.add(first)
        second = replace(second, name=first.name + "2")
        store.add(second)
        assert store.get(first.name) == first
        store.replace(replace(second, name=first.name))
        assert store.get(first.name) == replace(second, name=first.name)
        assert repr(store.get(first.name).config_overrides) == repr(second.config_overrides)
        assert store.get(second.name) == second
        store.rename(first.name, first.name + "3")
        assert store.get(first.name + "3") == replace(second, name=first.name + "3")


def test_the_upstreams_of_a_datastream_are_kept(store: ProfileStore) -> None:
    store.add(Profile("acme", upstreams=("analytics", "target")))
    assert store.get("acme").upstreams == ("analytics", "target")
    assert 'upstreams = ["analytics", "target"]' in store.path.read_text()


def test_an_unknown_upstream_is_refused_with_a_suggestion(store: ProfileStore) -> None:
    with pytest.raises(SetupError, match="Did you mean analytics"):
        store.add(Profile("acme", upstreams=("analytcs",)))
    assert not store.path.exists()


@pytest.mark.parametrize("name", ["-x", "--all", "PROD", "Prod", "p" * 101])
def test_a_new_name_must_not_be_an_option_a_duplicate_or_too_long(written: ProfileStore, name: str) -> None:
    before = written.path.read_bytes()
    for work in (lambda: written.add(Profile(name)), lambda: written.rename("stage", name)):
        with pytest.raises(SetupError):
            work()
    assert written.path.read_bytes() == before


def test_the_case_of_a_name_can_be_changed(written: ProfileStore) -> None:
    written.rename("stage", "Stage")
    assert [profile.name for profile in written.all()] == ["emulator", "prod", "Stage"]


def test_profiles_are_parsed_once_while_their_file_is_unchanged_and_without_tomlkit(tmp_path: Path) -> None:
    """In a separate process, with only the modules that reading needs."""
    code = (
        "import sys, tomllib; from pathlib import Path\n"
        "read, loads = [], tomllib.loads\n"
        "tomllib.loads = lambda text: read.append(text) or loads(text)\n"
        "from edge_tui.workspace import Workspace\n"
        "workspace = Workspace({'EDGE_TUI_HOME': sys.argv[1]})\n"
        "assert len(workspace.profiles.all()) == 301\n"
        "assert workspace.profiles.get('p7').datastream_id == 'd7'\n"
        "assert workspace.accounts.profile().name == 'emulator' and workspace.accounts.profile('p8').name == 'p8'\n"
        "assert len(read) == 1, len(read)\n"
        "assert 'tomlkit' not in sys.modules\n"
        "path = Path(sys.argv[1], 'profiles.toml')\n"
        "path.write_text(path.read_text().replace('\"d7\"', '\"d9\"'))\n"
        "assert workspace.profiles.get('p7').datastream_id == 'd9'\n"
        "assert len(read) == 2, len(read)\n"
    )
    tables = "\n".join(f'[profiles.p{number}]\ndatastream_id = "d{number}"\n' for number in range(300))
    (tmp_path / "profiles.toml").write_text(tables)
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_edit_passes_one_table_to_tomlkit_and_leaves_every_other_byte(
    written: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tomlkit

    parse, handed = tomlkit.parse, []
    monkeypatch.setattr(tomlkit, "parse", lambda text: handed.append(text) or parse(text))
    many = "".join(f'\n# number {number}\n[profiles.p{number}]\ndatastream_id = "d{number}"\n' for number in range(99))
    written.path.write_text(WRITTEN + many)
    written.add(Profile("new", datastream_id="d"))
    written.replace(replace(written.get("p50"), org_id="o"))
    written.delete("p51")
    text = written.path.read_text()
    assert text.startswith(WRITTEN)
    assert '# number 50\n[profiles.p50]\ndatastream_id = "d50"\norg_id = "o"\n' in text
    assert "d51" not in text
    assert "# number 52\n[profiles.p52]" in text
    assert [profile.name for profile in written.all()][-1] == "new"
    assert max(map(len, handed)) < 100


@pytest.mark.parametrize("damage", ["[profiles.prod]\nurl = 1\n", "[", "profiles = 3\n"])
def test_profiles_that_are_not_in_order_are_not_among_those_to_choose_from(store: ProfileStore, damage: str) -> None:
    store.path.parent.mkdir(parents=True, exist_ok=True)
    store.path.write_text(damage + ('[profiles.good]\ndatastream_id = "d"\n' if "prod" in damage else ""))
    with pytest.raises(SetupError):
        store.all()
    assert [each.name for each in store.usable()] == ["emulator", "good"][: 1 + ("prod" in damage)]
