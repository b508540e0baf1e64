"""`edge-tui profiles`: added, changed, deleted, and where their secrets are."""

import json
from pathlib import Path

import pytest

from edge_tui.model.profile import EMULATOR_ORG_ID
from edge_tui.workspace import Workspace
from tests.conftest import Command

DATASTREAM = "5f1c0000-0000-4000-8000-000000000001"

OAUTH = ("--datastream-id", "ds", "--org-id", "O@AdobeOrg", "--auth", "oauth", "--client-id", "me")


def test_the_emulators_profile_is_there_from_the_start(command: Command) -> None:
    profiles = json.loads(command("profiles", "list", "--json").out)
    assert [(each["name"], each["url"], each["current"]) for each in profiles] == [("emulator", "emulator", True)]
    table = command("profiles", "list").out
    assert "built-in emulator" in table
    assert table.splitlines()[1].startswith("*  emulator")


def test_every_field_that_was_given_is_shown_again(command: Command) -> None:
    ended = command(
        *("profiles", "add", "stage", "--url", "https://data.example.com", "--base-path", "", "--api-version", "v1"),
        *("--datastream-id", "ds:stage", "--org-id", "O@AdobeOrg", "--environment", "stage", "--auth", "oauth"),
        *("--client-id", "me", "--scope", "openid,AdobeID", "--scope", "extra", "--ims-url", "https://ims.example.com"),
        *("--timeout", "3.5"),
    )
    assert ended.status == 0
    assert ended.out == ""
    shown = json.loads(command("profiles", "show", "stage", "--json").out)
    assert shown == shown | {
        "name": "stage",
        "environment": "stage",
        "url": "https://data.example.com",
        "basePath": "",
        "apiVersion": "v1",
        "datastreamId": "ds:stage",
        "orgId": "O@AdobeOrg",
        "authentication": "oauth",
        "clientId": "me",
        "scopes": ["openid", "AdobeID", "extra"],
        "imsUrl": "https://ims.example.com",
        "timeoutSeconds": 3.5,
        "configOverrides": {},
    }


def test_what_is_not_given_has_the_documented_default(command: Command) -> None:
    command("profiles", "add", "plain")
    shown = json.loads(command("profiles", "show", "plain", "--json").out)
    assert (shown["url"], shown["basePath"], shown["apiVersion"]) == ("https://edge.adobedc.net", "ee", "v2")
    assert (shown["environment"], shown["authentication"]) == ("dev", "none")


def test_an_edit_changes_what_it_names_and_keeps_comments(command: Command, home: Path) -> None:
    command("profiles", "add", "mine", "--datastream-id", "before", "--environment", "prod")
    file = home / "profiles.toml"
    file.write_text("# ask Anna before touching this\n" + file.read_text())
    assert command("profiles", "edit", "mine", "--datastream-id", "after").status == 0
    shown = json.loads(command("profiles", "show", "mine", "--json").out)
    assert (shown["datastreamId"], shown["environment"]) == ("after", "prod")
    assert "# ask Anna before touching this" in file.read_text()


def test_a_profile_may_get_another_name(command: Command) -> None:
    command("profiles", "add", "old", "--datastream-id", "ds")
    assert command("profiles", "edit", "old", "--name", "new").status == 0
    assert [each["name"] for each in json.loads(command("profiles", "list", "--json").out)] == ["emulator", "new"]


