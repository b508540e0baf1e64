"""Find: one bar, one set of keys, one way to word the matches, for every text and tree."""
