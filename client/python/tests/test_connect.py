"""Which bridge is found, and what is said where none is."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from conftest import Bridge, running_bridge

import athanor
from athanor import embedded


def code_of(error: pytest.ExceptionInfo[athanor.AthanorError]) -> str:
    assert str(error.value).startswith(error.value.code + ": ")
    return error.value.code


def write_bridge_file(bridge: Bridge, **changes: object) -> None:
    folder = Path(os.environ["XDG_STATE_HOME"]) / "athanor"
    folder.mkdir(parents=True)
    content = {"url": bridge.url, "token": bridge.token, "pid": bridge.process.pid, "user": "me", "caPath": None}
    (folder / "bridge.json").write_text(json.dumps({**content, **changes}))


@pytest.mark.parametrize("url", ["http://host:1", "localhost:7000", "grpc://host", ""])
def test_a_url_that_is_none_of_a_bridge_is_refused_with_what_one_looks_like(url: str) -> None:
    with pytest.raises(athanor.AthanorInputError, match="wanted grpc://host:port") as error:
        athanor.connect(url)
    assert code_of(error) == "ATHANOR_INVALID_ARGUMENT"


def test_a_port_where_nothing_listens_is_told_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.monotonic()
    with pytest.raises(athanor.AthanorConnectionError, match=f"nothing listens at 127.0.0.1:{port}") as error:
        athanor.connect(f"grpc://127.0.0.1:{port}")
    assert code_of(error) == "ATHANOR_BRIDGE_UNREACHABLE"
    assert time.monotonic() - started < 5


def test_a_host_that_nobody_knows_is_named() -> None:
    with pytest.raises(athanor.AthanorConnectionError, match=r"no host is called no-such-host\.invalid") as error:
        athanor.connect("grpc://no-such-host.invalid:7000")
    assert code_of(error) == "ATHANOR_BRIDGE_UNREACHABLE"


def test_a_server_that_is_no_bridge_is_told_within_seconds() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(athanor.AthanorConnectionError, match="does not answer as a bridge"):
            athanor.connect(f"grpc://127.0.0.1:{silent.getsockname()[1]}", timeout=1.0)
        assert time.monotonic() - started < 8


def test_a_wrong_token_and_a_missing_one_are_refused(bridge: Bridge) -> None:
    for token in ["wrong", None]:
        with pytest.raises(athanor.AthanorConnectionError, match=r"ATHANOR_TOKEN.*spark\.athanor\.token.*bridge\.json") as error:
            athanor.connect(bridge.url, token)
        assert code_of(error) == "ATHANOR_UNAUTHENTICATED"


def test_tls_where_there_is_none_is_told_with_the_right_url(bridge: Bridge) -> None:
    with pytest.raises(athanor.AthanorConnectionError, match=r"does not speak TLS; write grpc://127"):
        athanor.connect(bridge.url.replace("grpc://", "grpc+tls://"), bridge.token)


def test_without_any_bridge_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(athanor.AthanorConnectionError, match="athanor serve") as error:
        athanor.connect(embedded=False)
    assert code_of(error) == "ATHANOR_NO_BRIDGE"
    monkeypatch.setattr(embedded, "server_command", lambda: None)
    with pytest.raises(athanor.AthanorConnectionError, match="ATHANOR_HOME"):
        athanor.connect()


def test_a_home_without_a_server_and_a_path_without_node_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATHANOR_HOME", str(tmp_path))
    with pytest.raises(athanor.AthanorConnectionError, match=r"bin/athanor\.mjs is not"):
        athanor.connect()
    monkeypatch.delenv("ATHANOR_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(athanor.AthanorConnectionError, match="install Node"):
        athanor.connect()


def test_settings_that_the_server_refuses_come_back_as_its_error() -> None:
    with pytest.raises(athanor.AthanorError, match="ranksPerGroup") as error:
        athanor.connect(embedded={"ranksPerGroup": -1})
    assert code_of(error) == "ATHANOR_BAD_CONFIG"


def test_a_damaged_bridge_file_is_named(bridge: Bridge) -> None:
    write_bridge_file(bridge)
    (Path(os.environ["XDG_STATE_HOME"]) / "athanor" / "bridge.json").write_text("{")
    with pytest.raises(athanor.AthanorConnectionError, match=r"bridge\.json cannot be read"):
        athanor.connect()


def test_a_url_and_a_bridge_of_its_own_are_not_asked_for_together(bridge: Bridge) -> None:
    with pytest.raises(athanor.AthanorInputError, match="wanted one of them"):
        athanor.connect(bridge.url, embedded=True)


def test_use_after_close_is_refused_and_closing_twice_is_fine(bridge: Bridge) -> None:
    connection = athanor.connect(bridge.url, bridge.token)
    matrix = connection.put([[1.0, 2.0]])
    connection.close()
    connection.close()
    assert repr(connection).endswith(", closed>")
    for use in (connection.status, matrix.to_numpy, lambda: connection.put([[1.0]])):
        with pytest.raises(athanor.AthanorError) as error:
            use()
        assert code_of(error) == "ATHANOR_CLOSED"


def test_the_environment_goes_before_the_bridge_file(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> None:
    write_bridge_file(bridge, url="grpc://127.0.0.1:1")
    monkeypatch.setenv("ATHANOR_URL", bridge.url)
    monkeypatch.setenv("ATHANOR_TOKEN", bridge.token)
    with athanor.connect() as connection:
        assert connection.url == bridge.url
        assert not connection.closed


def test_the_bridge_file_of_athanor_serve_is_found(bridge: Bridge) -> None:
    write_bridge_file(bridge)
    with athanor.connect() as connection:
        assert connection.status().embedded is True


def test_the_bridge_file_of_a_process_that_is_gone_counts_as_none(bridge: Bridge) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    write_bridge_file(bridge, pid=gone.pid)
    with pytest.raises(athanor.AthanorError, match="ATHANOR_NO_BRIDGE"):
        athanor.connect(embedded=False)


def test_an_embedded_bridge_ends_with_its_connection() -> None:
    with athanor.connect(embedded={"ranksPerGroup": 1, "stores": 1}) as connection:
        pids = connection.status().pids
        assert connection.put([[1.0, 2.0], [3.0, 4.0]]).shape == (2, 2)
    for pid in [pids.bridge, *pids.stores]:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make a certificate with")
def test_a_bridge_with_tls_is_reached_once_its_authority_is_trusted(tmp_path: Path) -> None:
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make.split(), *names], check=True, capture_output=True)
    with running_bridge(tmp_path, tls={"certPath": str(certificate), "keyPath": str(key)}) as bridge:
        with pytest.raises(athanor.AthanorConnectionError, match=r"speaks TLS; write grpc\+tls://"):
            athanor.connect(bridge.url.replace("grpc+tls://", "grpc://"), bridge.token)
        with pytest.raises(athanor.AthanorConnectionError, match="tls_root_certs"):
            athanor.connect(bridge.url, bridge.token)
        for authority in (certificate, certificate.read_bytes(), certificate.read_text()):
            with athanor.connect(bridge.url, bridge.token, tls_root_certs=authority) as connection:
                assert connection.put([[1.0, 2.0]])[0, 1] == 2.0
        with athanor.connect(bridge.url, bridge.token, disable_server_verification=True) as connection:
            assert connection.status().embedded
        with pytest.raises(athanor.AthanorInputError, match="tls_root_certs is neither"):
            athanor.connect(bridge.url, bridge.token, tls_root_certs=str(tmp_path / "none.pem"))
