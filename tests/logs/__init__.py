"""Tests of `edge_tui/logs`."""
