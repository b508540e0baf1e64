"""Visitors, one JSON file each, with their client state for each organization."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.json.document import JsonObject
from edge_tui.model.text import shortened
from edge_tui.model.visitor import DEFAULT_VISITOR, Identity, Visitor
from edge_tui.store import files
from edge_tui.store.client_states import state_from_json, state_to_json
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.names import check_new, folded, is_reserved
from edge_tui.store.small_files import VERSION, Loaded, SmallFiles

_MAX_FILE_NAME_LENGTH = 200


class VisitorStore:
    """The visitors of one user, shared by all edge-tui processes. The default visitor always exists,
    empty until it is saved.

    Change visitors only through `change`, so that concurrent changes of other processes are kept.
    Entries and hints have absolute expiry times; `ClientState.live` removes what has expired.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = SmallFiles()

    @property
    def warnings(self) -> tuple[str, ...]:
        """About files that were damaged and set aside, and about their disk, since this store was opened."""
        return tuple(self._files.warnings)

    def names(self) -> tuple[str, ...]:
        """The names of all visitors: the default one first, the others sorted."""
        try:
            paths = files.list_files(self._folder, ".json")
        except StorageError as error:
            self._files.warn(f"{error.what} Its visitors are not listed.")
            paths = []
        saved = {name for path in paths if (name := self._name_of(path)) is not None}
        return (DEFAULT_VISITOR, *sorted(saved - {DEFAULT_VISITOR}, key=str.casefold))

    def _name_of(self, path: Path) -> str | None:
        """The visitor's name for a file; None, with a warning, for a file name that no visitor has."""
        name = unquote(path.stem)
        try:
            if self._path(name) == path:
                return name
        except SetupError:
            pass
        shown = path.name.encode("utf-8", "backslashreplace").decode()
        self._files.warn(f"{shown!r} in the visitors folder was ignored: no visitor can have that file name.")
        return None

    def get(self, name: str) -> Visitor:
        """The visitor with a name; an empty one if none was saved.

        A damaged file is set aside, never deleted. A newer edge-tui's file, or an unreadable one,
        is left as it is, and the visitor has no state; `warnings` says so.
        """
        return self._load(name).content or Visitor(name)

    def _load(self, name: str) -> Loaded[Visitor]:
        consequence = "the visitor starts without any state"
        path = self._path(name)
        return self._files.load(path, f"The visitor {name}", lambda value: _visitor_from_json(name, value), consequence)

    def _load_for_change(self, name: str) -> Visitor:
        loaded = self._load(name)
        if loaded.refusal is not None:
            raise loaded.refusal
        return loaded.content or Visitor(name)

    def change(self, name: str, change: Callable[[Visitor], Visitor]) -> Visitor:
        """Applies a change to the visitor on disk, under a lock; returns the changed visitor.

        Raises `StorageError` if it can't be read or written.
        """
        path = self._path(name)
        with exclusive_lock(self._folder, self._files.warnings):
            if not path.exists():
                self._refuse_colliding_file(name)
            visitor = change(self._load_for_change(name))
            self._write(visitor)
        return visitor

    def save(self, visitor: Visitor) -> None:
        """Replaces a visitor. Raises `StorageError` if it can't be written."""
        self.change(visitor.name, lambda _: visitor)

    def add(self, visitor: Visitor) -> None:
        """Adds a visitor. Raises `SetupError` for a name that is taken."""
        self._path(visitor.name)
        with exclusive_lock(self._folder, self._files.warnings):
            self._check_free(visitor.name)
            self._write(visitor)

    def delete(self, name: str) -> None:
        """Deletes a visitor and all its state. The default visitor becomes empty."""
        with exclusive_lock(self._folder, self._files.warnings):
            if not files.delete(self._path(name)) and name != DEFAULT_VISITOR:
                raise _missing(name, self.names())

    def clone(self, name: str, copy: str) -> Visitor:
        """Copies a visitor with all its state. Raises `SetupError` for a name that is taken."""
        with exclusive_lock(self._folder, self._files.warnings):
            return self._copy(name, copy)

    def rename(self, old: str, new: str) -> Visitor:
        """Renames a visitor. After renaming the default visitor there is a new, empty one."""
        with exclusive_lock(self._folder, self._files.warnings):
            visitor = self._copy(old, new)
            files.delete(self._path(old))
        return visitor

    def _copy(self, name: str, copy: str) -> Visitor:
        self._check_source(name)
        self._check_free(copy)
        visitor = replace(self._load_for_change(name), name=copy)
        self._write(visitor)
        return visitor

    def _write(self, visitor: Visitor) -> None:
        files.write_json(self._path(visitor.name), _visitor_to_json(visitor))

    def _check_source(self, name: str) -> None:
        if name not in self.names():
            raise _missing(name, self.names())

    def _check_free(self, name: str) -> None:
        self._path(name)
        check_new(name, "visitor", self.names())

    def _refuse_colliding_file(self, name: str) -> None:
        """Raises `StorageError` for a new visitor whose file would be another's on a case-insensitive disk."""
        colliding = next((each for each in self.names() if each != name and folded(each) == folded(name)), None)
        if colliding is not None:
            raise StorageError(
                f"The visitor {name!r} was not saved: on many systems it would have the same file as {colliding!r}.",
                f"Use {colliding!r}, or another name.",
            )

    def _path(self, name: str) -> Path:
        """The file of a visitor. Characters that a file system can't store are written as %XX."""
        fits = bool(name.strip()) and name == name.strip() and name.isprintable()
        encoded = quote(name, safe=" @+=,()").replace(".", "%2E") if fits else ""
        fits = fits and len(encoded) <= _MAX_FILE_NAME_LENGTH
        # An older edge-tui may have saved it unescaped.
        is_there = fits and os.name != "nt" and (self._folder / f"{encoded}.json").exists()
        if fits and is_reserved(name) and not is_there:
            encoded = f"%{ord(encoded[0]):02X}{encoded[1:]}"
        if not fits:
            raise SetupError(
                f"{shortened(repr(name), 60, 20)} can't be the name of a visitor.",
                "Use a short name without control characters, and without spaces around it.",
            )
        return self._folder / f"{encoded}.json"


