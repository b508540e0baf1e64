"""edge-tui: an explorer for the Adobe Experience Platform Edge Network.

Write an event, send it to a datastream's `interact` endpoint, read the handles that
come back, change one thing, send again. `edge-tui` opens the explorer; every
subcommand runs without a screen; `edge-tui emulator` runs a gateway on your machine.
"""

__version__ = "0.1.0"
