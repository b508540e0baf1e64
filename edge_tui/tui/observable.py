"""Values and events that notify their watchers."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Observable(Generic[T]):
    """Holds a value and calls its watchers with each new one, in the order they began to watch.

    A watcher is called on every assignment, also when the new value equals the old one: what is
    drawn may depend on more than the value, such as the time.
    """

    def __init__(self, value: T) -> None:
        self._value = value
        self._watchers: list[Callable[[T], object]] = []

    @property
    def value(self) -> T:
        """The value now."""
        return self._value

    @value.setter
    def value(self, value: T) -> None:
        self._value = value
        for watcher in self._watchers:
            watcher(value)

    def watch(self, watcher: Callable[[T], object]) -> None:
        """Calls the watcher with each value from now on."""
        self._watchers.append(watcher)


class Announcement(Generic[T]):
    """A recurring event with a value; whoever announces it waits until every listener is done."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[T], Awaitable[None]]] = []

    async def announce(self, value: T) -> None:
        """Calls every listener, one after the other."""
        for listener in self._listeners:
            await listener(value)

    def listen(self, listener: Callable[[T], Awaitable[None]]) -> None:
        """Calls the listener each time from now on."""
        self._listeners.append(listener)


class Happening:
    """A recurring event without a value, such as the end of a send."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[], object]] = []

    def happened(self) -> None:
        """Calls every listener."""
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], object]) -> None:
        """Calls the listener each time from now on."""
        self._listeners.append(listener)
