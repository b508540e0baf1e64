"""The event editor: one draft in several tabs, linted while you type."""