def test_a_deleted_profile_is_gone(command: Command) -> None:
    command("profiles", "add", "mine")
    assert command("profiles", "delete", "mine").status == 0
    assert command("profiles", "show", "mine").status == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "mine", "--url", "nonsense"), "url"),
        (("add", "mine", "--api-version", "v3"), "v3"),
        (("add", "mine", "--timeout", "-1"), "timeout"),
        (("add", "mine", "--secret-stdin"), "--auth"),
        (("show", "nowhere"), "nowhere"),
        (("delete", "emulator"), "built in"),
        (("login", "emulator"), "doesn't authenticate"),
        (("edit", "nowhere", "--url", "emulator"), "nowhere"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_mistake_is_one_line_and_changes_nothing(
    command: Command, home: Path, arguments: tuple[str, ...], words: str
) -> None:
    ended = command("profiles", *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.talk.count("\n") == 1
    assert words in ended.talk
    assert not (home / "profiles.toml").exists()


def test_a_name_is_given_once(command: Command) -> None:
    command("profiles", "add", "mine")
    ended = command("profiles", "add", "mine", "--datastream-id", "other")
    assert ended.status == 2
    assert "already" in ended.talk


def test_there_is_no_option_for_a_secret(command: Command) -> None:
    for option in ("--client-secret", "--secret", "--token", "--access-token"):
        assert command("profiles", "add", "mine", option, "hush").status == 2
    assert command("profiles", "list", "--json").out.count('"name"') == 1


def test_without_a_keyring_a_secret_is_not_kept_and_this_is_said_with_the_way_out(command: Command, home: Path) -> None:
    ended = command("profiles", "add", "server", *OAUTH, "--secret-stdin", stdin=b"hush-hush\n")
    assert ended.status == 0
    assert "No usable keyring" in ended.talk
    assert "EDGE_TUI_CLIENT_SECRET" in ended.talk
    assert "hush-hush" not in ended.talk + (home / "profiles.toml").read_text()
    assert command("profiles", "login", "server", "--secret-stdin", stdin=b"hush-hush\n").status == 2


def test_without_a_terminal_to_prompt_on_nothing_hangs(command: Command) -> None:
    added = command("profiles", "add", "server", *OAUTH)
    assert added.status == 0
    assert "no client secret" in added.talk
    login = command("profiles", "login", "server")
    assert login.status == 2
    assert "--secret-stdin" in login.talk


def test_an_empty_secret_is_refused_before_the_profile_is_written(command: Command, home: Path) -> None:
    assert command("profiles", "add", "server", *OAUTH, "--secret-stdin", stdin=b"\n").status == 2
    assert not (home / "profiles.toml").exists()


def test_a_check_says_in_words_where_the_secret_is_and_what_is_missing(command: Command) -> None:
    added = command("profiles", "add", "server", "--auth", "oauth")
    ended = command("profiles", "check", "server", "--offline")
    assert ended.status == 2
    assert "There is no client secret for server" in ended.out
    for missing in ("Datastream ID", "Organization ID", "Client ID"):
        option = "--" + missing.lower().replace("organization", "org").replace(" ", "-")
        assert f"{missing} is missing: change it with {option}." in ended.out
        assert f"{missing} is missing: change it with {option}." in added.talk
    command("profiles", "edit", "server", *OAUTH)
    complete = command("profiles", "check", "server", "--offline", environ={"EDGE_TUI_CLIENT_SECRET": "hush-hush"})
    assert complete.status == 0
    assert "environment variable EDGE_TUI_CLIENT_SECRET" in complete.out
    assert "hush-hush" not in complete.out


def test_a_check_without_a_name_looks_at_all_of_them(command: Command) -> None:
    command("profiles", "add", "empty")
    ended = command("profiles", "check", "--json", "--offline")
    assert ended.status == 2
    assert [(each["profile"], each["ok"]) for each in json.loads(ended.out)] == [("emulator", True), ("empty", False)]


LOCKED = ("--url", "emulator", "--datastream-id", "5f1c0000-0000-4000-8000-000000000002")
LOCKED_OAUTH = ("--org-id", EMULATOR_ORG_ID, "--auth", "oauth", "--client-id", "edge-tui", "--ims-url", "emulator")


@pytest.mark.parametrize(
    ("fields", "secret", "status", "troubled"),
    [
        ((*LOCKED, *LOCKED_OAUTH), "emulator-secret", 0, []),
        ((*LOCKED, *LOCKED_OAUTH), "another", 2, ["token"]),
        (("--url", "emulator", "--datastream-id", "4f1c"), "", 5, ["datastream"]),
        (("--url", "http://127.0.0.1:1", "--datastream-id", "4f1c"), "", 3, ["gateway"]),
        (LOCKED, "", 2, ["access"]),
    ],
)
def test_a_check_asks_ims_and_the_gateway(
    command: Command, fields: tuple[str, ...], secret: str, status: int, troubled: list[str]
) -> None:
    environ = {"EDGE_TUI_CLIENT_SECRET": secret} if secret else {}
    assert command("profiles", "add", "it", *fields, environ=environ).status == 0
    ended = command("profiles", "check", "it", "--json", environ=environ)
    (report,) = json.loads(ended.out)
    assert ended.status == status, report
    assert report["ok"] is (status == 0)
    assert [each["subject"] for each in report["checks"] if each["status"] == "trouble"] == troubled
    for each in report["checks"]:
        assert each["status"] != "trouble" or each["fix"] or "Check the profile" in each["detail"]
    assert command("history", "list", "--json").out.strip() == "[]"
    assert command("profiles", "check", "it", "--offline", environ=environ).status == 0


def test_a_list_and_a_check_name_an_environment_alike(command: Command) -> None:
    command(
        "profiles", "add", "shop", "--url", "http://127.0.0.1:1", "--datastream-id", "4f1c", "--environment", "prod"
    )
    listed = {row.split()[0]: row.split()[1] for row in command("profiles", "list").out.replace("*", " ").splitlines()}
    assert (listed["shop"], listed["emulator"]) == ("PROD", "local")
    for name in ("shop", "emulator"):
        heading = command("profiles", "check", name, "--offline").out.splitlines()[0]
        assert f", {listed[name]}" in heading


def test_a_check_of_all_profiles_asks_no_production_gateway(command: Command) -> None:
    command(
        "profiles", "add", "shop", "--url", "http://127.0.0.1:1", "--datastream-id", "4f1c", "--environment", "prod"
    )
    ended = command("profiles", "check")
    assert ended.status == 0
    assert "profiles check shop" in ended.out
    assert command("profiles", "check", "shop").status == 3


def test_a_file_with_a_syntax_error_is_reported_with_its_line(command: Command, home: Path) -> None:
    (home / "profiles.toml").write_text('[profiles.mine]\nurl = "https://a.example\n')
    ended = command("profiles", "list")
    assert ended.status == 2
    assert "profiles.toml" in ended.talk
    assert "line 2" in ended.talk


def test_variables_upstreams_and_a_schema_are_given_and_taken_away(command: Command, tmp_path: Path) -> None:
    schema = tmp_path / "mine.json"
    schema.write_text('{"type": "object"}')
    command(
        *("profiles", "add", "mine", "--variable", "shop=EU", "--variable", "page=home"),
        *("--upstreams", "analytics,target", "--schema", str(schema)),
    )
    shown = json.loads(command("profiles", "show", "mine", "--json").out)
    assert shown["variables"] == {"shop": "EU", "page": "home"}
    assert shown["upstreams"] == ["analytics", "target"]
    assert shown["schema"] == str(schema)
    command("profiles", "edit", "mine", "--variable", "shop=", "--upstreams", "", "--schema", "")
    shown = json.loads(command("profiles", "show", "mine", "--json").out)
    assert (shown["variables"], shown["upstreams"], shown["schema"]) == ({"page": "home"}, [], "")


def test_the_largest_response_is_kept_and_changed(command: Command) -> None:
    command("profiles", "add", "mine", "--max-response-mb", "5")
    assert json.loads(command("profiles", "show", "mine", "--json").out)["maxResponseMb"] == 5
    command("profiles", "edit", "mine", "--max-response-mb", "200")
    assert json.loads(command("profiles", "show", "mine", "--json").out)["maxResponseMb"] == 200


@pytest.mark.parametrize(
    ("auth", "secret", "words"),
    [
        ("token", b"eyJ.CANARY1\nCANARY2.sig\n", "has a line break in it"),
        ("token", b"eyJ.CANARY1\rCANARY2.sig\n", "has a line break in it"),
        ("token", b"eyJ.CANARY1 CANARY2.sig\n", "a space at position 12 of 23"),
        ("token", "eyJ.CANARY1\u2019CANARY2".encode(), "a non-ASCII character at position 12 of 19"),
        ("token", b"eyJ.CANARY1\xffCANARY2", "isn't UTF-8"),
        ("token", b"Bearer \n", "is empty"),
        ("oauth", b"CANARY1\x00CANARY2", "a control character at position 8 of 15"),
        ("oauth", b"CANARY1\nCANARY2", "has a line break in it"),
    ],
)
def test_a_secret_that_could_not_be_sent_is_refused_where_it_is_given(
    command: Command, home: Path, auth: str, secret: bytes, words: str
) -> None:
    ended = command("profiles", "add", "mine", "--auth", auth, "--client-id", "c", "--secret-stdin", stdin=secret)
    assert ended.status == 2
    assert words in ended.talk
    assert "CANARY" not in ended.out + ended.talk
    assert not (home / "profiles.toml").exists()


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--org-id", "Zürich@AdobeOrg"), "org_id has a non-ASCII character"),
        (("--client-id", "a b"), "client_id has a space"),
        (("--max-response-mb", "0"), "max_response_mb"),
        (("--upstreams", "analytcs"), "Did you mean analytics?"),
        (("--variable", "shop"), "'shop' isn't a variable"),
        (("--schema", "there-is-none.json"), "there-is-none.json can't be read"),
    ],
)
def test_what_cannot_be_of_a_profile_is_refused_and_nothing_is_written(
    command: Command, home: Path, option: tuple[str, str], words: str
) -> None:
    ended = command("profiles", "add", "mine", *option)
    assert ended.status == 2
    assert words in ended.talk
    assert not (home / "profiles.toml").exists()


