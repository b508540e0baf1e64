"""Secrets: from the environment, the keyring, or for one run; never in a file, a repr or a message."""

import sys
import threading

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from edge_tui.model.client_state import ClientState, StateEntry
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.exchange import Draft
from edge_tui.model.profile import Authentication, Credentials, Profile
from edge_tui.model.request import MASK, Action, compose
from edge_tui.model.visitor import Visitor
from edge_tui.store.drafts import Drafts
from edge_tui.store.history import History
from edge_tui.store.paths import Paths
from edge_tui.store.profiles import ProfileStore
from edge_tui.store.secrets import SecretKind, SecretLocation, Secrets
from edge_tui.store.visitors import VisitorStore
from tests.store.samples import answered, begun, record

SECRET, TOKEN = SecretKind.CLIENT_SECRET, SecretKind.ACCESS_TOKEN


class KeyringInMemory(KeyringBackend):
    """A working keyring."""

    priority = 1

    def __init__(self):
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("No such password!")


class LockedKeyring(KeyringInMemory):
    """A keyring whose prompt was dismissed."""

    def get_password(self, service, username):
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service, username, password):
        raise KeyringLocked("Failed to unlock the collection!")


class StubbornKeyring(KeyringInMemory):
    """A keyring that refuses to delete."""

    def delete_password(self, service, username):
        raise InitError("Not allowed.")


class ForgetfulKeyring(KeyringInMemory):
    """A keyring that accepts values and stores nothing."""

    def set_password(self, service, username, password):
        pass


class OldValueKeyring(KeyringInMemory):
    """A keyring that never replaces a value."""

    def set_password(self, service, username, password):
        self.kept.setdefault((service, username), password)


@pytest.fixture
def ring():
    ring = KeyringInMemory()
    keyring.set_keyring(ring)
    return ring


@pytest.mark.usefixtures("ring")
def test_a_secret_is_kept_in_the_keyring_for_later_runs(ring):
    assert Secrets({}).put("prod", SECRET, "s3cr3t") is SecretLocation.KEYRING
    assert ring.kept == {("edge-tui", "prod/client-secret"): "s3cr3t"}
    assert Secrets({}).get("prod", SECRET) == "s3cr3t"
    assert Secrets({}).get("prod", TOKEN) is None
    assert Secrets({}).get("stage", SECRET) is None
    assert Secrets({}).where("prod", SECRET) == "The client secret is stored in the system keyring."


def test_the_environment_comes_first(ring):
    secrets = Secrets({"EDGE_TUI_CLIENT_SECRET": "from outside", "EDGE_TUI_ACCESS_TOKEN": ""})
    secrets.put("prod", SECRET, "kept")
    secrets.put("prod", TOKEN, "kept-too")
    assert secrets.get("prod", SECRET) == "from outside"
    assert secrets.get("prod", TOKEN) == "kept-too"
    assert "EDGE_TUI_CLIENT_SECRET" in secrets.where("prod", SECRET)
    assert "from outside" not in ring.kept.values()


def test_without_a_keyring_a_secret_is_kept_for_the_run_and_this_is_reported():
    secrets = Secrets({})
    assert secrets.put("prod", SECRET, "s3cr3t") is SecretLocation.RUN
    assert secrets.get("prod", SECRET) == "s3cr3t"
    assert secrets.where("prod", SECRET) == (
        "The client secret is kept for this run only. This machine has no system keyring."
    )
    assert Secrets({}).get("prod", SECRET) is None


def test_a_secret_that_is_missing_says_how_to_give_it(ring):
    assert Secrets({}).where("prod", TOKEN) == (
        "There is no access token for prod: store it with `edge-tui profiles login prod`, or set EDGE_TUI_ACCESS_TOKEN."
    )


def test_a_locked_keyring_is_reported_and_does_not_stop_a_send():
    keyring.set_keyring(LockedKeyring())
    secrets = Secrets({})
    assert secrets.get("prod", SECRET) is None
    assert "doesn't respond: Failed to unlock the collection" in secrets.where("prod", SECRET)
    assert secrets.put("prod", SECRET, "s3cr3t") is SecretLocation.RUN
    assert secrets.get("prod", SECRET) == "s3cr3t"
    assert "for this run only" in secrets.where("prod", SECRET)


