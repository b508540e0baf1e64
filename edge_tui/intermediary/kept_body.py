"""The copy of a response's body that is recorded: bounded, decompressed when the response has passed."""

import asyncio
from io import BytesIO

from edge_tui.intermediary.http_headers import RawHeaders
from edge_tui.model.content_coding import Body, DamagedError, TooLargeError, coding_of
from edge_tui.model.encoding import codings_of

MAX_KEPT_BYTES = 8 << 20
_STEPS_AT_ONCE = 4


class KeptBody:
    """Collects the chunks that pass, up to a limit."""

    def __init__(self, headers: RawHeaders, limit_bytes: int = MAX_KEPT_BYTES) -> None:
        self._encodings = [value.decode("latin-1") for name, value in headers if name.lower() == b"content-encoding"]
        self._limit = limit_bytes
        self._kept = BytesIO()
        self.is_too_large = False

    @property
    def raw(self) -> bytes:
        """The bytes as they passed."""
        return self._kept.getvalue()

    def add(self, chunk: bytes) -> None:
        """Adds a chunk; above the limit nothing more is kept."""
        if self._kept.tell() + len(chunk) > self._limit:
            self.is_too_large = True
        elif not self.is_too_large:
            self._kept.write(chunk)

    async def decompressed(self) -> tuple[bytes | None, str]:
        """The body, or None and a sentence why there is none to read. Other tasks run in between."""
        if self.is_too_large:
            return None, f"The response is longer than {self._limit >> 20} MB and was not kept."
        codings = codings_of(self._encodings)
        coding = coding_of(self._encodings)
        if codings and not coding:
            packed = ", ".join(codings)[:60]
            return None, f"It is compressed with {packed}. edge-tui reads gzip and deflate, and asks for nothing else."
        body = Body(coding, self._limit)
        try:
            for number, _ in enumerate(body.feed(self.raw)):
                if number % _STEPS_AT_ONCE == 0:
                    await asyncio.sleep(0)
            return body.finish(), ""
        except TooLargeError:
            return None, f"The response is longer than {self._limit >> 20} MB when decompressed and was not kept."
        except DamagedError as error:
            return None, f"The response can't be decompressed: {error}."
