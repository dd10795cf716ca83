"""`cnn-desktop` and `python -m cnn_desktop`: the one way in, for the window and for every command."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> int:
    """Run what the command line asks for; the exit code."""
    multiprocessing.freeze_support()  # first: a bundled program starts its engine processes through here
    from cnn_desktop import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
