"""Compiles the methods of dataclasses when they are first called.

`dataclasses` compiles up to six methods for each class as it is defined. A command defines nearly a hundred
classes, its libraries' included, uses half of them, and of most only `__init__`: compiling the rest took a
seventh of a send. What the methods do, and when they raise, doesn't change.
"""

import dataclasses
from collections.abc import Callable
from types import FunctionType
from typing import Any

# Private, and gone in Python 3.13, which compiles all methods of a class at once: `defer` then does nothing.
_COMPILER = "_create_fn"


def defer() -> None:
    """From now on, methods of new dataclasses are compiled on their first call."""
    compile_method = getattr(dataclasses, _COMPILER, None)
    if isinstance(compile_method, FunctionType) and not hasattr(compile_method, "compiles_at_once"):
        setattr(dataclasses, _COMPILER, _deferred(compile_method))


def _deferred(compile_method: Callable[..., FunctionType]) -> Callable[..., FunctionType]:
    def create(name: str, *arguments: Any, **options: Any) -> Any:
        compiled: list[FunctionType] = []

        def method(self: Any, *args: Any, **kwargs: Any) -> Any:
            if not compiled:
                compiled.append(compile_method(name, *arguments, **options))
                compiled[0].__qualname__ = method.__qualname__
            for each in type(self).__mro__:
                if each.__dict__.get(name) is method:
                    setattr(each, name, compiled[0])
            return compiled[0](self, *args, **kwargs)

        method.__name__ = name
        return method

    create.compiles_at_once = compile_method  # type: ignore[attr-defined]
    return create
