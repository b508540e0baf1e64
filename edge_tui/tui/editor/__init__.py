"""The event editor: tabs over one draft, linted while it is written."""
