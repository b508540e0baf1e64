"""Visitors, one JSON file each, with the state that every organisation's gateway gave them."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from edge_tui.model.document import JsonObject
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.visitor import DEFAULT_VISITOR, Identity, Visitor
from edge_tui.store import files
from edge_tui.store.client_states import state_of, state_written
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.names import did_you_mean

_VERSION = 1
_LONGEST_FILE_NAME = 200


class VisitorStore:
    """The visitors of one user, shared by all edge-tui processes. The default one is always there,
    empty until it is saved.

    Whoever changes a visitor does it by `change`, so that what another process wrote meanwhile stays.
    Entries and hints are kept with the moment they expire, which no reading moves; what has
    expired is left to `ClientState.live`, which takes the clock.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._troubles: list[str] = []
        self._lock = threading.Lock()

    @property
    def troubles(self) -> tuple[str, ...]:
        """Sentences about files that were damaged and set aside, and about their disk, since this store was opened."""
        return tuple(self._troubles)

    def names(self) -> tuple[str, ...]:
        """The visitors there are: the default one first, the others by name."""
        saved = {_name_of(path) for path in files.names_in(self._folder, ".json")}
        return (DEFAULT_VISITOR, *sorted(saved - {DEFAULT_VISITOR}, key=str.casefold))

    def get(self, name: str) -> Visitor:
        """The visitor of a name; a new one, without any state, when none was saved.

        A file that is damaged is set aside, never deleted; `troubles` says so.
        """
        path = self._path(name)
        content = files.read(path)
        if content is None:
            return Visitor(name)
        try:
            return _visitor_of(name, json.loads(content))
        except _NewerError:
            raise StorageError(
                f"The visitor {name} was saved by a newer edge-tui ({path}).",
                "Update edge-tui, or use another visitor.",
            ) from None
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._set_aside(name, path, content)
            return Visitor(name)

    def change(self, name: str, change: Callable[[Visitor], Visitor]) -> Visitor:
        """Changes a visitor as it lies on the disk, where nobody else changes one meanwhile; the changed one.

        Raises `StorageError` where that cannot be.
        """
        self._path(name)
        with exclusive_lock(self._folder, self._troubles):
            visitor = change(self.get(name))
            self._write(visitor)
        return visitor

    def save(self, visitor: Visitor) -> None:
        """Writes a visitor in place of all that it was; raises `StorageError` where that cannot be."""
        self.change(visitor.name, lambda _: visitor)

    def add(self, visitor: Visitor) -> None:
        """Writes a new visitor under a name that is free."""
        self._path(visitor.name)
        with exclusive_lock(self._folder, self._troubles):
            self._check_free(visitor.name)
            self._write(visitor)

    def delete(self, name: str) -> None:
        """Deletes a visitor and all its state. The default one is there again, empty."""
        with exclusive_lock(self._folder, self._troubles):
            if not files.delete(self._path(name)) and name != DEFAULT_VISITOR:
                raise _missing(name, self.names())

    def clone(self, name: str, copy: str) -> Visitor:
        """Saves a copy of a visitor, with all its state, under a name that is free."""
        with exclusive_lock(self._folder, self._troubles):
            return self._copy(name, copy)

    def rename(self, old: str, new: str) -> Visitor:
        """Gives a visitor another name. The default one leaves an empty one behind."""
        with exclusive_lock(self._folder, self._troubles):
            visitor = self._copy(old, new)
            files.delete(self._path(old))
        return visitor

    def _copy(self, name: str, copy: str) -> Visitor:
        self._check_source(name)
        self._check_free(copy)
        visitor = replace(self.get(name), name=copy)
        self._write(visitor)
        return visitor

    def _write(self, visitor: Visitor) -> None:
        files.write_json(self._path(visitor.name), _file_of(visitor))

    def _check_source(self, name: str) -> None:
        if name not in self.names():
            raise _missing(name, self.names())

    def _check_free(self, name: str) -> None:
        self._path(name)
        # Some file systems tell no `Anna` from `anna`.
        taken = next((each for each in self.names() if each.casefold() == name.casefold()), None)
        if taken is not None:
            raise SetupError(f"There is already a visitor {taken!r}.", "Choose another name.")

    def _set_aside(self, name: str, path: Path, content: bytes) -> None:
        with self._lock:
            if files.read(path) != content:
                return
            aside = files.set_aside(path)
            self._troubles.append(
                f"The visitor {name} could not be read: its file is damaged. It was set aside as {aside.name}, "
                "and the visitor begins anew."
            )

    def _path(self, name: str) -> Path:
        """The file of a visitor. What a file system would stumble over is written as %XX."""
        fits = bool(name.strip()) and name == name.strip() and name.isprintable()
        encoded = quote(name, safe=" @+=,()").replace(".", "%2E") if fits else ""
        if not fits or len(encoded) > _LONGEST_FILE_NAME:
            raise SetupError(
                f"{name!r} cannot be the name of a visitor.",
                "Use a short name without control characters, with no blanks around it.",
            )
        return self._folder / f"{encoded}.json"


class _NewerError(Exception):
    pass


def _name_of(path: Path) -> str:
    return unquote(path.stem)


def _file_of(visitor: Visitor) -> JsonObject:
    states = {org_id: state_written(state) for org_id, state in visitor.states.items()}
    written: JsonObject = {"version": _VERSION, "name": visitor.name, "states": states}
    if visitor.identities:
        written["identities"] = [_identity_written(identity) for identity in visitor.identities]
    if visitor.variables:
        written["variables"] = dict(visitor.variables)
    return written


def _identity_written(identity: Identity) -> JsonObject:
    written: JsonObject = {"namespace": identity.namespace, "id": identity.id}
    if identity.authenticated_state:
        written["authenticatedState"] = identity.authenticated_state
    if identity.is_primary:
        written["primary"] = True
    return written


def _visitor_of(name: str, document: Any) -> Visitor:
    """The visitor in a file; raises one of Python's own errors where it is not in order."""
    if document["version"] > _VERSION:
        raise _NewerError
    states = {org_id: state_of(state) for org_id, state in document["states"].items()}
    identities = tuple(_identity_of(identity) for identity in document.get("identities", ()))
    variables = {str(each): str(value) for each, value in document.get("variables", {}).items()}
    return Visitor(name, states, identities, variables)


def _identity_of(identity: Any) -> Identity:
    namespace, id_, state = identity["namespace"], identity["id"], identity.get("authenticatedState", "")
    if not all(isinstance(each, str) for each in (namespace, id_, state)):
        raise TypeError("a string is expected")
    return Identity(namespace, id_, state, identity.get("primary") is True)


def _missing(name: str, names: tuple[str, ...]) -> SetupError:
    how = "`edge-tui visitors list` shows who there is."
    return SetupError(f"There is no visitor {name!r}.", f"{did_you_mean(name, names)} {how}".strip())
