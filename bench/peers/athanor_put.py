"""Our Python client with one matrix in memory, which it puts again and again, written or sent.

usage: athanor_put.py URL TOKEN ROWS COLS
request: {"dataPath": "auto" or "direct"}; the answer has wall and CPU seconds of this process.
"""

import sys
import time
from pathlib import Path

import numpy as np
from line_server import serve
from process_costs import cpu_seconds

sys.path.insert(0, str(Path(__file__).parents[2] / "client/python"))
import athanor  # noqa: E402

URL, TOKEN = sys.argv[1:3]
ROWS, COLS = (int(argument) for argument in sys.argv[3:5])
values = np.random.default_rng(1).standard_normal((ROWS, COLS))
connections = {path: athanor.connect(URL, TOKEN, data_path=path) for path in ("auto", "direct")}


def handle(request: dict) -> dict:
    start, cpu = time.perf_counter(), cpu_seconds()
    matrix = connections[request["dataPath"]].put(values)
    seconds, used = time.perf_counter() - start, cpu_seconds() - cpu
    digest = matrix.info().digest
    matrix.drop()
    return {"seconds": seconds, "cpuSeconds": used, "digest": digest}


serve(handle)
