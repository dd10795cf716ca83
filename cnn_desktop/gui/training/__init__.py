"""The Train tab: dataset, curves, progress, architecture and settings."""
