"""The round trip through a real Secret Service: gnome-keyring on a private D-Bus."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

_TOOLS = ("dbus-run-session", "gnome-keyring-daemon")
_MISSING = [tool for tool in _TOOLS if not shutil.which(tool)]

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's"),
    pytest.mark.skipif(bool(_MISSING), reason=f"this machine has no {' and no '.join(_MISSING)}"),
]

_PUT = """
import keyring
from edge_tui.store.secrets import SecretLocation, SecretKind, Secrets
VALUES = {SecretKind.CLIENT_SECRET: "of prod: pässwörd", SecretKind.ACCESS_TOKEN: "eyJ.of-prod.sig"}
secrets = Secrets({})
for kind in SecretKind:
    assert secrets.get("prod", kind) is None
    assert "profiles login prod" in secrets.where("prod", kind)
    assert secrets.put("prod", kind, VALUES[kind]) is SecretLocation.KEYRING
    assert secrets.where("prod", kind) == f"The {kind.words} is stored in the system keyring."
assert type(keyring.get_keyring()).__module__ == "keyring.backends.SecretService"
"""

_GET = """
from edge_tui.store.secrets import SecretKind, Secrets
VALUES = {SecretKind.CLIENT_SECRET: "of prod: pässwörd", SecretKind.ACCESS_TOKEN: "eyJ.of-prod.sig"}
secrets = Secrets({})
for kind in SecretKind:
    assert secrets.get("prod", kind) == VALUES[kind]
secrets.rename("prod", "production")
secrets.delete("nobody")
assert secrets.get("prod", SecretKind.CLIENT_SECRET) is None
"""

_DELETE = """
from edge_tui.store.secrets import SecretKind, Secrets
VALUES = {SecretKind.CLIENT_SECRET: "of prod: pässwörd", SecretKind.ACCESS_TOKEN: "eyJ.of-prod.sig"}
secrets = Secrets({})
assert secrets.get("production", SecretKind.ACCESS_TOKEN) == VALUES[SecretKind.ACCESS_TOKEN]
secrets.delete("production")
assert [Secrets({}).get("production", kind) for kind in SecretKind] == [None, None]
"""

_LOCKED = """
from edge_tui.store.secrets import SecretLocation, SecretKind, Secrets
secrets = Secrets({})
assert secrets.get("prod", SecretKind.CLIENT_SECRET) is None
assert secrets.put("prod", SecretKind.CLIENT_SECRET, "s3cr3t") is SecretLocation.RUN
assert secrets.get("prod", SecretKind.CLIENT_SECRET) == "s3cr3t"
print(secrets.where("prod", SecretKind.CLIENT_SECRET))
"""

_UNLOCK = "printf 'pw\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null"


def _in_a_session(home: Path, script: str, *runs: str) -> subprocess.CompletedProcess[str]:
    """Runs a shell script on a fresh D-Bus, in which each run of Python is `"$python" -c "$1"`, `$2` …"""
    folders = {"HOME": home, "XDG_DATA_HOME": home / "data", "XDG_CONFIG_HOME": home / "config"}
    folders |= {"XDG_CACHE_HOME": home / "cache"}
    for folder in folders.values():
        folder.mkdir(mode=0o700, exist_ok=True)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS_", "PYTHON_KEYRING"))}
    # The path of a socket may have 107 bytes, which those of a test's own folder can be longer than.
    with tempfile.TemporaryDirectory(dir="/tmp") as runtime:
        return subprocess.run(
            ["dbus-run-session", "--", "bash", "-e", "-c", script, "bash", *runs],
            env={
                **inherited,
                **{name: str(folder) for name, folder in folders.items()},
                "XDG_RUNTIME_DIR": runtime,
                "python": sys.executable,
            },
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=120,
        )


def test_secrets_go_through_the_real_keyring_and_come_back_in_other_processes(tmp_path):
    script = f'{_UNLOCK}; "$python" -c "$1"; "$python" -c "$2"; "$python" -c "$3"; echo done'
    done = _in_a_session(tmp_path, script, _PUT, _GET, _DELETE)
    assert done.stdout.endswith("done\n"), done.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert all("pässwörd".encode() not in path.read_bytes() for path in files)


def test_a_session_without_a_keyring_keeps_secrets_for_the_run(tmp_path):
    done = _in_a_session(tmp_path, '"$python" -c "$1"', _LOCKED)
    assert "kept for this run only" in done.stdout, done.stderr


def test_with_a_locked_keyring_secrets_are_kept_for_the_run_with_the_reason(tmp_path):
    script = 'gnome-keyring-daemon --start --components=secrets >/dev/null; "$python" -c "$1"'
    done = _in_a_session(tmp_path, script, _LOCKED)
    assert "kept for this run only" in done.stdout, done.stderr
    assert "The system keyring" in done.stdout
