"""Text as people have it, read as a table: one file for each kind of guess, and one for each format."""
