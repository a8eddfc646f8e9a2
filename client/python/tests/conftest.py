"""A real bridge for the tests: `athanor serve` in a process of its own, on a free port."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import athanor

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Bridge:
    url: str
    token: str
    process: subprocess.Popen[str]


@contextlib.contextmanager
def running_bridge(folder: Path, **settings: Any) -> Iterator[Bridge]:
    """Ends in order, with its standard input, and must then be gone."""
    config = folder / "config.json"
    config.write_text(json.dumps({"ranksPerGroup": 2, "stores": 2, **settings}))
    command = ["node", str(ROOT / "bin/athanor.mjs"), "serve", "--embedded", "--json", "--config", str(config)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    with process.stdin, process.stdout:
        try:
            yield Bridge(**json.loads(process.stdout.readline()), process=process)
        finally:
            process.stdin.close()
            assert process.wait(20) == 0


VALUES = np.random.default_rng(7).standard_normal((500, 6))
NAMES = list("abcdef")


def arrow_table(values: np.ndarray = VALUES) -> pa.Table:
    """A column for each of the values'."""
    return pa.table({name: values[:, at] for at, name in enumerate(NAMES)})


def eventually(check: Callable[[], bool], seconds: float = 5.0) -> None:
    """Looks until it is so."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="session")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """One bridge for all tests that do not harm it."""
    with running_bridge(tmp_path_factory.mktemp("bridge")) as bridge:
        yield bridge


@pytest.fixture
def ath(bridge: Bridge) -> Iterator[athanor.Connection]:
    """A connection of the test's own; what it left on the bridge is dropped."""
    with athanor.connect(bridge.url, bridge.token) as connection:
        yield connection
        for matrix in connection.matrices():
            with contextlib.suppress(athanor.AthanorError):  # Its handle was collected meanwhile.
                connection.drop(matrix.id)


@pytest.fixture(autouse=True)
def nothing_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable and no bridge.json of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("ATHANOR_") and name != "ATHANOR_TEST_RUN"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
