"""One event sent after the other: watch and replays."""
