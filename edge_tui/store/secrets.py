"""Client secrets and access tokens: from the environment, the system keyring, or for this run only."""

import threading
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.secret_text import client_secret_problem, plain_token, token_problem

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "edge-tui"


class SecretKind(StrEnum):
    """A client secret gets tokens from IMS; an access token is sent as is."""

    CLIENT_SECRET = "client-secret"
    ACCESS_TOKEN = "access-token"

    @property
    def words(self) -> str:
        """The kind in a sentence: `client secret`."""
        return self.value.replace("-", " ")

    @property
    def variable(self) -> str:
        """The environment variable that sets it for every profile."""
        return "EDGE_TUI_" + self.value.replace("-", "_").upper()


class SecretLocation(StrEnum):
    """Where a secret is stored: in the system keyring, or in memory for this run if there is no keyring."""

    KEYRING = "keyring"
    RUN = "run"


class Secrets:
    """The secrets of every profile, usable from any thread; the first call loads keyring (0.2 s).

    Nothing here is ever written to a file, and no value shows in a `repr` or a message.
    """

    __slots__ = ("_environ", "_from_keyring", "_lock", "_this_run")

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._lock = threading.RLock()
        self._from_keyring: dict[tuple[str, SecretKind], str] = {}
        self._this_run: dict[tuple[str, SecretKind], str] = {}

    def get(self, profile_name: str, kind: SecretKind) -> str | None:
        """A profile's secret: from the environment, else stored for this run, else from the keyring."""
        if given := self._environ.get(kind.variable):
            return given
        with self._lock:
            key = profile_name, kind
            if key in self._this_run:
                return self._this_run[key]
            if key not in self._from_keyring and (kept := _look_up(key)):
                self._from_keyring[key] = kept
            return self._from_keyring.get(key)

    @staticmethod
    def check(kind: SecretKind, value: str) -> None:
        """Raises `SetupError`, which never quotes it, for a secret that can't be sent."""
        is_token = kind is SecretKind.ACCESS_TOKEN
        trouble = token_problem(plain_token(value)) if is_token else client_secret_problem(value)
        if trouble:
            raise SetupError(f"The {kind.words} {trouble}.", "Copy all of it again, on one line.")

    def put(self, profile_name: str, kind: SecretKind, value: str) -> SecretLocation:
        """Stores a secret in the keyring, or for this run if there is no usable keyring.

        Raises `SetupError`, which never quotes it, for a secret that can't be sent.
        """
        self.check(kind, value)
        with self._lock:
            key = profile_name, kind
            self._from_keyring.pop(key, None)
            self._this_run.pop(key, None)
            if _store(key, value):
                self._from_keyring[key] = value
                return SecretLocation.KEYRING
            self._this_run[key] = value
            return SecretLocation.RUN

    def delete(self, profile_name: str) -> None:
        """Deletes both secrets of a profile; raises `StorageError` if the keyring refuses."""
        with self._lock:
            for kind in SecretKind:
                self._this_run.pop((profile_name, kind), None)
                self._from_keyring.pop((profile_name, kind), None)
                _remove((profile_name, kind))

    def rename(self, old: str, new: str) -> None:
        """Moves both secrets of a profile to another name."""
        with self._lock:
            for kind in SecretKind:
                value = self._this_run.get((old, kind)) or _look_up((old, kind))
                if value:
                    self.put(new, kind, value)
            self.delete(old)

    def where(self, profile_name: str, kind: SecretKind) -> str:
        """Says where a secret is kept; or that there is none, and how to add it."""
        if self._environ.get(kind.variable):
            return f"The {kind.words} comes from the environment variable {kind.variable}."
        with self._lock:
            held = self.get(profile_name, kind)
            if held and (profile_name, kind) in self._from_keyring:
                return f"The {kind.words} is stored in the system keyring."
            why_not = self.why_not_stored(profile_name, kind)
            reason = f" {why_not}" if why_not else ""
            if held:
                return f"The {kind.words} is kept for this run only.{reason}"
            from edge_tui.model.command_line import command_line

            return (
                f"There is no {kind.words} for {profile_name}: store it with "
                f"`{command_line('edge-tui', 'profiles', 'login', profile_name)}`, or set {kind.variable}.{reason}"
            )

    def why_not_stored(self, profile_name: str, kind: SecretKind) -> str:
        """Why the system keyring can't be used for a secret, in a sentence; empty if it can."""
        with self._lock:
            keyrings, why_not = _keyrings()
            return _why_locked(keyrings, (profile_name, kind)) if keyrings else why_not


