"""The development host: Odoo 19, its Python, PostgreSQL and a browser, set up here.

>>> import host
>>> machine = host.ensure(test=True)  # doctest: +SKIP
"""

from host.messages import HostError
from host.setup import Host, ensure

__all__ = ["Host", "HostError", "ensure"]
