"""The window. Imports PySide6, `core` and `engine_process`: never the engine, TensorFlow or Keras.

`models/` holds what a tab knows (QtCore only), one folder a tab holds its views, `widgets/` what two tabs share.
Computes nothing that takes longer than a frame.
"""
