"""The page “Why this class?”: where in an image a network found a class, and how far to trust that."""
