"""What the program knows, in plain Python and NumPy: images, datasets, configurations, runs, scores, messages.

Imports nothing of ours, and never Qt, TensorFlow or Keras.
"""
