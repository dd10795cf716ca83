"""Train the runs of a study (`core.study`) one after another, or on an existing Dask cluster."""

from cnn_desktop.engine.study.queue import begin, conduct

__all__ = ["begin", "conduct"]