def test_a_null_keyring_is_not_used():
    keyring.set_keyring(null.Keyring())
    assert Secrets({}).put("prod", SECRET, "s3cr3t") is SecretLocation.RUN
    assert "no system keyring" in Secrets({}).where("prod", SECRET)


def _plain_file_keyring() -> KeyringBackend:
    plain = type("PlaintextKeyring", (KeyringInMemory,), {"__module__": "keyrings.alt.file"})
    return plain()


def test_a_plain_file_keyring_is_refused_and_this_is_reported():
    plain = _plain_file_keyring()
    keyring.set_keyring(plain)
    secrets = Secrets({})
    assert secrets.put("prod", SECRET, "s3cr3t") is SecretLocation.RUN
    assert plain.kept == {}
    assert "PlaintextKeyring, is a file on disk" in secrets.where("prod", SECRET)


def test_of_several_keyrings_only_the_safe_ones_are_used(ring):
    plain = _plain_file_keyring()
    keyring.set_keyring(type("Several", (ChainerBackend,), {"backends": [plain, ring]})())
    assert Secrets({}).put("prod", SECRET, "s3cr3t") is SecretLocation.KEYRING
    assert plain.kept == {}
    assert Secrets({}).get("prod", SECRET) == "s3cr3t"


def test_a_new_secret_for_this_run_wins_over_an_old_one_in_the_keyring(ring):
    Secrets({}).put("prod", SECRET, "old")
    ring.set_password = LockedKeyring().set_password
    secrets = Secrets({})
    assert secrets.get("prod", SECRET) == "old"
    assert secrets.put("prod", SECRET, "new") is SecretLocation.RUN
    assert secrets.get("prod", SECRET) == "new"


def test_deleting_forgets_both_secrets_everywhere(ring):
    secrets = Secrets({})
    secrets.put("prod", SECRET, "s3cr3t")
    secrets.put("prod", TOKEN, "t0k3n")
    secrets.put("stage", TOKEN, "other")
    secrets.delete("prod")
    secrets.delete("nobody")
    assert secrets.get("prod", SECRET) is None
    assert ring.kept == {("edge-tui", "stage/access-token"): "other"}


def test_a_keyring_that_refuses_to_delete_is_reported():
    keyring.set_keyring(StubbornKeyring())
    secrets = Secrets({})
    secrets.put("prod", SECRET, "s3cr3t")
    with pytest.raises(StorageError) as error:
        secrets.delete("prod")
    assert "Not allowed" in error.value.what
    assert "s3cr3t" not in str(error.value)


@pytest.mark.parametrize("has_keyring", [True, False])
def test_renaming_moves_the_secrets(has_keyring):
    if has_keyring:
        keyring.set_keyring(KeyringInMemory())
    secrets = Secrets({})
    secrets.put("prod", SECRET, "s3cr3t")
    secrets.rename("prod", "production")
    assert secrets.get("production", SECRET) == "s3cr3t"
    assert secrets.get("prod", SECRET) is None


def test_an_empty_secret_is_refused():
    with pytest.raises(SetupError, match="client secret is empty"):
        Secrets({}).put("prod", SECRET, " \n")


