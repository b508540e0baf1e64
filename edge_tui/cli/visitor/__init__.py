"""What the subcommands of `visitors` share."""
