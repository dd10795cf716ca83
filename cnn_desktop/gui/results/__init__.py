"""The Results tab: the runs on disk."""
