"""Why a bridge does not answer, in words that say what to do: looked into only once it did not."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

from .discovery import Address
from .errors import AthanorError, error_of

_PROBE_SECONDS = 3.0
SCHEMES = ("grpc", "grpc+tcp", "grpc+tls")


def checked_url(url: str) -> str:
    """The URL, if it is one of a bridge."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme in SCHEMES and parts.hostname and port:
        return url
    text = f"{url!r} is not the URL of a bridge; wanted grpc://host:port, or grpc+tls://host:port with TLS"
    raise error_of("ATHANOR_INVALID_ARGUMENT", text)


def unreachable(address: Address, error: AthanorError) -> AthanorError:
    """A better word for a connection that failed; the same error where there is none."""
    parts = urlsplit(address.url)
    host, port, secure = parts.hostname or "", parts.port or 0, parts.scheme == "grpc+tls"
    found = _probe(host, port, address.tls.tls_root_certs)
    if found == "unknown":
        text = f"no host is called {host}; check the URL"
    elif found == "silent":
        text = f"{host}:{port} does not answer; check the URL, and firewalls between here and there"
    elif found == "closed":
        text = f"nothing listens at {host}:{port}; check the URL, that `athanor serve` runs, and firewalls"
    elif found in ("tls", "untrusted") and not secure:
        text = f"{host}:{port} speaks TLS; write grpc+tls://{host}:{port}"
    elif found == "plain" and secure:
        text = f"{host}:{port} does not speak TLS; write grpc://{host}:{port}"
    elif found == "untrusted":
        text = (
            f"the certificate of {host}:{port} is not one of a trusted authority, or is for another host; "
            "give tls_root_certs (or $ATHANOR_CA) its authority, or override_hostname its name"
        )
    elif found == "tls" and secure:
        text = f"{host}:{port} refused the connection ({error.text}); a bridge with a client CA wants cert_chain and "
        text += "private_key"
    else:
        text = f"{address.url} does not answer as a bridge: {error.text}"
    return error_of("ATHANOR_BRIDGE_UNREACHABLE", text, error.details)


def _probe(host: str, port: int, roots: bytes | None) -> str:
    """unknown (the host), silent, closed, plain, tls, or untrusted (by `roots`): TLS."""
    try:
        plain = socket.create_connection((host, port), _PROBE_SECONDS)
    except socket.gaierror:
        return "unknown"
    except socket.timeout:  # Until Python 3.10 no TimeoutError.
        return "silent"
    except OSError:
        return "closed"
    with plain:
        plain.settimeout(_PROBE_SECONDS)
        context = ssl.create_default_context(cadata=roots.decode() if roots else None)
        try:
            with context.wrap_socket(plain, server_hostname=host):
                return "tls"
        except ssl.SSLCertVerificationError:
            return "untrusted"
        except OSError:
            return "plain"