def _visitor_to_json(visitor: Visitor) -> JsonObject:
    states = {org_id: state_to_json(state) for org_id, state in visitor.states.items()}
    members: JsonObject = {"version": VERSION, "name": visitor.name, "states": states}
    if visitor.identities:
        members["identities"] = [_identity_to_json(identity) for identity in visitor.identities]
    if visitor.variables:
        members["variables"] = dict(visitor.variables)
    return members


def _identity_to_json(identity: Identity) -> JsonObject:
    members: JsonObject = {"namespace": identity.namespace, "id": identity.id}
    if identity.authenticated_state:
        members["authenticatedState"] = identity.authenticated_state
    if identity.is_primary:
        members["primary"] = True
    return members


def _visitor_from_json(name: str, document: Any) -> Visitor:
    """The visitor in a file; malformed members raise a built-in exception."""
    if not isinstance(document["version"], int):
        raise TypeError("a number is expected")
    states = {org_id: state_from_json(state) for org_id, state in document["states"].items()}
    identities = tuple(_identity_from_json(identity) for identity in document.get("identities", ()))
    variables = {str(each): str(value) for each, value in document.get("variables", {}).items()}
    return Visitor(name, states, identities, variables)


def _identity_from_json(identity: Any) -> Identity:
    namespace, id_, state = identity["namespace"], identity["id"], identity.get("authenticatedState", "")
    if not all(isinstance(each, str) for each in (namespace, id_, state)):
        raise TypeError("a string is expected")
    return Identity(namespace, id_, state, identity.get("primary") is True)


def _missing(name: str, names: tuple[str, ...]) -> SetupError:
    how = "`edge-tui visitors list` lists them."
    from edge_tui.model.similar_names import did_you_mean

    return SetupError(f"There is no visitor {name!r}.", f"{did_you_mean(name, names)} {how}".strip())
