"""Looking inside a network: every layer's values for an image, what a unit sees, and how each number comes about."""
