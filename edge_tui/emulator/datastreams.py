"""Loading datastreams from TOML, with errors located by file, line and key."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from edge_tui.emulator.config import Config, Datastream
from edge_tui.emulator.faults import NO_FAULTS, Faults, read_faults
from edge_tui.emulator.regions import REGIONS
from edge_tui.emulator.upstreams import UPSTREAMS
from edge_tui.model.errors import SetupError
from edge_tui.model.toml_tables import ConfigError, line_of, parse, read, suggestion
from edge_tui.model.toml_tables import Path as KeyPath
from edge_tui.runtime.limited_file import read_limited

_MAX_CONFIG_MB = 16
SHIPPED = "datastreams.toml"


def load(path: Path | None = None) -> Config:
    """The config of a file, or the built-in one.

    Raises `SetupError` naming the file, line and key of the first error.
    """
    if path is None:
        return _shipped()
    try:
        text = read_limited(path, _MAX_CONFIG_MB).decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SetupError(f"{path} isn't UTF-8 text.", "Save it as UTF-8.") from error
    except OSError as error:
        raise SetupError(f"{path} can't be read: {error.strerror}.", "Check the path.") from error
    return read_config(text, str(path))


@cache
def _shipped() -> Config:
    return read_config(shipped_text(), SHIPPED)


def shipped_text() -> str:
    """The TOML of the built-in datastreams, as a starting point for a custom file."""
    return resources.files("edge_tui.emulator").joinpath(SHIPPED).read_text(encoding="utf-8")


def read_config(text: str, name: str) -> Config:
    """Parses a TOML config; `name` is used in error messages. Raises `SetupError`."""
    try:
        return _config(parse(text))
    except ConfigError as error:
        key = ".".join(str(part) for part in error.path if isinstance(part, str))
        place = f"{name}, line {line_of(text, error.path)}" if error.path else name
        message = f"{key} {error.message}" if key else error.message
        raise SetupError(
            f"{place}: {message}" if message.endswith("?") else f"{place}: {message}.",
            "`edge-tui emulator --print-config` prints the built-in config, which has every setting.",
        ) from error


def _config(document: dict[str, Any]) -> Config:
    plain = {name: value for name, value in document.items() if name != "datastreams"}
    config: Config = replace(read(Config, plain, ()), datastreams=_datastreams(document))
    if config.region not in REGIONS:
        raise ConfigError(("region",), f"must be one of {', '.join(REGIONS)}, not {config.region!r}")
    if config.inferred.region_of_unmapped_cluster not in REGIONS:
        raise ConfigError(("inferred", "region_of_unmapped_cluster"), f"must be one of {', '.join(REGIONS)}")
    return config


def _datastreams(document: dict[str, Any]) -> tuple[Datastream, ...]:
    tables = document.get("datastreams")
    if not isinstance(tables, list) or not tables:
        raise ConfigError(("datastreams",), "must be an array of tables with at least one: [[datastreams]]")
    org_id = document.get("org_id")
    made: dict[str, Datastream] = {}
    raw: dict[str, dict[str, Any]] = {}
    for index, table in enumerate(tables):
        path: KeyPath = ("datastreams", index)
        merged = _inherited(table, raw, path)
        datastream = _datastream({"org_id": org_id, **merged} if org_id else merged, path)
        if datastream.id in made:
            raise ConfigError((*path, "id"), "is used twice")
        made[datastream.id], raw[datastream.id] = datastream, merged
    return tuple(made.values())


def _inherited(table: object, earlier: Mapping[str, dict[str, Any]], path: KeyPath) -> dict[str, Any]:
    """The table merged over the datastream it is `like`; upstreams are merged setting by setting."""
    if not isinstance(table, dict):
        raise ConfigError(path, "must be a table")
    like = table.get("like")
    if like is None:
        return table
    if like not in earlier:
        raise ConfigError((*path, "like"), "must be the ID of a datastream above this one")
    base = earlier[like]
    own = {key: value for key, value in table.items() if key != "like"}
    upstreams = {**base.get("upstreams", {})}
    for name, settings in own.get("upstreams", {}).items():
        inherited = upstreams.get(name, {})
        upstreams[name] = {**inherited, **settings} if isinstance(settings, dict) else settings
    return {**base, **own, "upstreams": upstreams}


def _datastream(table: dict[str, Any], path: KeyPath) -> Datastream:
    plain = {key: value for key, value in table.items() if key not in ("upstreams", "faults", "settings", "off")}
    for key in ("settings", "off"):
        if key in table:
            raise ConfigError((*path, key), "isn't a setting; configure upstreams in [datastreams.upstreams.<name>]")
    datastream: Datastream = read(Datastream, plain, path)
    settings, off = _upstreams(table.get("upstreams", {}), (*path, "upstreams"))
    faults = _faults(table.get("faults"), (*path, "faults"))
    return replace(datastream, settings=settings, off=off, faults=faults)


def _upstreams(tables: object, path: KeyPath) -> tuple[dict[str, Any], frozenset[str]]:
    if not isinstance(tables, dict):
        raise ConfigError(path, "must be a table")
    off = set()
    settings = {}
    for name, table in tables.items():
        if name not in UPSTREAMS:
            raise ConfigError((*path, name), "isn't an upstream" + suggestion(name, UPSTREAMS))
        if not isinstance(table, dict):
            raise ConfigError((*path, name), "must be a table")
        enabled = table.get("enabled", True)
        if not isinstance(enabled, bool):
            raise ConfigError((*path, name, "enabled"), "must be true or false")
        if not enabled:
            off.add(name)
        own = {key: value for key, value in table.items() if key != "enabled"}
        settings[name] = read(UPSTREAMS[name].Settings, own, (*path, name))
    return {name: settings[name] for name in UPSTREAMS if name in settings}, frozenset(off)


def _faults(table: object, path: KeyPath) -> Faults:
    if table is None:
        return NO_FAULTS
    faults = read_faults(table, UPSTREAMS)
    if isinstance(faults, str):
        # The message starts with the key or its dotted path.
        key, _, words = faults.partition(" ")
        named = tuple(key.split("."))
        is_key = isinstance(table, dict) and named[0] in table
        raise ConfigError((*path, *named), words) if is_key else ConfigError(path, faults)
    return faults
