"""What a kind of record that is handed over with customers declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from odoo.fields import Domain
from odoo.models import BaseModel

from ..tools.handover import MOVES


@dataclass(frozen=True, kw_only=True, eq=False)
class HandoverSource:
    """Records of one model that go, or are told of, when customers change hands.

    :param key: identity of the source, e.g. ``lead``
    :param title: what they are, as people read it
    :param icon: class of the icon
    :param rank: they stand, and move, in this order
    :param model: name of the model
    :param owner: many2one to the person who has them; may be a path where nothing
        moves
    :param customer: path to the customer (his commercial entity); "" where there is
        none, so that they are told of with a whole portfolio alone
    :param domain: which of his records; the person, the customers and the companies
        are added
    :param how: ``moves``, ``follows`` or ``stays`` (see ``tools.handover``)
    :param note: what becomes of them, in a sentence
    :param detail: records (as superuser) -> what else is told, in a sentence
    :param move: (records, previous owner, new owner, note) -> those moved, as
        superuser; left out: set-based, by ``crm.customer.handover._give``
    :param action: external id of an action that deals with what stays; it gets
        ``default_from_user_id`` and ``default_to_user_id``
    :param is_work: whether open activities on the records of this model go along
    """

    key: str
    title: str
    icon: str
    rank: int
    model: str
    owner: str = "user_id"
    customer: str = "partner_id.commercial_partner_id"
    domain: Domain = Domain.TRUE
    how: str = MOVES
    note: str = ""
    detail: Callable[[BaseModel], str] | None = None
    move: Callable[..., Any] | None = None
    action: str = ""
    is_work: bool = True