def test_threads_may_ask_at_once(ring):
    secrets, found = Secrets({}), []
    secrets.put("prod", SECRET, "s3cr3t")
    threads = [threading.Thread(target=lambda: found.append(secrets.get("prod", SECRET))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["s3cr3t"] * 8


def test_no_repr_shows_a_secret(ring):
    secrets = Secrets({"EDGE_TUI_ACCESS_TOKEN": "t0k3n"})
    secrets.put("prod", SECRET, "s3cr3t")
    for shown in (
        repr(secrets),
        str(secrets),
        f"{secrets}",
        secrets.where("prod", SECRET),
        secrets.where("prod", TOKEN),
    ):
        assert "s3cr3t" not in shown
        assert "t0k3n" not in shown
    assert not hasattr(secrets, "__dict__")


def test_the_keyring_is_loaded_when_it_is_needed():
    import subprocess

    code = "import sys, edge_tui.store.secrets as s; s.Secrets({}); assert 'keyring' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


@settings(max_examples=40, deadline=None)
@given(
    secret=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12, max_size=40),
    has_keyring=st.booleans(),
    event=st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)
def test_no_byte_of_a_secret_is_ever_on_the_disk(tmp_path_factory, secret, has_keyring, event):
    """Searches everything stored for an authenticating profile, bodies decompressed."""
    home = tmp_path_factory.mktemp("home")
    paths = Paths.from_environment({"EDGE_TUI_HOME": str(home)})
    keyring.set_keyring(KeyringInMemory() if has_keyring else null.Keyring())
    secrets = Secrets({"EDGE_TUI_ACCESS_TOKEN": secret})
    secrets.put("prod", SECRET, secret)
    profile = Profile("prod", authentication=Authentication.OAUTH, credentials=Credentials("client-1"))
    store = ProfileStore(paths)
    store.add(profile)
    store.use("prod")
    state = ClientState((StateEntry("kndctr_X_AdobeOrg_identity", "Cg"),))
    VisitorStore(paths.visitors).save(Visitor("Anna", {"X@AdobeOrg": state}))
    Drafts(paths.drafts).save(Draft('{"event": {}}'))
    request = compose(profile, Action.INTERACT, {"event": event}, "r1", state)
    history = History(paths.history)
    record(history, answered(begun("r1", request=request)))
    history.search("anything", begun().sent_at)
    kept = repr(history.find("r1"))
    history.close()
    assert secret not in kept
    assert MASK not in kept
    for path in home.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


@pytest.mark.parametrize("backend", [ForgetfulKeyring, OldValueKeyring])
def test_a_secret_that_cannot_be_read_back_was_not_stored(backend, workspace):
    ring = backend()
    ring.kept = {("edge-tui", "prod/client-secret"): "0ld"} if backend is OldValueKeyring else {}
    keyring.set_keyring(ring)
    assert Secrets({}).put("prod", SECRET, "s3cr3t") is SecretLocation.RUN
    sentence = workspace.accounts.keep_secret(Profile("prod", authentication=Authentication.OAUTH), SECRET, "s3cr3t")
    assert "for this run only" in sentence
    assert "stored in the system keyring" not in sentence
    # It still applies to this run.
    assert workspace.secrets.get("prod", SECRET) == "s3cr3t"


@pytest.mark.parametrize(("authentication", "kind"), [(Authentication.OAUTH, SECRET), (Authentication.TOKEN, TOKEN)])
def test_the_secret_of_a_profile_goes_with_its_name_and_with_the_profile(ring, workspace, authentication, kind):
    profile = Profile("prod", "https://edge.example.com", authentication=authentication)
    workspace.profiles.add(profile)
    workspace.accounts.keep_secret(profile, kind, "s3cr3t")
    renamed = workspace.accounts.rename(profile, "production")
    assert ring.kept == {("edge-tui", f"production/{kind}"): "s3cr3t"}
    assert Secrets({}).get("production", kind) == "s3cr3t"
    assert Secrets({}).get("prod", kind) is None
    workspace.accounts.delete(renamed)
    assert ring.kept == {}
    assert Secrets({}).get("production", kind) is None


def test_a_secret_of_the_other_kind_goes_with_a_name_too(ring, workspace):
    """A secret from when the profile authenticated in another way."""
    profile = Profile("prod", "https://edge.example.com", authentication=Authentication.NONE)
    workspace.profiles.add(profile)
    Secrets({}).put("prod", TOKEN, "t0k3n")
    workspace.accounts.rename(profile, "production")
    assert Secrets({}).get("production", TOKEN) == "t0k3n"
    assert Secrets({}).get("prod", TOKEN) is None
