"""Where the bridge is: the argument, the environment, or the running ``athanor serve`` of this user."""

from __future__ import annotations

import json
import os
import ssl
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Union

from .errors import error_of

#: PEM text, PEM bytes, or the path of a PEM file.
Pem = Union[str, bytes, "os.PathLike[str]"]


@dataclass(frozen=True)
class Tls:
    """How to trust, and show oneself to, a ``grpc+tls://`` bridge; the names are those of pyarrow's FlightClient."""

    tls_root_certs: bytes | None = None
    cert_chain: bytes | None = None
    private_key: bytes | None = None
    override_hostname: str | None = None
    disable_server_verification: bool = False


@dataclass(frozen=True)
class Address:
    """A bridge, complete."""

    url: str
    token: str | None
    tls: Tls = Tls()


def from_environment() -> Address | None:
    """$ATHANOR_URL, $ATHANOR_TOKEN and $ATHANOR_CA, or None."""
    url = os.environ.get("ATHANOR_URL")
    if not url:
        return None
    return Address(url, os.environ.get("ATHANOR_TOKEN"), _trusting_environment())


def given(url: str) -> Address:
    """A URL of the caller's; the token and the authority may still come from the environment."""
    return Address(url, os.environ.get("ATHANOR_TOKEN"), _trusting_environment())


def bridge_file_path() -> Path:
    """Where ``athanor serve`` leaves its address, by default."""
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "athanor" / "bridge.json"


def from_bridge_file() -> Address | None:
    """The running ``athanor serve`` of this user, or None. A file whose process is gone counts as none."""
    path = bridge_file_path()
    try:
        content = json.loads(path.read_text())
        url, token, pid = content["url"], content["token"], content.get("pid")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as cause:
        raise error_of("ATHANOR_NO_BRIDGE", f"{path} cannot be read: {cause}; start `athanor serve` anew") from cause
    if pid is not None and not _is_alive(pid):
        return None
    certificate = content.get("caPath")
    return Address(url, token, Tls(_roots() + read_pem("caPath", certificate)) if certificate else Tls())


def with_overrides(address: Address, token: str | None, **tls: object) -> Address:
    """The address with what the caller gave explicitly in place of what was found."""
    chosen = {name: value for name, value in tls.items() if value not in (None, False)}
    for name in ("tls_root_certs", "cert_chain", "private_key"):
        if name in chosen:
            chosen[name] = read_pem(name, chosen[name])  # type: ignore[arg-type]
    return replace(address, token=token or address.token, tls=replace(address.tls, **chosen))  # type: ignore[arg-type]


def read_pem(name: str, value: Pem) -> bytes:
    """PEM bytes from a text or a path."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) and "-----BEGIN" in value:
        return value.encode()
    try:
        return Path(value).read_bytes()
    except OSError as cause:
        text = f"{name} is neither PEM text nor a file that can be read: {cause}"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text) from cause


def _trusting_environment() -> Tls:
    authority = os.environ.get("ATHANOR_CA")
    return Tls(read_pem("$ATHANOR_CA", authority)) if authority else Tls()


def _roots() -> bytes:
    """The system's authorities: what is given replaces them, and a user's bridge may have a certificate of one."""
    path = ssl.get_default_verify_paths().cafile
    try:
        return Path(path).read_bytes() + b"\n" if path else b""
    except OSError:
        return b""


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # There os.kill ends the process, whatever the signal.
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
