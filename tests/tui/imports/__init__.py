"""Tests of the paste sheet."""
