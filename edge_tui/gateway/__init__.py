"""The HTTP client for gateways."""

import sys

# httpx imports its command line, and with it rich and Pygments if they are installed: 0.1 s at each
# start. None makes that import fail, which httpx allows for.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
