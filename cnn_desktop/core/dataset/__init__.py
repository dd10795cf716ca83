"""A folder of images as a dataset: scan it, name its problems, split it, and write a sample one."""
