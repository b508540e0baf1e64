"""Imports requests: paste form, picker and summary."""
