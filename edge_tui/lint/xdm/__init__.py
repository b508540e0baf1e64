"""The fields of an XDM ExperienceEvent: a dictionary that ships with the linter."""
