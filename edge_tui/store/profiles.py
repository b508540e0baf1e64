"""Profiles in a TOML file that users may edit: comments, order and unknown keys are preserved."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.store import files
from edge_tui.store.choices import Choices
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.names import check_new, did_you_mean
from edge_tui.store.paths import Paths
from edge_tui.store.profile_table import SECRETS, profile_of, table_of, unknown_keys
from edge_tui.store.small_files import DamagedError, parse_toml

_LAST_USED = "lastProfile"


class ProfileStore:
    """The profiles of one user, read at each call, so that manual edits apply at once.

    Every method raises `SetupError` for an invalid file, naming the profile and the key.
    """

    def __init__(self, paths: Paths) -> None:
        self.path = paths.profiles
        self._choices = Choices(paths.state)
        self._warnings: list[str] = []
        # The last text with its tables: parsing thousands of profiles takes a second.
        self._read: tuple[str, dict[str, Any]] | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """About the file's disk and keys without effect, since this store was opened."""
        return (*self._warnings, *self._choices.warnings)

    def all(self) -> tuple[Profile, ...]:
        """Every profile in file order, after the built-in emulator's unless the user has one with its name."""
        own = tuple(self._profile(name, table) for name, table in self._tables().items())
        if any(profile.name == EMULATOR_PROFILE.name for profile in own):
            return own
        return (EMULATOR_PROFILE, *own)

    def get(self, name: str) -> Profile:
        """The profile with a name; other profiles may be invalid."""
        tables = self._tables()
        if name in tables:
            return self._profile(name, tables[name])
        if name == EMULATOR_PROFILE.name:
            return EMULATOR_PROFILE
        raise _missing_error(name, [EMULATOR_PROFILE.name, *tables])

    def find(self, name: str | None) -> Profile | None:
        """The profile with a name, or None; other profiles may be invalid."""
        tables = self._tables()
        if name in tables:
            return self._profile(name, tables[name])
        return EMULATOR_PROFILE if name == EMULATOR_PROFILE.name else None

    def usable(self) -> tuple[Profile, ...]:
        """All valid profiles; at least the built-in one."""
        try:
            return self.all()
        except SetupError:
            return (EMULATOR_PROFILE, *self._in_order())

    def _in_order(self) -> Iterator[Profile]:
        with suppress(SetupError):
            for name, table in self._tables().items():
                with suppress(SetupError):
                    if name != EMULATOR_PROFILE.name:
                        yield self._profile(name, table)

    def _profile(self, name: str, table: Any) -> Profile:
        """A profile as it is read for use, with warnings about keys that have no effect."""
        profile = profile_of(name, table, self.path)
        self._warnings += (each for each in unknown_keys(name, table, self.path) if each not in self._warnings)
        return profile

    def add(self, profile: Profile) -> None:
        """Adds a profile at the end of the file. Raises `SetupError` for a name that is taken."""
        with exclusive_lock(self.path, self._warnings):
            tables = self._tables()
            if profile.name in tables:
                raise _taken_error(profile.name)
            check_new(profile.name, "profile", tables)
            self._set(profile)

    def replace(self, profile: Profile) -> None:
        """Saves a changed profile in its place. A changed built-in profile becomes the user's own."""
        with exclusive_lock(self.path, self._warnings):
            names = list(self._tables())
            if profile.name not in (*names, EMULATOR_PROFILE.name):
                raise _missing_error(profile.name, [EMULATOR_PROFILE.name, *names])
            self._set(profile)

    def rename(self, old: str, new: str) -> None:
        """Renames a profile in its place. The caller moves its secrets."""
        with exclusive_lock(self.path, self._warnings):
            tables = self._tables()
            if old not in tables:
                raise _built_in_error("renamed") if old == EMULATOR_PROFILE.name else _missing_error(old, tables)
            if new in tables:
                raise _taken_error(new)
            check_new(new, "profile", (name for name in tables if name != old))
            profile_of(new, {}, self.path)
            self._write(
                _rename_headers(self._text(), old, new), {_other(name, old, new): tables[name] for name in tables}
            )
        if self.last_used == old:
            # The profile is renamed even if this can't be remembered for the next run.
            with suppress(StorageError):
                self.use(new)

    def delete(self, name: str) -> None:
        """Deletes a profile from the file. The caller deletes its secrets."""
        with exclusive_lock(self.path, self._warnings):
            tables = self._tables()
            if name not in tables:
                raise _built_in_error("deleted") if name == EMULATOR_PROFILE.name else _missing_error(name, tables)
            others = {each: tables[each] for each in tables if each != name}
            text = self._text()
            quick = _edit_tables(text, name, lambda _: "")
            self._write(quick if _contains(quick, others) else _remove_tables(text, name), others)

    @property
    def last_used(self) -> str | None:
        """The name of the last used profile, which may no longer exist."""
        return self._choices.get(_LAST_USED)

    def use(self, name: str) -> None:
        """Remembers a profile as the last used, in a separate file.

        Raises `StorageError` if it can't be written; it still applies to this run.
        """
        self._choices.put(_LAST_USED, name)

    def _text(self) -> str:
        try:
            return (files.read(self.path) or b"").decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise SetupError(f"{self.path} is not UTF-8 text.", "Save it as UTF-8.") from error

    def _tables(self) -> dict[str, Any]:
        text = self._text()
        if self._read is not None and self._read[0] == text:
            return self._read[1]
        try:
            document = parse_toml(text)
        except DamagedError as error:
            raise SetupError(f"{self.path} is not valid TOML: {error}.", "Fix it in a text editor.") from error
        self._refuse_secrets(document)
        tables = document.get("profiles", {})
        if not isinstance(tables, dict):
            raise SetupError(f"{self.path}: profiles isn't a table.", "Write each profile under [profiles.NAME].")
        self._read = text, tables
        return tables

    def _refuse_secrets(self, document: dict[str, Any]) -> None:
        for key in SECRETS:
            if key in document:
                raise SetupError(
                    f"{self.path} has a {key}: secrets belong in the system keyring, never in this file.",
                    "Remove it, then store it with `edge-tui profiles login NAME`.",
                )

    def _set(self, profile: Profile) -> None:
        """Writes a profile's changed keys into its table, leaving everything else untouched."""
        wanted = table_of(profile)
        profile_of(profile.name, wanted, self.path)
        tables = self._tables()
        written = tables.get(profile.name)
        changed = wanted if written is None else self._changes(profile.name, wanted, written)
        kept = {**written, **changed} if isinstance(written, dict) else _non_default(changed)
        expected = {**tables, profile.name: kept}
        text = self._text()
        if written is None:
            # tomlkit takes minutes for thousands of profiles, and a new one doesn't depend on the others.
            appended = f"{text.rstrip()}\n\n{_set_keys('', profile.name, kept)}".lstrip()
            if _contains(appended, expected):
                files.write(self.path, appended.encode())
                return
        else:
            minimal = _edit_tables(text, profile.name, lambda part: _set_keys(part, profile.name, changed))
            if _contains(minimal, expected):
                files.write(self.path, minimal.encode())
                return
            minimal = _set_keys(text, profile.name, changed)
            if _contains(minimal, expected):
                files.write(self.path, minimal.encode())
                return
            # In some layouts a single key can't be changed: the table is rewritten, without its comments.
            text = _remove_tables(text, profile.name)
        self._write(_set_keys(text, profile.name, kept), expected)

    def _changes(self, name: str, wanted: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
        try:
            current = table_of(profile_of(name, written, self.path))
        except SetupError:
            current = {**_DEFAULTS, **written}
        return {key: value for key, value in wanted.items() if value != current[key]}

    def _write(self, text: str, expected: dict[str, Any]) -> None:
        """Writes the file, after checking that the text has exactly the expected tables."""
        if not _contains(text, expected):
            raise SetupError(
                f"edge-tui can't change {self.path} without breaking its layout.",
                "Put the profiles' tables one after the other, or edit the file by hand.",
            )
        files.write(self.path, text.encode())


def _non_default(table: dict[str, Any]) -> dict[str, Any]:
    """The keys of a new table whose values aren't defaults."""
    return {key: value for key, value in table.items() if key in _ALWAYS or value != _DEFAULTS[key]}


def _set_keys(text: str, name: str, keys: dict[str, Any]) -> str:
    """The text with keys of one profile's table set by tomlkit; empty if tomlkit fails."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        if "profiles" not in document:
            document["profiles"] = tomlkit.table(is_super_table=True)
        profiles: Any = document["profiles"]
        if name not in profiles:
            profiles[name] = tomlkit.table()
        for key, value in keys.items():
            lines = isinstance(value, str) and "\n" in value and "'''" not in value
            profiles[name][key] = tomlkit.string(value, literal=True, multiline=True) if lines else value
        return tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError, RecursionError):
        return ""


def _remove_tables(text: str, name: str) -> str:
    """The text without one profile's tables; empty if tomlkit fails."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        profiles: Any = document["profiles"]
        del profiles[name]
        return tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError, RecursionError):
        return ""


