"""Copied logs and results: which JSON they contain, and what each of it is.

`read_log` is the way in. `scan` finds JSON in any text, `line_prefix` and `cut_off` help it with prefixed and
incomplete JSON, `shapes` names documents, `embedded` looks inside those that are only wrappers.
"""

from edge_tui.logs.excerpt import Excerpt, Kind, Log, named
from edge_tui.logs.log import read_log, source_of
from edge_tui.logs.shapes import kind_of_document

__all__ = ["Excerpt", "Kind", "Log", "kind_of_document", "named", "read_log", "source_of"]
