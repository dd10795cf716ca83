"""Opening a model that another program made: how it goes, and what its classes are called."""
