"""What has changed between the people we know and those a chat tool names.

The external id decides. A mobile number never does: newer apps get none, and
numbers change hands. What is only likely (same name and department under another
id) is said to be so, and waits for a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from .directory import Department, Person

NEW, CHANGED, RENAMED = "new", "changed", "renamed"
RETURNED, GONE, UNMATCHED = "returned", "gone", "unmatched"


@dataclass(frozen=True)
class Known:
    """Somebody we know in this chat tool.

    :param key: whatever the caller recognises him by
    :param is_linked: whether he is a user here
    """

    key: int
    external_id: str
    name: str = ""
    title: str = ""
    department_ids: frozenset[str] = frozenset()
    led_ids: frozenset[str] = frozenset()
    is_active: bool = True
    stable_id: str = ""
    is_linked: bool = True


@dataclass(frozen=True)
class Change:
    """One difference.

    :param is_certain: False when only a person can say that it is the same one
    """

    kind: str
    person: Person | None = None
    known: Known | None = None
    is_certain: bool = True


def _has_changed(known: Known, person: Person) -> bool:
    return (
        known.external_id != person.external_id
        or known.name != person.name
        or known.title != person.title
        or known.stable_id != person.stable_id
        or known.department_ids != frozenset(person.department_ids)
        or known.led_ids != frozenset(person.led_ids)
    )


def _by_unique(items: Iterable, value: Callable) -> dict:
    """Those by ``value`` (a function) that is not empty and nobody else's."""
    rows = [(value(item), item) for item in items]
    counts = Counter(key for key, _item in rows)
    return {key: item for key, item in rows if key and counts[key] == 1}


def _paired(people: Sequence[Person], known: Sequence[Known]) -> dict[str, Known]:
    """Who of ``known`` each person is: by his id, else by its letters alone.

    WeCom's ids are the same in capitals and small letters.
    """
    exact = {one.external_id: one for one in known}
    pairs = {
        p.external_id: exact[p.external_id] for p in people if p.external_id in exact
    }
    taken = {one.key for one in pairs.values()}
    loose = _by_unique(
        (one for one in known if one.key not in taken),
        lambda one: one.external_id.casefold(),
    )
    rest = _by_unique(
        (p for p in people if p.external_id not in pairs),
        lambda p: p.external_id.casefold(),
    )
    pairs.update(
        (person.external_id, loose[folded])
        for folded, person in rest.items()
        if folded in loose
    )
    return pairs


def _judge(person: Person, known: Known) -> Change | None:
    if not person.is_active:
        return Change(GONE, person, known) if known.is_active else None
    if not known.is_active:
        return Change(RETURNED, person, known)
    if _has_changed(known, person):
        return Change(CHANGED, person, known)
    return None if known.is_linked else Change(UNMATCHED, person, known)


def _is_likely(known: Known, person: Person) -> bool:
    if known.department_ids.intersection(person.department_ids):
        return True
    return bool(known.title) and known.title == person.title


def _renamed(new: Sequence[Person], missing: Sequence[Known]) -> list[Change]:
    """Who of the missing is among the new ones under another id."""
    by_stable = _by_unique(missing, lambda one: one.stable_id)
    certain = [
        Change(RENAMED, person, by_stable[stable])
        for stable, person in _by_unique(new, lambda p: p.stable_id).items()
        if stable in by_stable
    ]
    found = {change.known.key for change in certain if change.known}
    names = {change.person.external_id for change in certain if change.person}
    by_name = _by_unique(
        (one for one in missing if one.key not in found and one.is_active),
        lambda one: one.name,
    )
    likely = [
        Change(RENAMED, person, by_name[name], is_certain=False)
        for name, person in _by_unique(
            (p for p in new if p.external_id not in names), lambda p: p.name
        ).items()
        if name in by_name and _is_likely(by_name[name], person)
    ]
    return certain + likely


