"""pyarrow as a client that knows nothing of Athanor: one function a scenario, its result printed as JSON."""

import json
import sys
import threading
import time

import numpy as np
import pyarrow as pa
import pyarrow.flight as fl

TOKEN = "right-token"


def options(token=TOKEN, **more):
    headers = [(b"authorization", b"Bearer " + token.encode())]
    return fl.FlightCallOptions(headers=headers + more.pop("headers", []), timeout=30, **more)


def failure(call):
    try:
        call()
    except Exception as error:  # the kind of error is what the test asks for
        return {"kind": type(error).__name__, "message": str(error)}
    return {"kind": None, "message": ""}


def rows(count, cols, dtype=np.float64):
    values = pa.array(np.arange(count * cols, dtype=dtype))
    return pa.record_batch([pa.FixedSizeListArray.from_arrays(values, cols)], names=["row"])


def wrong_tokens(client):
    path = fl.FlightDescriptor.for_path("a")
    return [
        failure(lambda: client.get_flight_info(path)),
        failure(lambda: client.get_flight_info(path, options("wrong"))),
        failure(lambda: client.authenticate_basic_token("tester", "wrong")),
    ]


def basic_token(client):
    name, value = client.authenticate_basic_token("tester", "secret")
    call = fl.FlightCallOptions(headers=[(name, value)], timeout=30)
    info = client.get_flight_info(fl.FlightDescriptor.for_path("a"), call)
    return {"header": name.decode(), "value": value.decode(), "records": info.total_records}


class PayloadAuth(fl.ClientAuthHandler):
    def authenticate(self, outgoing, incoming):
        outgoing.write(fl.BasicAuth("tester", "secret").serialize())
        self.token = incoming.read()

    def get_token(self):
        return self.token


def older_handshake(client):
    client.authenticate(PayloadAuth())
    return client.get_flight_info(fl.FlightDescriptor.for_path("a")).total_records


def errors(client):
    def get(path):
        return lambda: client.get_flight_info(fl.FlightDescriptor.for_path(path), options())

    def put_refused():
        batch = rows(10, 3)
        writer, _ = client.do_put(fl.FlightDescriptor.for_path("refused"), batch.schema, options())
        for _ in range(1000):
            writer.write_batch(batch)
        writer.close()

    return {
        "missing": failure(get("missing")),
        "broken": failure(get("broken")),
        "ticket": failure(lambda: client.do_get(fl.Ticket(b"guessed"), options()).read_all()),
        "midway": failure(lambda: client.do_get(fl.Ticket(b"failing"), options()).read_all()),
        "action": failure(lambda: list(client.do_action(fl.Action("nonsense", b""), options()))),
        "put": failure(put_refused),
    }


def too_large(client):
    batch = rows(1000, 300)

    def put():
        writer, _ = client.do_put(fl.FlightDescriptor.for_path("large"), batch.schema, options())
        writer.write_batch(batch)
        writer.close()

    return failure(put)


class Middleware(fl.ClientMiddleware):
    def __init__(self, seen):
        self.seen = seen

    def sending_headers(self):
        return {"x-test": "from-middleware"}

    def received_headers(self, headers):
        self.seen.update(headers)


class MiddlewareFactory(fl.ClientMiddlewareFactory):
    def __init__(self):
        self.seen = {}

    def start_call(self, info):
        return Middleware(self.seen)


def middleware(client, uri):
    factory = MiddlewareFactory()
    with fl.connect(uri, middleware=[factory]) as other:
        results = list(other.do_action(fl.Action("header", b""), options()))
    return {"body": results[0].body.to_pybytes().decode(), "echo": factory.seen.get("x-echo")}


def round_trip(client, count, cols, batches):
    batch = rows(int(count), int(cols))
    acks = []
    writer, reader = client.do_put(fl.FlightDescriptor.for_path("round"), batch.schema, options())
    for number in range(int(batches)):
        writer.write_with_metadata(batch, f"batch {number}".encode())
        acks.append(json.loads(reader.read().to_pybytes()))
    writer.done_writing()
    last = reader.read()
    writer.close()
    chunks = [chunk for chunk in client.do_get(fl.Ticket(b"round"), options())]
    return {
        "acks": acks,
        "last": last,
        "metadata": [chunk.app_metadata.to_pybytes().decode() for chunk in chunks],
        "equal": all(chunk.data.equals(batch) for chunk in chunks),
        "batches": len(chunks),
    }


