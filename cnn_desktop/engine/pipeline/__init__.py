"""From image files to batches: decoded once into a uint8 store, shuffled and augmented in batches off the main thread.

NumPy and OpenCV only; TensorFlow first sees finished batches.
"""
