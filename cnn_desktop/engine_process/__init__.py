"""Start, ask, hear and stop a child process that holds an engine.

`process` is the asking side; `child`, `line` and `lifeline` run in the child; `frames` is what crosses the pipe.
No Qt and no Keras: the one door to the engine is in `child`.
"""
