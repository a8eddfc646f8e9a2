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


def main():
    scenario, uri, *args = sys.argv[1:]
    function = {**globals(), **vars(row_scenarios)}[scenario]
    if scenario in ("middleware", "tls"):
        args = [uri, *args]
    with fl.connect("grpc://127.0.0.1:1" if scenario == "tls" else uri) as client:
        print(json.dumps(function(client, *args)))


if __name__ == "__main__":
    import row_scenarios

    main()