def discovery(client):
    info = client.get_flight_info(fl.FlightDescriptor.for_path("a"), options())
    return {
        "flights": [f.descriptor.path[0].decode() for f in client.list_flights(b"", options())],
        "actions": {a.type: a.description for a in client.list_actions(options())},
        "counted": [r.body.to_pybytes().decode() for r in client.do_action(fl.Action("count", b"n"), options())],
        "schema": str(client.get_schema(fl.FlightDescriptor.for_path("a"), options()).schema),
        "infoSchema": str(info.schema),
        "ordered": info.ordered,
        "appMetadata": info.app_metadata.decode(),
        "totals": [info.total_records, info.total_bytes],
        "tickets": [e.ticket.ticket.decode() for e in info.endpoints],
        "locations": [l.uri.decode() for l in info.endpoints[0].locations],
        "endpointMetadata": info.endpoints[1].app_metadata.decode(),
        "expires": str(info.endpoints[0].expiration_time),
    }


def exchange(client):
    batch = rows(100, 4)
    writer, reader = client.do_exchange(fl.FlightDescriptor.for_path("echo"), options())
    with writer:
        writer.begin(batch.schema)
        got = []
        for number in range(3):
            writer.write_with_metadata(batch, str(number).encode())
            chunk = reader.read_chunk()
            got.append([chunk.data.equals(batch), chunk.app_metadata.to_pybytes().decode()])
        writer.done_writing()
    return got


def cancel_get(client):
    reader = client.do_get(fl.Ticket(b"endless"), options())
    read = reader.read_chunk().data.num_rows
    reader.cancel()
    return read


def endless_put(client):
    """Writes until it is killed."""
    batch = rows(1000, 100)
    writer, reader = client.do_put(fl.FlightDescriptor.for_path("killed"), batch.schema, options())
    threading.Thread(target=lambda: [None for _ in iter(reader.read, None)], daemon=True).start()
    print("writing", flush=True)
    while True:
        writer.write_batch(batch)
        time.sleep(0.01)


def exception_in_put(client):
    batch = rows(10, 3)
    writer, _ = client.do_put(fl.FlightDescriptor.for_path("half"), batch.schema, options())
    try:
        with writer:
            writer.write_batch(batch)
            raise KeyError("the client's own")
    except KeyError:
        return "left"


def silent_put(client):
    batch = rows(10, 3)
    writer, reader = client.do_put(fl.FlightDescriptor.for_path("silent"), batch.schema, options())
    writer.write_batch(batch)
    reader.read()
    started = time.time()
    reader.read()
    return {**failure(writer.close), "seconds": time.time() - started}


def tls(client, uri, certificate, client_certificate="", client_key=""):
    def read(path):
        with open(path, "rb") as file:
            return file.read()

    more = {"cert_chain": read(client_certificate), "private_key": read(client_key)} if client_key else {}
    with fl.connect(uri, tls_root_certs=read(certificate), **more) as secure:
        path = fl.FlightDescriptor.for_path("a")
        return failure(lambda: secure.get_flight_info(path, options()))


def put_rows(client, schema, batches, **more):
    """What the server decoded, or its refusal."""
    seen = {}

    def put():
        writer, reader = client.do_put(fl.FlightDescriptor.for_path("rows"), schema, options(**more))
        for batch in batches:
            writer.write_batch(batch)
        writer.done_writing()
        answer = reader.read()
        writer.close()
        seen.update(json.loads(answer.to_pybytes()))

    return {**failure(put), **seen}


def put_columns(client, columns, metadata=None, cut=slice(None), **more):
    fields = [pa.field(name, array.type) for name, array in columns.items()]
    schema = pa.schema(fields, metadata=metadata)
    batch = pa.record_batch(list(columns.values()), schema=schema)
    sliced = batch.slice(cut.start or 0, (cut.stop or batch.num_rows) - (cut.start or 0))
    return put_rows(client, schema, [sliced], **more)