@pytest.mark.parametrize(
    ("line", "words"),
    [('auth = "token"', "Did you mean authentication?"), ("zzz = 1", "The keys are url, base_path, api_version,")],
)
def test_a_key_without_effect_is_reported_and_kept(command: Command, home: Path, line: str, words: str) -> None:
    file = home / "profiles.toml"
    file.write_text(f'[profiles.acme]\nurl = "emulator"\n{line}\n')
    key = line.split(maxsplit=1)[0]
    for arguments in (
        ("profiles", "list"),
        ("profiles", "show", "acme"),
        ("profiles", "check", "acme"),
        ("send", "page-view", "--profile", "acme", "--dry-run"),
        ("profiles", "edit", "acme", "--timeout", "5"),
    ):
        talk = command(*arguments).talk
        assert f"{file}, profile acme: {key} isn't a key of a profile, so it has no effect." in talk, arguments
        assert words in talk
        assert talk.count("has no effect") == 1
    assert line in file.read_text()
    assert "has no effect" not in command("send", "page-view", "--dry-run").talk


def current(command: Command) -> list[str]:
    """The default profile of a command that sends."""
    return [each["name"] for each in json.loads(command("profiles", "list", "--json").out) if each["current"]]


def test_a_profile_named_for_one_command_is_not_the_next_commands_default(command: Command, home: Path) -> None:
    command("profiles", "add", "other", "--url", "emulator", "--datastream-id", DATASTREAM)
    assert command("send", "page-view", "--profile", "other", "--request-id", "one").status == 0
    assert current(command) == ["emulator"]
    assert command("send", "page-view", "--request-id", "two").status == 0
    listed = json.loads(command("history", "list", "--json").out)
    assert [each["profile"] for each in listed] == ["emulator", "other"]
    assert Workspace({"EDGE_TUI_HOME": str(home)}).accounts.starting_profile().name == "emulator"


def test_production_is_the_default_only_where_somebody_chose_it(command: Command, home: Path) -> None:
    for name, environment in (("live", "prod"), ("test", "stage")):
        command(
            *("profiles", "add", name, "--url", "emulator", "--datastream-id", DATASTREAM),
            *("--environment", environment),
        )
    explorer = Workspace({"EDGE_TUI_HOME": str(home)}).accounts
    explorer.use(explorer.profile("test"))
    assert current(command) == ["test"]
    explorer.use(explorer.profile("live"))
    assert current(command) == ["emulator"]
    ended = command("send", "page-view", "--request-id", "one")
    assert ended.talk.startswith("The explorer used live last, but production is never the default")
    for number, environ in enumerate(({}, {"EDGE_TUI_PROFILE": "live"})):
        chosen = () if environ else ("--profile", "live")
        ended = command("send", "page-view", "--request-id", f"chosen-{number}", *chosen, environ=environ)
        assert "never the default" not in ended.talk
    listed = json.loads(command("history", "list", "--json").out)
    assert [each["profile"] for each in listed] == ["live", "live", "emulator"]
    assert Workspace({"EDGE_TUI_HOME": str(home)}).accounts.starting_profile().name == "live"
