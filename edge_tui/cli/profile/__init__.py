"""Modules that the subcommands of `profiles` share."""