def accepted_rows(client):
    flat = pa.array(np.arange(24, dtype=np.float64))
    fixed = pa.FixedSizeListArray.from_arrays(flat, 3)
    offsets = list(range(0, 25, 3))
    lists = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
    large = pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), flat)
    f32 = pa.FixedSizeListArray.from_arrays(flat.cast(pa.float32()), 3)
    ints = pa.FixedSizeListArray.from_arrays(flat.cast(pa.int16()), 3)
    index = pa.array(range(100, 108), pa.int64())
    features = {
        "a": pa.array(np.arange(0, 24, 3), pa.int8()),
        "b": pa.array(np.arange(1, 24, 3), pa.uint64()),
        "c": pa.array(np.arange(2, 24, 3), pa.float32()),
    }
    bitmap = pa.py_buffer(b"\xff")
    with_bitmap = pa.FixedSizeListArray.from_buffers(fixed.type, 8, [bitmap], children=[flat])
    hidden = pa.concat_arrays([pa.nulls(1, fixed.type), fixed])
    tensor = pa.FixedShapeTensorArray.from_storage(pa.fixed_shape_tensor(pa.float64(), [3]), fixed)
    cut = slice(2, 7)
    return {
        "fixed": put_columns(client, {"row": fixed}),
        "fixed sliced": put_columns(client, {"row": fixed, "index": index}, cut=cut),
        "float32": put_columns(client, {"index": index, "row": f32}),
        "integers": put_columns(client, {"row": ints}),
        "list": put_columns(client, {"row": lists}),
        "list sliced": put_columns(client, {"row": lists, "i": index}, cut=cut),
        "large list sliced": put_columns(client, {"row": large}, cut=cut),
        "columns": put_columns(client, features, metadata={"athanor.rows": "8"}),
        "columns sliced": put_columns(client, {**features, "__index__": index}, cut=cut),
        "named index": put_columns(client, {"n": index, **features}, metadata={"athanor.index": "n"}),
        "int64 feature": put_columns(client, {"n": index, **features}),
        "bitmap without nulls": put_columns(client, {"row": with_bitmap}),
        "null sliced away": put_columns(client, {"row": hidden}, cut=slice(1, 9)),
        "tensor": put_columns(client, {"row": tensor}),
        "empty": put_columns(client, {"row": fixed.slice(0, 0)}),
    }


def refused_rows(client):
    flat = pa.array(np.arange(12, dtype=np.float64))
    fixed = pa.FixedSizeListArray.from_arrays(flat, 3)
    doubles = pa.list_(pa.float64(), 2)
    index = pa.array(range(4), pa.int64())
    words = pa.array(["a", "b", "a", "c"])
    lists = pa.list_(pa.float64())
    codec = fl.FlightCallOptions(
        headers=[(b"authorization", b"Bearer " + TOKEN.encode())],
        write_options=pa.ipc.IpcWriteOptions(compression="lz4"),
        timeout=30,
    )
    permuted = pa.fixed_shape_tensor(pa.float64(), [3, 1], permutation=[1, 0])

    def compressed():
        writer, _ = client.do_put(fl.FlightDescriptor.for_path("rows"), pa.schema([("row", fixed.type)]), codec)
        writer.write_batch(pa.record_batch([fixed], names=["row"]))
        writer.close()

    return {
        "null row": put_columns(client, {"row": pa.array([[1.0, 2.0], None, [3.0, 4.0]], doubles)}),
        "null value": put_columns(client, {"row": pa.array([[1.0, 2.0], [3.0, 4.0], [5.0, None]], doubles)}),
        "null in list": put_columns(client, {"row": pa.array([[1.0, 2.0], [3.0, None]], lists)}),
        "null in column": put_columns(client, {"x": pa.array([1.0, None]), "y": pa.array([1.0, 2.0])}),
        "null index": put_columns(client, {"row": fixed, "i": pa.array([0, 1, None, 3], pa.int64())}),
        "ragged": put_columns(client, {"row": pa.array([[1.0, 2.0], [3.0, 4.0], [5.0]], lists)}),
        "words": put_columns(client, {"row": fixed, "w": words}),
        "word columns": put_columns(client, {"x": flat.slice(0, 4), "w": words}),
        "dictionary": put_columns(client, {"x": flat.slice(0, 4), "w": words.dictionary_encode()}),
        "two lists": put_columns(client, {"a": fixed, "b": fixed}),
        "int32 index": put_columns(client, {"row": fixed, "i": index.cast(pa.int32())}),
        "two indices": put_columns(client, {"row": fixed, "i": index, "j": index}),
        "absent index": put_columns(client, {"x": flat}, metadata={"athanor.index": "n"}),
        "rows": put_columns(client, {"row": fixed}, metadata={"athanor.rows": "many"}),
        "no columns": put_rows(client, pa.schema([]), []),
        "empty lists": put_columns(client, {"row": pa.array([[], []], lists)}),
        "permuted": put_columns(client, {"row": pa.FixedShapeTensorArray.from_storage(permuted, fixed)}),
        "compressed": failure(compressed),
    }


def matrix(client):
    table = client.do_get(fl.Ticket(b"matrix"), options()).read_all()
    table.validate(full=True)
    return {
        "rows": [list(row) for row in table.column("row").to_pylist()],
        "index": table.column("index").to_pylist(),
        "chunks": table.column("row").num_chunks,
    }


def main():
    scenario, uri, *args = sys.argv[1:]
    function = globals()[scenario]
    if scenario in ("middleware", "tls"):
        args = [uri, *args]
    with fl.connect("grpc://127.0.0.1:1" if scenario == "tls" else uri) as client:
        print(json.dumps(function(client, *args)))


main()
