"""The editor of a network of one's own: a page of the Train tab."""
