"""Several runs at once: what to compare, the queue while it is worked through, and the table of what came out."""
