"""A master and workers of Spark on this machine; loopback has 127/8, so that it is several hosts to Spark."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pyspark

_START_SECONDS = 120.0


@contextlib.contextmanager
def standalone_cluster(folder: Path, hosts: list[str]) -> Iterator[str]:
    """Its master's URL. All of it is gone at the end."""
    with contextlib.ExitStack() as stack:
        address = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        master = stack.enter_context(_started(folder, "master.Master", address, r"spark://127[\d.:]+"))
        for host in hosts:
            limits = ["--cores", "2", "--memory", "1g", "--webui-port", "0", "--work-dir", str(folder / host)]
            sign = r"Successfully registered with master"
            stack.enter_context(_started(folder, "worker.Worker", ["--host", host, *limits, master], sign))
        yield master


@contextlib.contextmanager
def _started(folder: Path, role: str, arguments: list[str], sign: str) -> Iterator[str]:
    home = Path(pyspark.__file__).parent
    log = folder / f"{role}-{len(list(folder.iterdir()))}.log"
    command = [str(home / "bin/spark-class"), f"org.apache.spark.deploy.{role}", *arguments]
    with log.open("w") as out:
        environment = {**os.environ, "SPARK_HOME": str(home)}
        environment.pop("SPARK_LOCAL_IP", None)
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield _first_match(log, sign, process)
    finally:
        process.terminate()
        process.wait(20)


def _first_match(log: Path, sign: str, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        found = re.search(sign, log.read_text())
        if found:
            return found[0]
        time.sleep(0.2)
    raise AssertionError(f"no {sign} in\n{log.read_text()[-2000:]}")
