"""The body of a request as it can be read: some clients compress it."""

from dataclasses import replace

from edge_tui.model.content_coding import Body, DamagedError, TooLargeError, coding_of
from edge_tui.model.encoding import codings_of
from edge_tui.model.sightings import Began

# Many times what Edge takes.
_MAX_BYTES = 1 << 20


def with_readable_body(began: Began) -> Began:
    """A call with its body decompressed; without one if nothing here reads its coding.

    What isn't compressed after all, or is longer than any call when it's decompressed, stays as it was sent.
    """
    encodings = [value for name, value in began.headers if name.lower() == "content-encoding"]
    if not encodings or not began.body or not codings_of(encodings):
        return began
    coding = coding_of(encodings)
    if not coding:
        return replace(began, body=None)
    body = Body(coding, _MAX_BYTES)
    try:
        for _ in body.feed(began.body):
            pass
        return replace(began, body=body.finish())
    except (DamagedError, TooLargeError):
        return began
