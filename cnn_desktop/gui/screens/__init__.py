"""Every state of every tab as PNG files: `python -m cnn_desktop.gui.screens OUT`. Needs no screen and no TensorFlow.

A fake engine speaks the real messages, and the images are drawn here. A state is a `Screen`: a name, and a function
that drives a `Stage` into it; each tab has a module of them. `--only predict` renders those whose name holds the word.
"""
