"""Modules shared by the commands that send or show exchanges."""
