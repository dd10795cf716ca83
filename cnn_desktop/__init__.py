"""CNN Desktop: train, use and look inside image classifiers on your own computer."""

__version__ = "0.1.0"
