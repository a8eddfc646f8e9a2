"""Executors in processes of their own, killed while they send, and copies of slow tasks: no bit changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from spark_support import CONNECT
from standalone_cluster import standalone_cluster

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(CONNECT, reason="the server's tasks are those of classic Spark"),
]
APP = Path(__file__).with_name("executors_app.py")


def report(bridge: Any, master: str, marks: Path, mode: str) -> dict[str, Any]:
    marks.mkdir()
    settings = {"ATHANOR_URL": bridge.url, "ATHANOR_TOKEN": bridge.token, "PYSPARK_PYTHON": sys.executable}
    environment = {**os.environ, **settings}
    command = [sys.executable, str(APP), master, str(marks), mode]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_executors_killed_while_they_send_and_after_it_change_no_bit(bridge: Any, tmp_path: Path) -> None:
    found = report(bridge, "local-cluster[2,1,1024]", tmp_path / "marks", "kill")
    assert found["first"] == found["last"] == found["calm"]
    assert found["disturbed"] == 2 and found["left"] == 0


def test_a_speculative_copy_of_a_slow_task_changes_no_bit(bridge: Any, tmp_path: Path) -> None:
    cluster = tmp_path / "cluster"
    cluster.mkdir()
    with standalone_cluster(cluster, ["127.0.0.2", "127.0.0.3"]) as master:
        found = report(bridge, master, tmp_path / "marks", "speculate")
    assert found["copied"] == found["calm"] and found["disturbed"] == 1 and found["left"] == 0
