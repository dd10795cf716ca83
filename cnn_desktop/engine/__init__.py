"""The only package that imports TensorFlow or Keras: networks, input, training, prediction, and the service.

May import core; never the window.
"""

import os

os.environ["KERAS_BACKEND"] = "tensorflow"  # whatever the user's own Keras settings say
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
