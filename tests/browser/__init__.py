"""Tests of the browser as a source, without a browser."""
