"""Finds the bridge, and connects to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import discovery
from .connection import Connection
from .data_path import DataPath
from .diagnosis import checked_url, unreachable
from .discovery import Address, Pem
from .embedded import EmbeddedBridge
from .errors import AthanorError, error_of
from .link import Link
from .progress import ProgressOption
from .session import Session

#: A bridge that does not answer is told of within this.
_CONNECT_SECONDS = 10.0


def connect(
    url: str | None = None,
    token: str | None = None,
    *,
    embedded: bool | dict[str, Any] | None = None,
    data_path: str = "auto",
    timeout: float = 60.0,
    progress: ProgressOption = None,
    tls_root_certs: Pem | None = None,
    cert_chain: Pem | None = None,
    private_key: Pem | None = None,
    override_hostname: str | None = None,
    disable_server_verification: bool = False,
) -> Connection:
    """Connects to a bridge.

    Parameters
    ----------
    url : str, optional
        As "grpc://host:port", or "grpc+tls://host:port". Without one: $ATHANOR_URL, else the running `athanor serve`
        of this user, else a bridge of this process's own, which ends with it, where Node and the server are found.
    token : str, optional
        By default $ATHANOR_TOKEN, or that of the bridge that was found.
    embedded : bool or dict, optional
        True: a bridge of this process's own, whatever else runs; a dict: with these settings, as in a configuration
        file (docs/configuration.md). False: never one.
    data_path : "auto" | "direct" | "bridge"
        To and from the stores, or all through the bridge's one port; auto: the stores, and the bridge where one fails.
    timeout : float
        Seconds that a call with one answer may take.
    progress : bool or callable, optional
        What routines and put() do where they are not told: see them.
    tls_root_certs, cert_chain, private_key : bytes, str or path, optional
        PEM bytes, texts or files: the authority to trust ($ATHANOR_CA, or the system's), and what a bridge with a
        client CA wants to see.
    override_hostname, disable_server_verification
        As pyarrow.flight.FlightClient has them.

    Raises
    ------
    AthanorError
        ATHANOR_NO_BRIDGE, ATHANOR_BRIDGE_UNREACHABLE, ATHANOR_UNAUTHENTICATED
    """
    address, on_close = _find(url, embedded)
    address = discovery.with_overrides(
        address,
        token,
        tls_root_certs=tls_root_certs,
        cert_chain=cert_chain,
        private_key=private_key,
        override_hostname=override_hostname,
        disable_server_verification=disable_server_verification,
    )
    try:
        return Connection(_open(address, timeout, data_path, on_close), progress)
    except BaseException:
        on_close()
        raise


def _find(url: str | None, own: bool | dict[str, Any] | None) -> tuple[Address, Callable[[], None]]:
    """The bridge, and what ends it where it is this process's own."""
    if url is not None and own:
        text = f"a URL, {url}, and embedded={own!r} were given; wanted one of them"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)
    if url is not None:
        return discovery.given(checked_url(url)), lambda: None
    if not own:
        found = discovery.from_environment() or discovery.from_bridge_file()
        if found is not None:
            checked_url(found.url)
            return found, lambda: None
    if own is False:
        text = "no URL was given, $ATHANOR_URL is not set and no `athanor serve` of this user runs"
        raise error_of("ATHANOR_NO_BRIDGE", f"{text}; start it, or give a URL")
    bridge = EmbeddedBridge(own if isinstance(own, dict) else None)
    return bridge.address, bridge.stop


def _open(address: Address, timeout: float, data_path: str, on_close: Callable[[], None]) -> Session:
    """A wrong address or token is told here, not in the middle of the work."""
    link = Link(address, timeout)
    try:
        path = DataPath(link, data_path)
        link.call("status", {}, min(timeout, _CONNECT_SECONDS))
    except AthanorError as error:
        link.close()
        if error.code == "ATHANOR_UNAUTHENTICATED":
            raise _token_refused(error) from None
        away = error.code in ("ATHANOR_BRIDGE_UNREACHABLE", "ATHANOR_DEADLINE", "ATHANOR_UNIMPLEMENTED")
        raise unreachable(address, error) if away else error from None
    return Session(link, path, on_close)


def _token_refused(error: AthanorError) -> AthanorError:
    """With the ways to give a token, in place of those of the wire."""
    found = error.text.split(";")[0]
    mend = "give the bridge's: as `token`, in $ATHANOR_TOKEN, or in Spark as spark.athanor.token"
    place = f"`athanor serve` keeps its own in {discovery.bridge_file_path()}"
    return error_of(error.code, f"{found}; {mend}; {place}", error.details)
