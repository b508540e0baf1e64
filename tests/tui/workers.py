"""Waits for the workers of an app."""

from contextlib import suppress
from typing import Any

from textual.app import App
from textual.worker import WorkerCancelled


async def workers_ended(app: App[Any]) -> None:
    """Waits until the workers that there are have ended.

    `WorkerManager.wait_for_complete` fails if one is canceled, as the linter is for the next look at a text.
    """
    for worker in list(app.workers):
        with suppress(WorkerCancelled):
            await worker.wait()
