"""A pyarrow client with no Athanor code: everything a data scientist without our packages would do.

usage: plain_client.py URL TOKEN PATH_TO_STORES   (direct | bridge)
Prints one JSON object with what it saw; any exception ends it with a traceback.
"""

import json
import sys
import threading
import time

import numpy as np
import pyarrow as pa
import pyarrow.flight as flight

URL, TOKEN, DATA_PATH = sys.argv[1:4]
ROWS, COLS, K, PARTS = 3000, 40, 5, 4

client = flight.connect(URL)
options = flight.FlightCallOptions(headers=[(b"authorization", f"Bearer {TOKEN}".encode())], timeout=60)


def action(name: str, body: dict) -> list:
    call = flight.Action(f"athanor.{name}", json.dumps(body).encode())
    return [json.loads(result.body.to_pybytes()) for result in client.do_action(call, options)]


def table(values: np.ndarray, metadata: dict | None = None) -> pa.Table:
    column = pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])
    return pa.table([column], schema=pa.schema([pa.field("row", column.type)], metadata=metadata))


def put(target: flight.FlightClient, descriptor: flight.FlightDescriptor, values: np.ndarray, declare: str) -> dict:
    data = table(values, {"athanor.rows": str(len(values))} if declare == "schema" else None)
    writer, reader = target.do_put(descriptor, data.schema, options=options)
    writer.write_table(data, max_chunksize=256)
    if declare == "last":
        writer.write_metadata(json.dumps({"end": True, "rows": len(values)}).encode())
    writer.done_writing()
    answer = reader.read()
    writer.close()
    return json.loads(answer.to_pybytes()) if answer is not None else {}


def fetch(name: str) -> np.ndarray:
    info = client.get_flight_info(flight.FlightDescriptor.for_path(name), options)
    assert info.ordered, "endpoints are in row order"
    pieces = []
    for endpoint in info.endpoints:
        direct = DATA_PATH == "direct" and endpoint.locations
        source = flight.connect(endpoint.locations[0].uri.decode()) if direct else client
        pieces.append(source.do_get(endpoint.ticket, options).read_all())
    whole = pa.concat_tables(pieces).combine_chunks()
    rows = whole.column("row").chunk(0) if whole.num_rows else None
    width = whole.schema.field("row").type.list_size
    return rows.flatten().to_numpy().reshape(-1, width) if rows is not None else np.empty((0, width))


def upload_in_parallel(a: np.ndarray) -> dict:
    """Parts straight to the stores (or, through one port, to the bridge), each from a thread of its own."""
    [target] = action("createMatrix", {"name": "parallel", "cols": COLS, "dtype": "float64", "rows": ROWS, "parts": PARTS})
    receipts, threads = {}, []

    def send(part: int) -> None:
        own = flight.connect(target["stores"][part % len(target["stores"])]["uri"] if DATA_PATH == "direct" else URL)
        command = {"capability": target["capability"], "part": part, "attempt": "first"}
        rows = a[part * ROWS // PARTS : (part + 1) * ROWS // PARTS]
        receipts[part] = put(own, flight.FlightDescriptor.for_command(json.dumps(command)), rows, "last")

    for part in range(PARTS):
        threads.append(threading.Thread(target=send, args=(part,)))
        threads[-1].start()
    for thread in threads:
        thread.join(60)
    assert sorted(receipts) == list(range(PARTS)), receipts
    [sealed] = action("sealMatrix", {"matrix": target["matrixId"]})
    return sealed


def check_svd(a: np.ndarray, u: np.ndarray, s: np.ndarray, v: np.ndarray) -> dict:
    exact = np.linalg.svd(a, compute_uv=False)[:K]
    eps = np.finfo(float).eps
    return {
        "sigmaError": float(np.abs(s - exact).max() / exact[0] / eps),
        "left": float((np.linalg.norm(a @ v - u * s, axis=0) / s).max()),
        "right": float((np.linalg.norm(a.T @ u - v * s, axis=0) / s).max()),
        "orthogonality": float(max(np.abs(u.T @ u - np.eye(K)).max(), np.abs(v.T @ v - np.eye(K)).max()) / eps),
    }


def cancelled_job() -> str:
    """A job that would run for long, since noise has no gaps between its singular values, cancelled at its start."""
    put(client, flight.FlightDescriptor.for_path("noise"), np.random.default_rng(4).standard_normal((2000, 1500)), "schema")
    action("sealMatrix", {"matrix": "noise"})
    [job] = action("submit", {"routine": "rowwise.truncatedSvd", "inputs": {"a": "noise"}, "params": {"k": K, "tol": 0.0, "maxPasses": 1000000, "method": "krylov"}})
    action("cancel", {"job": job["id"]})
    events = action("watch", {"job": job["id"]})
    return events[-1]["job"]["state"]


def main() -> None:
    random = np.random.default_rng(3)
    a = random.standard_normal((ROWS, COLS)) * np.logspace(0, -3, COLS)
    seen: dict = {"actions": sorted(t.type for t in client.list_actions(options))}

    receipt = put(client, flight.FlightDescriptor.for_path("single"), a, "schema")
    [single] = action("sealMatrix", {"matrix": "single"})
    seen["receiptRows"], seen["single"] = receipt["rows"], single["state"]

    put(client, flight.FlightDescriptor.for_path("undeclared"), a[:100], "never")
    [undeclared] = action("sealMatrix", {"matrix": "undeclared", "rows": 100})
    seen["undeclared"] = undeclared["rows"]

    sealed = upload_in_parallel(a)
    seen["parallel"] = [sealed["rows"], sealed["cols"], sealed["parts"]]
    assert np.array_equal(fetch("parallel"), a), "what comes back is what was sent"
    schema = client.get_schema(flight.FlightDescriptor.for_path("parallel"), options).schema
    seen["schema"] = str(schema.field("row").type)

    outputs = {"u": "single.u", "s": "single.s", "v": "single.v"}
    [job] = action("submit", {"routine": "rowwise.truncatedSvd", "inputs": {"a": "single"}, "params": {"k": K}, "outputs": outputs})
    events = action("watch", {"job": job["id"]})
    seen["watched"] = events[-1]["job"]["state"]
    seen["submitted"] = check_svd(a, fetch("single.u"), fetch("single.s").ravel(), fetch("single.v"))

    command = {"routine": "rowwise.truncatedSvd", "inputs": {"a": "parallel"}, "params": {"k": K}, "outputs": {"u": "p.u", "s": "p.s", "v": "p.v"}}
    info = client.get_flight_info(flight.FlightDescriptor.for_command(json.dumps(command)), options)
    summary = client.do_get(info.endpoints[0].ticket, options).read_all().to_pydict()
    seen["summary"] = dict(zip(summary["role"], zip(summary["rows"], summary["cols"])))
    facts = json.loads(info.app_metadata)
    seen["certifiedResidual"] = facts["certificate"]["residual"]
    seen["blocking"] = check_svd(a, fetch("p.u"), np.array(facts["singularValues"]), fetch("p.v"))

    seen["flights"] = sorted(i.descriptor.path[0].decode() for i in client.list_flights(options=options))
    seen["cancelled"] = cancelled_job()
    print(json.dumps(seen))


main()
