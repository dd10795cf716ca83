"""Work through the queue of a study (`core.study`): each run in an engine process of its own, here or on Dask workers.

A process each, because TensorFlow keeps 50 to 80 MB of every run, and because one that crashes or is ended for its
memory then costs its own run and no other. Trains nothing itself, and loads neither TensorFlow nor Qt.
"""

from cnn_desktop.conductor.crew import Crew
from cnn_desktop.conductor.queue import Refused, begin, conduct

__all__ = ["Crew", "Refused", "begin", "conduct"]
