"""A registry of modules, each imported when it is first asked for."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TypeVar, cast

_Module = TypeVar("_Module")


class LazyModules(Mapping[str, _Module]):
    """The modules of a package by key. Looking at keys imports none; going through the values imports all."""

    def __init__(self, package: str, names: Mapping[str, str]) -> None:
        self._package = package
        self._names = names
        self._loaded: dict[str, _Module] = {}

    def __getitem__(self, key: str) -> _Module:
        if key not in self._loaded:
            self._loaded[key] = cast(_Module, import_module(f"{self._package}.{self._names[key]}"))
        return self._loaded[key]

    def __contains__(self, key: object) -> bool:
        return key in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
