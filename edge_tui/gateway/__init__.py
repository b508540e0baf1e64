"""Talking to a gateway over HTTP."""

import sys

# httpx brings a command line of its own, which loads rich and Pygments wherever they are installed:
# 0.1 s on each send. It does without when that module cannot be imported, and None says so.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