def _contains(text: str, expected: dict[str, Any]) -> bool:
    try:
        document = parse_toml(text)
    except DamagedError:
        return False
    return bool(document.get("profiles", {}) == expected)


def _edit_tables(text: str, name: str, change: Callable[[str], str]) -> str:
    """The text with the lines of one profile's tables changed; empty if they aren't contiguous."""
    own = [match.start() for match in _header_of(name).finditer(text)]
    if not own:
        return ""
    following = (match.start() for match in _HEADER.finditer(text, own[-1] + 1))
    end = next(following, len(text))
    # Comments right above the next table belong to that table.
    while (line := text.rfind("\n", 0, end - 1) + 1) > own[0] and text[line:end].lstrip().startswith("#"):
        end = line
    part = text[own[0] : end]
    if len(_HEADER.findall(part)) != len(own):
        return ""
    return text[: own[0]] + change(part) + text[end:]


def _header_of(name: str) -> re.Pattern[str]:
    spellings = (name, f"'{name}'", json.dumps(name), json.dumps(name, ensure_ascii=False))
    either = "|".join(re.escape(each) for each in spellings)
    return re.compile(rf"^([ \t]*\[\[?[ \t]*profiles[ \t]*\.[ \t]*)(?:{either})(?=[ \t]*[.\]])", re.MULTILINE)


def _rename_headers(text: str, old: str, new: str) -> str:
    """The text with the headers of one profile's tables renamed, which tomlkit can't do without moving them."""
    name = new if _BARE.fullmatch(new) else json.dumps(new, ensure_ascii=False)
    return _header_of(old).sub(lambda match: match[1] + name, text)


def _other(name: str, old: str, new: str) -> str:
    return new if name == old else name


_DEFAULTS = table_of(Profile(""))
_ALWAYS = ("url", "datastream_id")
_HEADER = re.compile(r"^[ \t]*\[", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def _missing_error(name: str, names: Iterable[str]) -> SetupError:
    how = "`edge-tui profiles list` lists them, `edge-tui profiles add` adds one."
    if not name:
        return SetupError("This exchange has no profile.", "Choose one to send it with.")
    return SetupError(f"There is no profile {name!r}.", f"{did_you_mean(name, names)} {how}".strip())


def _taken_error(name: str) -> SetupError:
    return SetupError(f"There is already a profile {name!r}.", "Choose another name, or edit that one.")


def _built_in_error(verb: str) -> SetupError:
    return SetupError(f"The emulator's profile is built in and can't be {verb}.", "Add your own profile instead.")
