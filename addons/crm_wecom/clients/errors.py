"""WeCom's codes, by what has to be done about them.

Only ``errcode`` decides: ``errmsg`` carries hints that change.
"""

from odoo.addons.crm_connector.clients.errors import (
    ClientBusy,
    ClientError,
    ClientLimited,
    ClientLoginCode,
    ClientMessage,
    ClientRecipient,
    ClientSetup,
    ClientToken,
)

CLASSES: dict[int, type[ClientError]] = {
    -1: ClientBusy,
    6000: ClientBusy,
    45033: ClientBusy,
    45009: ClientLimited,
    40001: ClientToken,
    40014: ClientToken,
    42001: ClientToken,
    40013: ClientSetup,
    48002: ClientSetup,
    60011: ClientSetup,
    60020: ClientSetup,
    301002: ClientSetup,
    60111: ClientRecipient,
    81013: ClientRecipient,
    84061: ClientRecipient,
    41096: ClientBusy,
    40029: ClientLoginCode,
    42003: ClientLoginCode,
}


def error_for(errcode: int, path: str) -> ClientError:
    """The error of an errcode other than 0.

    >>> error_for(45009, "message/send").kind, error_for(44004, "message/send").kind
    ('limited', 'message')
    """
    return CLASSES.get(errcode, ClientMessage)(errcode, path)
