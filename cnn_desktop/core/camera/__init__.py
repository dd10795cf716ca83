"""Cameras, and what serves as one: devices listed, sources understood, opened and read. No threads, no events."""
