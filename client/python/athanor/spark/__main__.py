"""``python -m athanor.spark app.py ARGUMENTS``: runs a PySpark application, its estimators fitted on the bridge."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from .drop_in import install


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit("usage: python -m athanor.spark app.py [ARGUMENTS]")
    del sys.argv[0]
    install()
    sys.path[0] = str(Path(sys.argv[0]).resolve().parent)
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
