"""Keys that are typed while a pasted text is still being read: they belong after it."""

from collections.abc import Awaitable, Callable

from textual import events


class WaitingKeys:
    """Keeps keys, and further pastes, in their order until the text is in its place.

    `type_key` types a key, `paste` pastes a text, which may take a while to read, too.
    """

    def __init__(self, type_key: Callable[[events.Key], Awaitable[object]], paste: Callable[[str], object]) -> None:
        self._type_key = type_key
        self._paste = paste
        self._waiting: list[events.Key | str] = []
        self._is_reading = False

    def begin(self) -> None:
        """A pasted text is being read."""
        self._is_reading = True

    def take(self, typed: events.Key | str) -> bool:
        """Whether a key or a paste has to wait, and is kept."""
        if self._is_reading or self._waiting:
            self._waiting.append(typed)
            return True
        return False

    async def end(self) -> None:
        """The text is in its place, or was left: types what has waited."""
        self._is_reading = False
        while self._waiting and not self._is_reading:
            typed = self._waiting[0]
            # Removed once it is typed: a key that comes meanwhile has to wait, too.
            if isinstance(typed, str):
                self._waiting.pop(0)
                self._paste(typed)
            else:
                await self._type_key(typed)
                self._waiting = [each for each in self._waiting if each is not typed]

    def drop(self) -> None:
        """Forgets what has waited: the text that it belongs to was replaced."""
        self._waiting.clear()
