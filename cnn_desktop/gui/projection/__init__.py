"""The images of a run as points: similar ones near each other."""
