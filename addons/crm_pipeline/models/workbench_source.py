"""What a kind of cards of the workbench is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from odoo.fields import Domain
from odoo.models import BaseModel

#: So many cards of one kind are drawn; the others are behind "show all".
SHOWN = 10
#: Offers are looked at when all else is done: a few will do.
SHOWN_OFFERS = 5


@dataclass(frozen=True)
class Source:
    """One kind of cards: which records, for whom, what they say, what can be done.

    ``domain`` is asked for only when the user has the groups and may read the model;
    None means: nothing of this kind for him now. The record rules of ``records``
    apply (its environment is the user's), so that nobody sees a colleague's row.
    """

    key: str
    title: str
    icon: str
    #: The kinds of one level stand in this order: what costs most to miss first.
    rank: int
    #: The empty recordset of the model, in the environment whose rights apply.
    records: BaseModel
    domain: Callable[[], Domain | None]
    #: Which of them are late: the header counts them.
    late: Callable[[], Domain]
    order: str
    fields: Sequence[str]
    #: records -> one card each (see ``crm.workbench._card``)
    cards: Callable[[BaseModel], list[dict[str, Any]]]
    #: name -> what is done with one record; see ``crm.workbench.act``
    acts: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    groups: str = "base.group_user"
    #: External id of the action that shows all of them.
    action: str = ""
    limit: int = SHOWN
    #: Whether its cards may be put off to another day, without a trace elsewhere.
    may_wait: bool = True
    #: What there is of it, whoever has it (``user_id``): what his leader sees.
    #: Parts that have nothing in common may be a list of domains.
    team: Callable[[], Domain | list[Domain]] | None = None
    #: (record, colleague) -> None: how a leader gives one of them to somebody else.
    reassign: Callable[..., None] | None = None
    #: True where the domain itself says that they are the user's own.
    bypass_access: bool = False

    def may_show(self) -> bool:
        """Return whether the user has the groups and may read the model at all."""
        user = self.records.env.user
        return user.has_groups(self.groups) and self.records.has_access("read")
