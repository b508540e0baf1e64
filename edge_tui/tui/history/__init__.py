"""The history screen: search, preview, replay, export and delete past exchanges."""
