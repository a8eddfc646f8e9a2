"""The examples of this package's README, in their order, as they stand there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from conftest import Bridge

PACKAGE = Path(__file__).resolve().parents[1]


def test_every_line_that_says_what_it_prints_prints_that(bridge: Bridge) -> None:
    code = "\n".join(re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL))
    env = {"ATHANOR_URL": bridge.url, "ATHANOR_TOKEN": bridge.token, "PYTHONPATH": str(PACKAGE)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, env=env, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    printed = done.stdout.splitlines()
    for said in (
        "(1000, 5) (5,) (5, 50)",
        "(10, 5) (50, 5)",
        "(3, 2) [7 3 5]",
        "ATHANOR_NULL_VALUE {'column': '1', 'row': 1}",
        "(50,) (10, 50) (1000, 2)",
        "(3, 50) (20, 50)",
        "True 1000",
        "(50, 3) (1000, 3)",
        "1.0",
        "(1000, 2)",
    ):
        assert said in printed
    assert any(line.startswith("<athanor.Matrix m_") for line in printed)
    assert any(line.startswith("ATHANOR_INVALID_ARGUMENT pca wants k <= 50") for line in printed)
