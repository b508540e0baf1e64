"""Delays imports of libraries that a send loads and seldom uses, until an attribute of theirs is asked for.

For commands only: they take fourteen modules and a twentieth of a send's time. `importlib.util.LazyLoader` doesn't do,
because a second `import` of the same module loads it.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # Imports what is to be delayed.
    from importlib.abc import Loader

# What httpx and httpcore import, themselves or by way of Python's own library, and what of it loads more: certifi
# resources of packages, for TLS only; idna its tables, for hosts that aren't ASCII; shutil compression libraries;
# anyio is for an event loop, email.parser for http.client, mimetypes for forms, traceback for logging. The optional
# ones are imported where they are installed; the gateway isn't asked for what they decode.
OPTIONAL = ("brotli", "brotlicffi", "zstandard")
RARELY_USED = ("anyio", "certifi", "email.parser", "idna", "mimetypes", "shutil", "traceback", *OPTIONAL)

_loading = RLock()


@contextmanager
def imported_on_use(*names: str) -> Iterator[None]:
    """Within the block, a first import of one of these modules loads nothing yet."""
    finder = _Finder(frozenset(names))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder:
    """Finds some modules for `_LoaderOnUse`."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname in self._names else None
        if spec is not None and spec.loader is not None:
            spec.loader = _LoaderOnUse(spec.loader)  # type: ignore[assignment]
        return spec


class _LoaderOnUse:
    """Makes a module that is `_Unloaded`; otherwise like the module's own loader, such as for its resources."""

    def __init__(self, loader: "Loader") -> None:
        self._loader = loader
        self._is_loading = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__class__ = _Unloaded

    def load(self, module: ModuleType) -> bool:
        """Runs the module's code, once; False while that is being done."""
        if self._is_loading:
            return False
        self._is_loading = True
        try:
            self._loader.exec_module(module)
        finally:
            self._is_loading = False
        module.__class__ = ModuleType
        return True


class _Unloaded(ModuleType):
    """A module whose code runs when an attribute is asked for that it doesn't have yet."""

    def __getattr__(self, name: str) -> Any:
        loader = vars(self)["__spec__"].loader
        with _loading:
            if type(self) is _Unloaded and not loader.load(self):
                raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
            return getattr(self, name)
