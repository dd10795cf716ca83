"""The images of a run as points on a plane, by what its network tells classes apart with."""
