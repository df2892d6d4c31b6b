"""The process of the command line: `paperkin`, and `python -m graph`."""

import atexit
import os
import sys
from contextlib import suppress


def run() -> None:
    """Run the command line, and end the process at once when that is done, with its exit code.

    Left to end by itself, Python would take apart all that there is, half a second for a large
    atlas. Threads that are still at compiled code would come back to nothing, for which some of it
    ends the process by a signal; and so would Python itself, had Ctrl-C come while it ran code from
    a text, as the standard library's `dataclass` does, even if that was caught since.
    """
    code = 1  # of whatever else comes out

    def end() -> None:
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):  # there need not be one
                stream.flush()
        os._exit(code)

    atexit.register(end)  # what is told first is done last: after what libraries leave to be done
    try:
        from graph.cli import main

        main()
    except KeyboardInterrupt:  # while that was loaded
        sys.stderr.write("stopped\n")
        code = 130
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0


if __name__ == "__main__":
    run()
