"""Other bridges than the one of all tests: with TLS, too small, with stores out of reach, and one that goes down."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from spark_support import VALUES, set_bridge

import athanor
from athanor.spark.columns import rows_of
from athanor.spark.ml.feature import TruncatedSVD
from athanor.spark.settings import connection_of
from athanor.spark.upload import send

SVD = {"k": 2, "inputCol": "features", "outputCol": "svd", "idCol": "id"}


@pytest.mark.once
def test_a_bridge_that_went_down_is_told_of_soon(spark: Any, data: Any, running_bridge: Any, tmp_path: Path) -> None:
    with running_bridge(tmp_path) as bridge:
        set_bridge(spark, bridge.url, bridge.token)
        model = TruncatedSVD(**SVD).fit(data)
        assert model.u.count() == len(VALUES)
    started = time.monotonic()
    with pytest.raises(athanor.AthanorConnectionError, match="ATHANOR_BRIDGE_UNREACHABLE"):
        TruncatedSVD(**SVD).fit(data)
    with pytest.raises(Exception, match="ATHANOR_BRIDGE_UNREACHABLE"):
        model.u.collect()
    assert time.monotonic() - started < 90


def test_a_bridge_that_is_too_small_says_so_and_keeps_nothing(
    spark: Any, running_bridge: Any, tmp_path: Path
) -> None:
    entries = ", ".join(f"sin(id * {at + 1})" for at in range(20))
    frame = spark.range(20000).selectExpr(f"array({entries}) as features")  # 3.2 MB
    with running_bridge(tmp_path, memoryBudgetBytes=1 << 20, diskBudgetBytes=1 << 20) as bridge:
        set_bridge(spark, bridge.url, bridge.token)
        with pytest.raises(athanor.AthanorError) as raised:
            TruncatedSVD(k=2, inputCol="features", outputCol="svd").fit(frame)
        assert raised.value.code == "ATHANOR_STORE_FULL"
        assert connection_of(spark).matrices() == []


def test_stores_out_of_reach_are_gone_round_or_told_of(
    spark: Any, data: Any, running_bridge: Any, tmp_path: Path
) -> None:
    """As behind a firewall: the stores are told of at an address where nothing listens."""
    with running_bridge(tmp_path, advertisedHost="127.0.0.9") as bridge:
        set_bridge(spark, bridge.url.replace("127.0.0.9", "127.0.0.1"), bridge.token)
        model = TruncatedSVD(**SVD).fit(data)
        assert np.allclose(model.s, np.linalg.svd(VALUES, compute_uv=False)[:2])
        assert model.u.count() == len(VALUES)
        model.release()
        spark.conf.set("spark.athanor.dataPath", "direct")
        with pytest.raises(athanor.AthanorError) as raised:
            TruncatedSVD(**SVD).fit(data)
        assert raised.value.code == "ATHANOR_BAD_CONFIG" and "set it to auto or bridge" in raised.value.text
        assert connection_of(spark).matrices() == []


def test_tasks_on_the_bridges_host_write_files_and_send_no_rows(
    spark: Any, data: Any, running_bridge: Any, tmp_path: Path
) -> None:
    frame = data.coalesce(1)  # 4,800 bytes of entries, more than this bridge takes in a message.
    with running_bridge(tmp_path, maxMessageBytes=3000) as bridge:
        set_bridge(spark, bridge.url, bridge.token)
        connection = connection_of(spark)
        [written] = send(spark, connection, rows_of(frame, "entries", 1e9, "id", None))
        spark.conf.set("spark.athanor.dataPath", "direct")
        with pytest.raises(athanor.AthanorError, match="ATHANOR_MESSAGE_TOO_LARGE"):
            send(spark, connection, rows_of(frame, "entries", 1e9, "id", None))
        # So few rows at a time fit.
        spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "20")
        [streamed] = send(spark, connection, rows_of(frame, "entries", 1e9, "id", None))
        spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")
        assert written.info().digest == streamed.info().digest


@pytest.mark.once
def test_tasks_reach_a_bridge_with_tls(spark: Any, data: Any, running_bridge: Any, tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *files, *subject]
    subprocess.run(command, check=True, capture_output=True)
    with running_bridge(tmp_path, tls={"certPath": str(certificate), "keyPath": str(key)}) as bridge:
        set_bridge(spark, bridge.url, bridge.token)
        spark.conf.set("spark.athanor.tls.ca", str(certificate))
        try:
            model = TruncatedSVD(**SVD).fit(data)
            assert np.allclose(model.s, np.linalg.svd(VALUES, compute_uv=False)[:2])
            assert model.u.count() == len(VALUES)
        finally:
            spark.conf.unset("spark.athanor.tls.ca")
