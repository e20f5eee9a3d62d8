"""Secrets go to the internet, not to a machine of the company's own network.

What a name leads to is known when the connection is made, and may be another address
than a moment ago: so the connection itself is looked at, before anything is sent.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool

# What the internet gives to single hosts, and IPv4 as a net without it sees it.
_UNICAST, _NAT64 = ip_network("2000::/3"), ip_network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """The name leads to an address that is not of the internet."""


def is_public(address: str) -> bool:
    """Whether ``address`` is one of the internet.

    >>> [is_public(one) for one in ("101.91.40.24", "2402:4e00::1")]
    [True, True]
    >>> [is_public(one) for one in ("127.0.0.1", "10.1.2.3", "192.168.1.1", "0.0.0.0")]
    [False, False, False, False]
    >>> [is_public(one) for one in ("169.254.169.254", "100.64.0.1", "::1", "fd00::1")]
    [False, False, False, False]
    >>> is_public("::ffff:10.1.2.3"), is_public("fe80::1%eth0"), is_public("224.0.0.1")
    (False, False, False)
    >>> [is_public(one) for one in ("fec0::1", "::10.1.2.3", "2002:a01:203::1")]
    [False, False, False]
    >>> is_public("64:ff9b::a01:203"), is_public("64:ff9b::655b:2818")
    (False, True)
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is None and found not in _UNICAST:
            return False
        found = inner or found
    return found.is_global and not found.is_multicast


class _Connection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        if not is_public(connection.getpeername()[0]):
            connection.close()
            raise PrivateAddressError
        return connection


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection


class PublicAdapter(HTTPAdapter):
    """Connects to the internet alone; a company's proxy is asked as ever."""

    def init_poolmanager(self, *args: object, **kwargs: object) -> None:
        """Let the connections that are no proxy's be looked at."""
        result = super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            **self.poolmanager.pool_classes_by_scheme,
            "https": _Pool,
        }
        return result
