"""What the subcommands of `profiles` share."""
