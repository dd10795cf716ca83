"""A training seen again: what the network made of pinned images, epoch by epoch."""