def difference(people: Sequence[Person], known: Sequence[Known]) -> list[Change]:
    """What a whole directory changes in what is known.

    >>> old = [Known(1, "li", "李娜"), Known(2, "wu", "吴刚"),
    ...        Known(3, "zhou", "周敏", department_ids=frozenset({"2"}))]
    >>> now = [Person("Li", "李娜"), Person("zhou.min", "周敏", ("2",)),
    ...        Person("he", "何洁")]
    >>> [(c.kind, c.known and c.known.key, c.is_certain) for c in difference(now, old)
    ...  ] == [("changed", 1, True), ("renamed", 3, False), ("new", None, True),
    ...        ("gone", 2, True)]
    True
    >>> disabled = Person("wu", "吴刚", is_active=False)
    >>> [c.kind for c in difference([disabled], [Known(2, "wu", "吴刚")])]
    ['gone']
    """
    pairs = _paired(people, known)
    judged = [
        change
        for person in people
        if person.external_id in pairs
        and (change := _judge(person, pairs[person.external_id]))
    ]
    paired = {one.key for one in pairs.values()}
    new = [p for p in people if p.is_active and p.external_id not in pairs]
    missing = [one for one in known if one.key not in paired]
    renamed = _renamed(new, missing)
    moved = {change.known.key for change in renamed if change.known}
    named = {change.person.external_id for change in renamed if change.person}
    return [
        *judged,
        *renamed,
        *(Change(NEW, p) for p in new if p.external_id not in named),
        *(
            Change(GONE, known=one)
            for one in missing
            if one.is_active and one.key not in moved
        ),
    ]


def difference_of_some(
    answers: Mapping[str, Person | None], known: Sequence[Known]
) -> list[Change]:
    """What the vendor's answers about some people change.

    :param answers: external id -> the person, or None for one it does not know
    :param known: everybody known, so that a changed id is recognised

    >>> old = [Known(1, "li", "李娜"), Known(2, "wu", "吴刚", stable_id="u2")]
    >>> [(c.kind, c.known.key) for c in difference_of_some({"li": None}, old)]
    [('gone', 1)]
    >>> some = {"gang": Person("gang", "吴刚", stable_id="u2"), "wu": None}
    >>> [(c.kind, c.known.key) for c in difference_of_some(some, old)]
    [('renamed', 2)]
    >>> difference_of_some({"nobody": None}, old)
    []
    """
    people = [person for person in answers.values() if person]
    asked = {external_id.casefold() for external_id in answers}
    stable = {person.stable_id for person in people if person.stable_id}
    concerned = [
        one
        for one in known
        if one.external_id.casefold() in asked or one.stable_id in stable
    ]
    return difference(people, concerned)


@dataclass(frozen=True)
class DepartmentChange:
    """A department that came, changed its name or place, or went."""

    kind: str
    external_id: str
    before: Department | None = None
    after: Department | None = None


def department_difference(
    now: Iterable[Department], before: Iterable[Department]
) -> list[DepartmentChange]:
    """What has changed in the tree; leaders are told with the people.

    >>> old = [Department("1", "云岭设计"), Department("2", "销售部", "1")]
    >>> new = [Department("1", "云岭设计"), Department("3", "方案部", "1")]
    >>> [(c.kind, c.external_id) for c in department_difference(new, old)]
    [('new', '3'), ('gone', '2')]
    """
    old = {one.external_id: one for one in before}
    new = {one.external_id: one for one in now}
    changes = []
    for external_id, one in new.items():
        known = old.get(external_id)
        if known is None:
            changes.append(DepartmentChange(NEW, external_id, None, one))
        elif (known.name, known.parent_id) != (one.name, one.parent_id):
            changes.append(DepartmentChange(CHANGED, external_id, known, one))
    changes += [
        DepartmentChange(GONE, external_id, one)
        for external_id, one in old.items()
        if external_id not in new
    ]
    return changes


def is_too_much(leaving: int, known: int, percent: float) -> bool:
    """Whether so many leavers are more likely a mistake than true.

    >>> is_too_much(5, 100, 5), is_too_much(6, 100, 5), is_too_much(0, 0, 5)
    (False, True, False)
    """
    return leaving * 100 > known * percent
