"""The image that a channel or a class answers to most, in the window."""
