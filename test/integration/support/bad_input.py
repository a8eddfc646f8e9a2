"""Sends one kind of bad input after the other and prints {case: error text}.

usage: bad_input.py URL TOKEN
"""

import json
import sys

import numpy as np
import pyarrow as pa
import pyarrow.flight as flight
import pyarrow.ipc as ipc

client = flight.connect(sys.argv[1])
headers = [(b"authorization", f"Bearer {sys.argv[2]}".encode())]
options = flight.FlightCallOptions(headers=headers, timeout=30)


def action(name: str, body) -> list:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return [json.loads(r.body.to_pybytes()) for r in client.do_action(flight.Action(f"athanor.{name}", data), options)]


def put(name: str, table: pa.Table, call_options: flight.FlightCallOptions = options, chunk: int | None = None) -> None:
    descriptor = flight.FlightDescriptor.for_path(name)
    with_rows = table.replace_schema_metadata({**(table.schema.metadata or {}), "athanor.rows": str(table.num_rows)})
    writer, reader = client.do_put(descriptor, with_rows.schema, options=call_options)
    writer.write_table(with_rows, max_chunksize=chunk)
    writer.done_writing()
    reader.read()
    writer.close()


def rows_of(values: np.ndarray) -> pa.Table:
    return pa.table([pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])], names=["row"])


def put_with_gap() -> None:
    [target] = action("createMatrix", {"name": "gap", "rows": 20, "cols": 3, "dtype": "float64", "parts": 3})
    for part in (0, 2):
        command = json.dumps({"capability": target["capability"], "part": part, "attempt": "a", "rows": 5})
        writer, reader = client.do_put(flight.FlightDescriptor.for_command(command), rows_of(np.ones((5, 3))).schema, options=options)
        writer.write_table(rows_of(np.ones((5, 3))))
        writer.done_writing()
        reader.read()
        writer.close()
    action("sealMatrix", {"matrix": "gap"})


def expired() -> None:
    import time

    put("short", rows_of(np.ones((4, 2))))
    action("sealMatrix", {"matrix": "short"})
    action("renewMatrix", {"matrix": "short", "ttlMs": 50})
    time.sleep(0.3)
    action("matrix", {"matrix": "short"})


def dropped() -> None:
    put("gone", rows_of(np.ones((4, 2))))
    [info] = action("sealMatrix", {"matrix": "gone"})
    action("dropMatrix", {"matrix": "gone"})
    action("matrix", {"matrix": info["id"]})


def svd(matrix: str, k) -> None:
    [job] = action("submit", {"routine": "rowwise.truncatedSvd", "inputs": {"a": matrix}, "params": {"k": k}})
    last = action("watch", {"job": job["id"]})[-1]["job"]
    if last["failure"]:
        raise RuntimeError(last["failure"]["code"] + ": " + last["failure"]["message"])


def with_value(value: float) -> str:
    values = np.ones((50, 4))
    values[17, 2] = value
    name = f"bad{value}".replace("-", "m")
    put(name, rows_of(values))
    action("sealMatrix", {"matrix": name})
    return name


def empty() -> str:
    put("empty", rows_of(np.ones((0, 4))))
    [info] = action("sealMatrix", {"matrix": "empty"})
    assert info["state"] == "sealed" and info["rows"] == 0, info
    return "empty"


def compressed() -> None:
    codec = flight.FlightCallOptions(headers=headers, timeout=30, write_options=ipc.IpcWriteOptions(compression="zstd"))
    put("compressed", rows_of(np.ones((500, 4))), codec)


def resealed() -> None:
    put("good", rows_of(np.zeros((5, 3))))
    action("sealMatrix", {"matrix": "good"})


LIST = pa.list_(pa.float64())
CASES = {
    "ragged": lambda: put("ragged", pa.table([pa.array([[1.0, 2.0], [3.0, 4.0], [5.0]], LIST)], names=["row"])),
    "nullEntry": lambda: put("nulls", pa.table([pa.array([[1.0, 2.0], [3.0, None]], LIST)], names=["row"])),
    "nullRow": lambda: put("nulls", pa.table([pa.array([[1.0, 2.0], None], LIST)], names=["row"])),
    "nullColumn": lambda: put("nulls", pa.table({"x": [1.0, 2.0], "y": [None, 3.0]})),
    "strings": lambda: put("strings", pa.table({"x": ["a", "b"]})),
    "noColumns": lambda: put("none", pa.table({})),
    "nan": lambda: svd(with_value(float("nan")), 2),
    "infinity": lambda: svd(with_value(float("-inf")), 2),
    "emptySvd": lambda: svd(empty(), 1),
    "kTooLarge": lambda: svd("good", 4),
    "kZero": lambda: svd("good", 0),
    "kText": lambda: svd("good", "many"),
    "unknownMatrix": lambda: svd("nosuch", 1),
    "unknownRoutine": lambda: action("submit", {"routine": "rowwise.truncatedSvt", "inputs": {"a": "good"}}),
    "unknownParam": lambda: action("submit", {"routine": "rowwise.truncatedSvd", "inputs": {"a": "good"}, "params": {"k": 1, "kk": 2}}),
    "libraryPath": lambda: action("submit", {"routine": "../../evil.run", "inputs": {"a": "good"}}),
    "notJson": lambda: action("submit", b"{"),
    "unknownField": lambda: action("createMatrix", {"cols": 3, "dtype": "float64", "colz": 3}),
    "wrongType": lambda: action("createMatrix", {"cols": "three", "dtype": "float64"}),
    "unknownAction": lambda: action("nosuch", {}),
    "gap": put_with_gap,
    "dropped": dropped,
    "expired": expired,
    "sealedName": resealed,
    "beyondBudget": lambda: action("createMatrix", {"rows": 10**9, "cols": 10**6, "dtype": "float64"}),
    "oversized": lambda: put("oversized", rows_of(np.ones((1200, 1000)))),
    "compressed": compressed,
}

put("good", rows_of(np.random.default_rng(0).standard_normal((20, 3))))
[good] = action("sealMatrix", {"matrix": "good"})
errors = {}
for case, run in CASES.items():
    try:
        run()
        errors[case] = "NO ERROR"
    except Exception as error:  # every kind is wanted here
        errors[case] = str(error)
svd("good", 2)
print(json.dumps({"errors": errors, "good": action("matrix", {"matrix": "good"})[0]["digest"] == good["digest"]}))
