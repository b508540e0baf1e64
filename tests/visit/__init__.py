"""Tests of the checks of a visit."""
