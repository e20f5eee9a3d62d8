"""A company's organisation as a chat tool knows it, in no vendor's terms.

Adapters answer these values; what is done about them is decided by the core.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Department:
    """A department.

    :param external_id: the vendor's id, as text
    :param parent_id: the id of the one above; empty for the root
    :param leader_ids: external ids of the people who lead it
    """

    external_id: str
    name: str
    parent_id: str = ""
    leader_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A colleague. A mobile number is no part of him: newer apps get none.

    :param external_id: by which the vendor addresses him
    :param department_ids: external ids, each once
    :param led_ids: external ids of the departments that he leads
    :param is_active: False for one who is disabled or has left
    :param stable_id: an id that survives a change of ``external_id`` (DingTalk's
        unionid); empty where the vendor gives none
    :param email: only a hint for a person who links him to a user
    """

    external_id: str
    name: str
    department_ids: tuple[str, ...] = ()
    title: str = ""
    led_ids: tuple[str, ...] = ()
    is_active: bool = True
    stable_id: str = ""
    email: str = ""


@dataclass(frozen=True)
class Directory:
    """The whole organisation, every page of it: whoever is not in it has left."""

    departments: tuple[Department, ...] = ()
    people: tuple[Person, ...] = ()


def levels(departments: Iterable[Department]) -> list[list[Department]]:
    """The departments by level, parents before children.

    One whose parent is not named, or whose line of parents is a circle, stands at
    the top.

    >>> tree = [Department("3", "方案一组", "2"), Department("1", "云岭"),
    ...         Department("2", "方案部", "1"), Department("9", "外部", "77")]
    >>> [[one.name for one in level] for level in levels(tree)]
    [['云岭', '外部'], ['方案部'], ['方案一组']]
    >>> circle = [Department("1", "甲", "2"), Department("2", "乙", "1")]
    >>> [[(one.name, one.parent_id) for one in level] for level in levels(circle)]
    [[('甲', ''), ('乙', '')]]
    """
    waiting = {one.external_id: one for one in departments}
    placed: set[str] = set()
    found = []
    while waiting:
        level = [
            one
            for one in waiting.values()
            if one.parent_id in placed or one.parent_id not in waiting
        ]
        if not level:
            level = [replace(one, parent_id="") for one in waiting.values()]
        found.append(level)
        placed.update(one.external_id for one in level)
        for one in level:
            del waiting[one.external_id]
    return found
