"""Look for images that know each other across a split. Reads images; never loads TensorFlow."""
