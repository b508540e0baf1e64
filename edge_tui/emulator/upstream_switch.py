"""Switching one upstream of a datastream on or off while the emulator runs."""

from dataclasses import replace

from edge_tui.emulator.config import Config
from edge_tui.emulator.upstreams import UPSTREAMS


def with_upstream(config: Config, datastream_id: str, name: str, *, on: bool) -> Config:
    """The config with one upstream of one datastream switched.

    An upstream the datastream doesn't configure gets its default settings when switched on.
    Raises `KeyError` for an unknown datastream or upstream.
    """
    datastream = config.by_id[datastream_id]
    settings = dict(datastream.settings)
    if on:
        settings.setdefault(name, UPSTREAMS[name].Settings())
    changed = replace(
        datastream,
        # Handles are sent in the order of UPSTREAMS, whenever an upstream was switched on.
        settings={known: settings[known] for known in UPSTREAMS if known in settings},
        off=datastream.off - {name} if on else datastream.off | {name},
    )
    return replace(
        config,
        datastreams=tuple(changed if known.id == datastream_id else known for known in config.datastreams),
    )
