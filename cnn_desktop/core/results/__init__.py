"""What stored predictions tell of a run, and of the difference between two: plain NumPy, no network, no pixels."""
