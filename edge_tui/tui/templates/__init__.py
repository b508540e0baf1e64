"""Event templates: listed, searched, previewed and saved."""
