"""The command line: what the window can do, for scripts and for machines without a screen.

Each command is a module that says its arguments and runs; `program` finds it and turns what goes wrong into a
sentence and an exit code. Importing this package is quick: what is heavy is imported by the command that needs it.
"""

from cnn_desktop.cli.program import main

__all__ = ["main"]
