"""Texts of any length: laid out in slices, drawn by the row, searched while you type."""
