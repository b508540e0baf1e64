"""The explorer: a Textual app over a workspace."""
