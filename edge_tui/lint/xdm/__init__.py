"""The dictionary of XDM ExperienceEvent fields that ships with the linter."""
