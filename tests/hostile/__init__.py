"""Files as somebody would make them who means harm, drawn at run time; their payloads only write a marker file.

`corpus` lists them, `doors` opens each as the program does. `tests.soak.hostile` opens all of them in a process that is
watched; the ordinary run opens those that need no TensorFlow.
"""
