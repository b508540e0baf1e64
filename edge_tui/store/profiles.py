"""Profiles in a TOML file that users may edit: comments, order and unknown keys are preserved."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from edge_tui.model.encoding import decode_utf8
from edge_tui.model.errors import SetupError, StorageError
from edge_tui.model.profile import EMULATOR_PROFILE, Profile
from edge_tui.store import files
from edge_tui.store.locks import exclusive_lock
from edge_tui.store.names import check_new
from edge_tui.store.paths import Paths
from edge_tui.store.profile_table import SECRETS, profile_of, table_of, unknown_keys
from edge_tui.store.small_files import DamagedError, parse_toml

if TYPE_CHECKING:
    from edge_tui.store.choices import Choices
    from edge_tui.store.parsed_toml import ParsedToml

_LAST_USED = "lastProfile"
# A file with fewer characters is parsed as quickly as its copy is read.
_LARGE = 64_000


class ProfileStore:
    """The profiles of one user, read at each call, so that manual edits apply at once.

    Every method raises `SetupError` for an invalid file, naming the profile and the key.
    """

    def __init__(self, paths: Paths) -> None:
        self.path = paths.profiles
        self._paths = paths
        self._warnings: list[str] = []
        # The last text with its tables: parsing thousands of profiles takes a second.
        self._read: tuple[str, dict[str, Any]] | None = None
        self._others: dict[str, Any] = {}

    @property
    def warnings(self) -> tuple[str, ...]:
        """About the file's disk and keys without effect, since this store was opened."""
        return (*self._warnings, *(self._choices.warnings if "_choices" in vars(self) else ()))

    @cached_property
    def _choices(self) -> "Choices":
        from edge_tui.store.choices import Choices

        return Choices(self._paths.state)

    @cached_property
    def _parsed(self) -> "ParsedToml":
        from edge_tui.store.parsed_toml import ParsedToml

        return ParsedToml(self._paths.parsed_profiles)

    def all(self) -> tuple[Profile, ...]:
        """Every profile in file order, after the built-in emulator's unless the user has one with its name."""
        own = tuple(self._profile(name, table) for name, table in self._tables().items())
        if any(profile.name == EMULATOR_PROFILE.name for profile in own):
            return own
        return (EMULATOR_PROFILE, *own)

    def some(self, most: int, including: str) -> tuple[Profile, ...]:
        """The first profiles in the order of `all`, and one more by name. Of many, the others aren't looked at."""
        tables = self._tables()
        names = [name for index, name in enumerate(tables) if index < most or name == including]
        own = tuple(profile_of(name, tables[name], self.path) for name in names)
        return own if EMULATOR_PROFILE.name in tables else (EMULATOR_PROFILE, *own)

    @property
    def count(self) -> int:
        """The number of profiles, the built-in one included."""
        tables = self._tables()
        return len(tables) + (EMULATOR_PROFILE.name not in tables)

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

    def check(self, profile: Profile) -> None:
        """Raises `SetupError` for a profile that can't be used; it needs no name yet."""
        profile_of(profile.name or "new", table_of(profile), self.path)

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
        from edge_tui.store.profile_text import rename_headers

        with exclusive_lock(self.path, self._warnings):
            tables = self._tables()
            if old not in tables:
                raise _built_in_error("renamed") if old == EMULATOR_PROFILE.name else _missing_error(old, tables)
            if new in tables:
                raise _taken_error(new)
            check_new(new, "profile", (name for name in tables if name != old))
            profile_of(new, {}, self.path)
            self._write(
                rename_headers(self._text(), old, new), {_other(name, old, new): tables[name] for name in tables}
            )
        if self.last_used == old:
            # The profile is renamed even if this can't be remembered for the next run.
            with suppress(StorageError):
                self.use(new)

    def delete(self, name: str) -> None:
        """Deletes a profile from the file. The caller deletes its secrets."""
        from edge_tui.store.profile_text import contains, edit_tables, is_spliced, remove_tables

        with exclusive_lock(self.path, self._warnings):
            tables = self._tables()
            if name not in tables:
                raise _built_in_error("deleted") if name == EMULATOR_PROFILE.name else _missing_error(name, tables)
            others = {each: tables[each] for each in tables if each != name}
            text = self._text()
            quick = edit_tables(text, name, lambda _: "")
            if is_spliced(text, quick, name, (tables[name], None)) or contains(quick, others):
                self._keep(quick, others)
            else:
                self._write(remove_tables(text, name), others)

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
            return decode_utf8(files.read(self.path) or b"")
        except UnicodeDecodeError as error:
            raise SetupError(f"{self.path} is not UTF-8 text.", "Save it as UTF-8.") from error

    def _tables(self) -> dict[str, Any]:
        text = self._text()
        if self._read is not None and self._read[0] == text:
            return self._read[1]
        try:
            document = self._document_in(text)
        except DamagedError as error:
            raise SetupError(f"{self.path} is not valid TOML: {error}.", "Fix it in a text editor.") from error
        self._refuse_secrets(document)
        tables = document.get("profiles", {})
        if not isinstance(tables, dict):
            raise SetupError(f"{self.path}: profiles isn't a table.", "Write each profile under [profiles.NAME].")
        self._others = document
        self._read = text, tables
        return tables

    def _document_in(self, text: str) -> dict[str, Any]:
        if not text:
            # Without a file: no parser is loaded for it.
            return {}
        return parse_toml(text) if len(text) < _LARGE else self._parsed.parse(text)

    def _refuse_secrets(self, document: dict[str, Any]) -> None:
        for key in SECRETS:
            if key in document:
                raise SetupError(
                    f"{self.path} has a {key}: secrets belong in the system keyring, never in this file.",
                    "Remove it, then store it with `edge-tui profiles login NAME`.",
                )

    def _set(self, profile: Profile) -> None:
        """Writes a profile's changed keys into its table, leaving everything else untouched."""
        from edge_tui.store.profile_text import contains, edit_tables, is_spliced, may_append, remove_tables, set_keys

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
            added = set_keys("", profile.name, kept)
            appended = f"{text.rstrip()}\n\n{added}".lstrip()
            if may_append(text, added, profile.name, kept) or contains(appended, expected):
                self._keep(appended, expected)
                return
        else:
            minimal = edit_tables(text, profile.name, lambda part: set_keys(part, profile.name, changed))
            if is_spliced(text, minimal, profile.name, (written, kept)) or contains(minimal, expected):
                self._keep(minimal, expected)
                return
            minimal = set_keys(text, profile.name, changed)
            if contains(minimal, expected):
                self._keep(minimal, expected)
                return
            # In some layouts a single key can't be changed: the table is rewritten, without its comments.
            text = remove_tables(text, profile.name)
        self._write(set_keys(text, profile.name, kept), expected)

    def _changes(self, name: str, wanted: dict[str, Any], written: dict[str, Any]) -> dict[str, Any]:
        try:
            current = table_of(profile_of(name, written, self.path))
        except SetupError:
            current = {**_DEFAULTS, **written}
        return {key: value for key, value in wanted.items() if value != current[key]}

    def _write(self, text: str, expected: dict[str, Any]) -> None:
        """Writes the file, after checking that the text has exactly the expected tables."""
        from edge_tui.store.profile_text import contains

        if not contains(text, expected):
            raise SetupError(
                f"edge-tui can't change {self.path} without breaking its layout.",
                "Put the profiles' tables one after the other, or edit the file by hand.",
            )
        self._keep(text, expected)

    def _keep(self, text: str, tables: dict[str, Any]) -> None:
        """Writes the file, whose text is known to have these tables of profiles."""
        files.write(self.path, text.encode())
        # Only profiles are ever changed, so what else is in the document is in the last one too.
        others = {key: value for key, value in self._others.items() if key != "profiles"}
        self._read = text, tables
        if len(text) >= _LARGE:
            self._parsed.keep(text, {**others, "profiles": tables})


def _non_default(table: dict[str, Any]) -> dict[str, Any]:
    """The keys of a new table whose values aren't defaults."""
    return {key: value for key, value in table.items() if key in _ALWAYS or value != _DEFAULTS[key]}


def _other(name: str, old: str, new: str) -> str:
    return new if name == old else name


_DEFAULTS = table_of(Profile(""))
_ALWAYS = ("url", "datastream_id")


def _missing_error(name: str, names: Iterable[str]) -> SetupError:
    how = "`edge-tui profiles list` lists them, `edge-tui profiles add` adds one."
    if not name:
        return SetupError("This exchange has no profile.", "Choose one to send it with.")
    from edge_tui.model.similar_names import did_you_mean

    return SetupError(f"There is no profile {name!r}.", f"{did_you_mean(name, names)} {how}".strip())


def _taken_error(name: str) -> SetupError:
    return SetupError(f"There is already a profile {name!r}.", "Choose another name, or edit that one.")


def _built_in_error(verb: str) -> SetupError:
    return SetupError(f"The emulator's profile is built in and can't be {verb}.", "Add your own profile instead.")
