"""Draw something, and see what the chosen network takes it for while the stroke grows."""
