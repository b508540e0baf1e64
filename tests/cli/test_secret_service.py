"""Secrets in a real Secret Service: kept there by one process, found by the next, and nowhere else."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Command, Ended

SECRET = "s3cr3t-in-the-keyring"
OAUTH = ("--datastream-id", "ds", "--org-id", "O@AdobeOrg", "--auth", "oauth", "--client-id", "me")

pytestmark = pytest.mark.skipif(
    not (os.environ.get("EDGE_TUI_SECRET_SERVICE") and shutil.which("secret-tool")),
    reason="needs an unlocked Secret Service, which .ci/run sets up, and says so with EDGE_TUI_SECRET_SERVICE",
)


@pytest.fixture
def kept(program: Command) -> Iterator[Callable[..., Ended]]:
    """Runs the program with the machine's keyring, which the other tests do without."""
    environ = {"PYTHON_KEYRING_BACKEND": "keyring.backends.SecretService.Keyring"}

    def run(*arguments: str, stdin: bytes = b"") -> Ended:
        return program(*arguments, stdin=stdin, environ=environ)

    yield run
    run("profiles", "delete", "secretive")
    run("profiles", "delete", "renamed")


def _in_keyring(profile: str) -> str:
    done = subprocess.run(
        ["secret-tool", "lookup", "service", "edge-tui", "username", f"{profile}/client-secret"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout


def test_a_secret_is_kept_in_the_keyring_found_by_the_next_process_and_forgotten_with_its_profile(
    kept: Callable[..., Ended], home: Path
) -> None:
    added = kept("profiles", "add", "secretive", *OAUTH, "--secret-stdin", stdin=SECRET.encode() + b"\n")
    assert added.status == 0
    assert "stored in the system keyring" in added.talk
    assert _in_keyring("secretive") == SECRET
    checked = json.loads(kept("profiles", "check", "secretive", "--json", "--offline").out)
    [found] = checked
    assert (found["profile"], found["ok"], found["troubles"]) == ("secretive", True, [])
    assert found["secret"] == "The client secret is stored in the system keyring."
    for path in home.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()
    assert kept("profiles", "edit", "secretive", "--name", "renamed").status == 0
    assert (_in_keyring("secretive"), _in_keyring("renamed")) == ("", SECRET)
    assert kept("profiles", "delete", "renamed").status == 0
    assert _in_keyring("renamed") == ""


def test_a_new_secret_takes_the_place_of_the_old_one(kept: Callable[..., Ended]) -> None:
    kept("profiles", "add", "secretive", *OAUTH, "--secret-stdin", stdin=b"before\n")
    assert kept("profiles", "login", "secretive", "--secret-stdin", stdin=SECRET.encode()).status == 0
    assert _in_keyring("secretive") == SECRET