def _look_up(key: tuple[str, SecretKind]) -> str | None:
    for keyring in _keyrings()[0]:
        try:
            if value := keyring.get_password(SERVICE, _user(key)):
                return value
        except _keyring_errors():
            continue
    return None


def _store(key: tuple[str, SecretKind], value: str) -> bool:
    for keyring in _keyrings()[0]:
        try:
            keyring.set_password(SERVICE, _user(key), value)
            # Some backends store nothing: only a value that can be read back counts as stored.
            if keyring.get_password(SERVICE, _user(key)) == value:
                return True
        except _keyring_errors():
            continue
    return False


def _remove(key: tuple[str, SecretKind]) -> None:
    for keyring in _keyrings()[0]:
        try:
            if keyring.get_password(SERVICE, _user(key)) is not None:
                keyring.delete_password(SERVICE, _user(key))
        except _keyring_errors() as error:
            raise StorageError(
                f"The {key[1].words} of {key[0]} could not be deleted from the keyring: {_reason(error)}.",
                "Delete it with the system's keyring application.",
            ) from error


def _why_locked(keyrings: "list[KeyringBackend]", key: tuple[str, SecretKind]) -> str:
    for keyring in keyrings:
        try:
            keyring.get_password(SERVICE, _user(key))
        except _keyring_errors() as error:
            return f"The system keyring doesn't respond: {_reason(error)}."
    return ""


def _user(key: tuple[str, SecretKind]) -> str:
    profile_name, kind = key
    return f"{profile_name}/{kind}"


def _keyrings() -> "tuple[list[KeyringBackend], str]":
    """The usable keyrings, best first; if there are none, a sentence that says why.

    Plain-text files (keyrings.alt) and the null backend aren't usable.
    """
    import keyring
    from keyring.backends import chainer, fail, null

    try:
        chosen = keyring.get_keyring()
    except _keyring_errors() as error:
        return [], f"The system keyring can't be used: {_reason(error)}."
    several = chosen.backends if isinstance(chosen, chainer.ChainerBackend) else [chosen]
    safe = [backend for backend in several if not _is_a_file(backend)]
    usable = [backend for backend in safe if not isinstance(backend, fail.Keyring | null.Keyring)]
    if usable:
        return usable, ""
    if several and not safe:
        name = type(several[0]).__name__
        return [], f"The only keyring on this machine, {name}, is a file on disk, and edge-tui doesn't use it."
    return [], "This machine has no system keyring."


def _is_a_file(backend: "KeyringBackend") -> bool:
    return any(each.__module__.startswith("keyrings.alt") for each in type(backend).__mro__)


def _keyring_errors() -> tuple[type[Exception], ...]:
    """The exceptions of a keyring: its own, those of a broken connection, and the Secret Service's."""
    from keyring.errors import KeyringError

    expected: tuple[type[Exception], ...] = (KeyringError, OSError, EOFError, NotImplementedError)
    try:
        from jeepney.wrappers import DBusErrorResponse  # type: ignore[import-untyped,unused-ignore]
        from secretstorage.exceptions import SecretStorageException
    except ImportError:
        return expected
    return (*expected, SecretStorageException, DBusErrorResponse)


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__).strip().rstrip(".!")
