"""A table of cheap rows as one test: `pytest.mark.parametrize` takes longer for each row than most of them do."""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest

_MAX_NAMES = 10
_Ids = Iterable[str | None] | Callable[[Any], object] | None


def every_row(
    names: str | Sequence[str], rows: Iterable[Any], *, ids: _Ids = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Takes the place of `pytest.mark.parametrize`: one test, which checks all rows and reports each that fails.

    All rows share the fixtures of the test: only for tests that change nothing in them.
    """
    columns = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = list(_named_rows(columns, rows, ids))
    if not table:
        raise ValueError("a table without rows tests nothing")

    def decorate(check: Callable[..., None]) -> Callable[..., None]:
        if inspect.iscoroutinefunction(check):
            raise TypeError(f"{check.__name__} is asynchronous: only pytest.mark.parametrize can run it")

        @functools.wraps(check)
        def check_table(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            failing: list[str] = []
            for name, values in table:
                try:
                    check(**fixtures, **values)
                except pytest.skip.Exception as skipped:
                    raise AssertionError(f"{name} would be skipped, and with it the rows below") from skipped
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001
                    failure.add_note(f"in the row {name}")
                    failures.append(failure)
                    failing.append(name)
            if failures:
                shown = ", ".join(failing[:_MAX_NAMES]) + (", …" if len(failing) > _MAX_NAMES else "")
                raise BaseExceptionGroup(f"{len(failing)} of {len(table)} rows fail: {shown}", failures)

        signature = inspect.signature(check)
        missing = [column for column in columns if column not in signature.parameters]
        if missing:
            raise TypeError(f"{check.__name__} doesn't take {', '.join(missing)}")
        fixtures = [each for name, each in signature.parameters.items() if name not in columns]
        check_table.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        return check_table

    return decorate


def _named_rows(columns: list[str], rows: Iterable[Any], ids: _Ids) -> Iterator[tuple[str, Mapping[str, Any]]]:
    given_names = None if ids is None or callable(ids) else list(ids)
    for number, row in enumerate(rows):
        name: object = None
        if isinstance(row, type(pytest.param())):
            if row.marks:
                raise TypeError("a row of a table can't have marks")
            name, values = row.id, tuple(row.values)
        else:
            values = (row,) if len(columns) == 1 else tuple(row)
        if name is None and callable(ids):
            named = [ids(value) for value in values]
            name = "-".join(str(value if given is None else given) for given, value in zip(named, values, strict=True))
        elif name is None and given_names is not None:
            name = given_names[number]
        shown = "-".join(map(str, values)) if name is None else str(name)
        yield f"{shown[:80]!r} ({number + 1})", dict(zip(columns, values, strict=True))
