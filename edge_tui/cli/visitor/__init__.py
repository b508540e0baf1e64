"""Modules that the subcommands of `visitors` share."""
