"""A beside B: two images, two runs or two epochs."""
