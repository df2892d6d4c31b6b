"""`python -m graph` is `paperkin`."""

from graph.cli import main

if __name__ == "__main__":
    main()
