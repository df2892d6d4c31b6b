"""Write what commands print into the README and the docs, below each `<!-- output: ... -->`.

    python docs/outputs.py

builds the seeds in a folder of its own, runs every command so marked, and puts what it printed in
the block below the mark. The tests check that the blocks are up to date.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"(^<!-- output: paperkin ([^\n]+) -->\n```\w+\n)(.*?)(^```$)", re.M | re.S)
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


def main() -> None:
    """Bring every marked block up to date."""
    with tempfile.TemporaryDirectory() as folder:
        run("build", "seeds", "-o", folder)
        for page in PAGES:
            text = page.read_text(encoding="utf-8")
            fresh = BLOCK.sub(lambda found: found[1] + printed(found[2], folder) + found[4], text)
            if fresh != text:
                page.write_text(fresh, encoding="utf-8")
                print(f"brought up to date: {page.relative_to(ROOT)}")


def printed(command: str, atlas: str) -> str:
    """What a command prints about the atlas, without blanks at the ends of lines."""
    lines = run(*shlex.split(command), "-a", atlas).splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def run(*arguments: str) -> str:
    """Standard output of `paperkin ARGUMENTS...` in the project's folder."""
    done = subprocess.run(
        [sys.executable, "-m", "graph", *arguments],
        cwd=ROOT,
        env=os.environ | {"COLUMNS": "120"},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


if __name__ == "__main__":
    main()
