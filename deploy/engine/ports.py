"""Are the TCP ports free, and who holds one that is not?"""

import errno
import socket
import time
from collections.abc import Mapping

from deploy.engine.settings import GRPC_PORT, HIGHEST_OFFSET, HOST, PORT_OFFSET_VARIABLE, REST_PORT
from deploy.errors import AlurError

_DYING_SECONDS = 5.0


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback interface now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as failure:
            if failure.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def taken(ports: Mapping[str, int]) -> dict[str, int]:
    """Those of the named ports that are not free; a port 0 always is."""
    return {name: port for name, port in ports.items() if port and not is_free(port)}


def require_free(ports: Mapping[str, int], offset: int) -> None:
    """Raise AlurError that names each taken port, what it is for, who holds it and how to choose others.

    A port without a visible holder may belong to a process that was killed a moment ago and whose memory the system
    still clears away, so these get some seconds.
    """
    deadline = time.monotonic() + _DYING_SECONDS
    while busy := taken(ports):
        holders = _holders(set(busy.values()))
        if holders or time.monotonic() > deadline:
            break
        time.sleep(0.1)
    else:
        return
    named = "; ".join(f"port {port} for {name} is in use{holders.get(port, '')}" for name, port in busy.items())
    other = _free_offset(offset)
    raise AlurError(
        f"{named[0].upper()}{named[1:]}.",
        f"Stop that program, or move all of Alur's ports: {PORT_OFFSET_VARIABLE}={other} alur up "
        f"(the same as --port-offset {other}).",
    )


def _free_offset(above: int) -> int:
    for offset in range(above + 100, HIGHEST_OFFSET, 100):
        if not taken({"gRPC": GRPC_PORT + offset, "REST": REST_PORT + offset}):
            return offset
    return above + 100


def _holders(ports: set[int]) -> dict[int, str]:
    # Only what this user may see. Imported here: it is needed for this message alone.
    import psutil

    found: dict[int, str] = {}
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status != psutil.CONN_LISTEN or not connection.laddr or not connection.pid:
                continue
            if connection.laddr.port in ports:
                name = psutil.Process(connection.pid).name()
                found[connection.laddr.port] = f" by {name} (process {connection.pid})"
    except psutil.Error:
        return found
    return found
