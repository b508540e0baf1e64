"""The event editor, a layer each: its tabs, the looking through of its text, and the mending of what was found."""
