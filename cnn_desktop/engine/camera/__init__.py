"""A live camera: grabbed, shown, classified and recorded, on threads of its own. Loads no TensorFlow."""
