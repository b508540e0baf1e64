"""Tests of what connects the parts."""
