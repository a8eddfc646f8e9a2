"""A plain pyarrow client for the store tests: one JSON command in argv, one JSON answer on stdout."""

import hashlib
import json
import os
import signal
import sys
import time

import numpy as np
import pyarrow as pa
import pyarrow.flight as fl


def rows_of(command):
    rng = np.random.default_rng(command.get("seed", 1))
    return rng.standard_normal((command["rows"], command["cols"])).astype(command.get("dtype", "float64"))


def table_batch(values, command, first):
    kind = command.get("kind", "fixed")
    if kind == "columns":
        return pa.record_batch([pa.array(values[:, j]) for j in range(values.shape[1])], names=[f"c{j}" for j in range(values.shape[1])])
    flat = pa.array(np.ascontiguousarray(values).reshape(-1))
    if kind == "list":
        offsets = pa.array(np.arange(len(values) + 1, dtype=np.int32) * values.shape[1])
        rows = pa.ListArray.from_arrays(offsets, flat)
    else:
        rows = pa.FixedSizeListArray.from_arrays(flat, values.shape[1])
    if not command.get("indexed"):
        return pa.record_batch([rows], names=["row"])
    return pa.record_batch([rows, pa.array(np.arange(first, first + len(values)))], names=["row", "index"])


def options(command):
    return fl.FlightCallOptions(timeout=60, headers=[(b"authorization", f"Bearer {command['token']}".encode())])


def put(client, command):
    values = rows_of(command)
    step = command.get("batchRows", max(1, len(values)))
    batches = [table_batch(values[at : at + step], command, at) for at in range(0, max(1, len(values)), step)]
    schema = batches[0].schema
    if "schemaRows" in command:
        schema = schema.with_metadata({"athanor.rows": str(command["schemaRows"])})
    writer, reader = client.do_put(
        fl.FlightDescriptor.for_command(json.dumps(command["descriptor"]).encode()), schema, options(command)
    )
    stop_after = command.get("stopAfter", len(batches))
    with writer:
        for batch in batches[:stop_after]:
            writer.write_batch(batch.replace_schema_metadata(schema.metadata))
        if command.get("behaviour") == "throw":
            raise RuntimeError("the client's own error")
        if command.get("behaviour") == "kill":
            print("sent", flush=True)
            time.sleep(0.3)
            os.kill(os.getpid(), signal.SIGKILL)
        if "endRows" in command:
            writer.write_metadata(json.dumps({"end": True, "rows": command["endRows"]}).encode())
        writer.done_writing()
        answer = reader.read()
        return {"receipt": None if answer is None else json.loads(answer.to_pybytes()), "sha": sha(values)}


def sha(values):
    return hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest()


def get(client, command):
    reader = client.do_get(fl.Ticket(command["ticket"].encode()), options(command))
    table = reader.read_all()
    sizes = [len(chunk) for chunk in table.column("row").chunks]
    columns = table.schema.field("row").type.list_size
    flat = [chunk.flatten().to_numpy() for chunk in table.column("row").chunks]
    values = np.concatenate(flat).reshape(-1, columns) if flat else np.zeros((0, columns))
    answer = {"rows": table.num_rows, "sha": sha(values), "batches": sizes, "columns": table.column_names}
    if "index" in table.column_names:
        answer["index"] = table.column("index").to_pylist()
    return answer


def main():
    command = json.loads(sys.argv[1])
    client = fl.FlightClient(command["uri"].replace("grpc://", "grpc+tcp://"))
    try:
        answer = {"put": put, "get": get}[command["do"]](client, command)
    except Exception as error:
        answer = {"error": str(error), "type": type(error).__name__}
    print(json.dumps(answer), flush=True)


main()
