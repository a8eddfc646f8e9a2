"""Schemas that a matrix can come in, and those it cannot, as pyarrow writes them."""

import json

import numpy as np
import pyarrow as pa
import pyarrow.flight as fl

from scenarios import TOKEN, failure, options


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
