"""The module's own functions, over a connection that is made at the first call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Bridge

import athanor

PACKAGE = Path(athanor.__file__).parents[1]


def python(code: str, **environment: str) -> tuple[int, str, str]:
    env = {**os.environ, "PYTHONPATH": str(PACKAGE), **environment}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env)
    return done.returncode, done.stdout, done.stderr


def test_a_name_that_is_neither_module_nor_routine_is_refused(bridge: Bridge) -> None:
    code = "import athanor\ntry: athanor.pcaa\nexcept AttributeError as error: print(error)"
    assert "did you mean pca" in python(code, ATHANOR_URL=bridge.url, ATHANOR_TOKEN=bridge.token)[1]
    with pytest.raises(AttributeError):
        athanor.Nothing  # noqa: B018
    with pytest.raises(AttributeError):
        athanor._private  # noqa: B018


def test_importing_it_connects_to_nothing_and_imports_no_optional_package() -> None:
    code = (
        "import sys, athanor; from athanor import connect, upload; "
        "print([name for name in ('pandas', 'polars', 'sklearn', 'scipy', 'IPython') if name in sys.modules])"
    )
    assert python(code, PATH="/nowhere") == (0, "[]\n", "")


def test_putting_arrays_imports_no_optional_package(bridge: Bridge) -> None:
    code = (
        "import sys, athanor, numpy as np; ath = athanor.connect()\n"
        "ath.put([[1.0]]); ath.gram(np.ones((5, 2)), progress=True).gram.to_numpy()\n"
        "print([name for name in ('pandas', 'polars', 'sklearn', 'scipy') if name in sys.modules])"
    )
    assert python(code, ATHANOR_URL=bridge.url, ATHANOR_TOKEN=bridge.token) == (0, "[]\n", "")


def test_a_decomposition_is_one_call_with_a_bridge_of_its_own() -> None:
    code = (
        "import athanor, numpy as np; x = np.random.default_rng(0).standard_normal((200, 8))\n"
        "U, s, Vt = athanor.truncated_svd(x, 8); q, r = athanor.thin_qr(x)\n"
        "print(np.abs(U * s @ Vt - x).max() < 1e-10, np.abs(q @ r - x).max() < 1e-10)"
    )
    assert python(code, ATHANOR_HOME=str(ROOT)) == (0, "True True\n", "")


def test_ctrl_c_at_the_terminal_does_not_end_the_bridge_of_the_process() -> None:
    code = (
        "import athanor, os, signal, time; ath = athanor.connect(embedded=True)\n"
        "try:\n    os.killpg(0, signal.SIGINT); time.sleep(5)\n"
        "except KeyboardInterrupt: time.sleep(2)\n"
        "print(ath.put([[1.0]]).shape)"
    )
    env = {**os.environ, "PYTHONPATH": str(PACKAGE)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env, start_new_session=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "(1, 1)\n", "")
