"""`cnn-desktop` and `python -m cnn_desktop`: the one way in, for the window and for every command."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run what the command line asks for; the exit code."""
    look_nowhere_else()
    import multiprocessing

    multiprocessing.freeze_support()  # first: a bundled program starts its engine processes through here
    from cnn_desktop import cli

    return cli.main(sys.argv[1:], owns_process=True)


def look_nowhere_else() -> None:
    """Import nothing from the folder that we were started in: a dataset may hold a `pickle.py`.

    Neither here nor in the processes that follow. Where the program itself lies stays, as in a checkout.
    """
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    started_in = {"", os.curdir, os.getcwd()} - {ours}
    sys.path[:] = [place for place in sys.path if place not in started_in]
    os.environ["PYTHONSAFEPATH"] = "1"  # `python -c`, which starts every engine process, would look there first


if __name__ == "__main__":
    sys.exit(main())
