"""Who of the users somebody in a chat tool may be: proposals, never more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .directory import Person

LOGIN, EMAIL, NAME = "login", "email", "name"


@dataclass(frozen=True)
class UserFacts:
    """A user without an identity in this chat tool."""

    key: int
    login: str
    email: str
    name: str


SIGNS: tuple[tuple[str, Callable, Callable], ...] = (
    (LOGIN, lambda person: person.external_id, lambda user: user.login),
    (LOGIN, lambda person: person.email, lambda user: user.login),
    (EMAIL, lambda person: person.email, lambda user: user.email),
    (NAME, lambda person: person.name, lambda user: user.name),
)


def _by_value(items: Sequence, value: Callable) -> dict[str, list]:
    found: dict[str, list] = {}
    for item in items:
        if text := value(item).strip().casefold():
            found.setdefault(text, []).append(item)
    return found


def propose(
    people: Sequence[Person], users: Sequence[UserFacts]
) -> dict[str, tuple[int, str]]:
    """The proposal for each person, by the strongest sign there is.

    A name counts only where it is one person's and one user's; nobody is proposed
    twice. Capitals do not matter.

    >>> users = [UserFacts(1, "ZhangWei", "", "张伟"),
    ...          UserFacts(2, "b", "li@x.cn", "李"),
    ...          UserFacts(3, "c", "", "王芳"), UserFacts(4, "d", "", "王芳")]
    >>> propose([Person("zhangwei", "张三"), Person("L1", "李娜", email="Li@x.cn"),
    ...          Person("w", "王芳"), Person("z2", "张伟")], users)
    {'zhangwei': (1, 'login'), 'L1': (2, 'email')}
    >>> propose([Person("z2", "张伟")], users)
    {'z2': (1, 'name')}
    """
    found: dict[str, tuple[int, str]] = {}
    taken: set[int] = set()
    for sign, of_person, of_user in SIGNS:
        offered = _by_value(users, of_user)
        for value, named in _by_value(people, of_person).items():
            candidates = offered.get(value, [])
            if len(named) != 1 or len(candidates) != 1:
                continue
            person, user = named[0], candidates[0]
            if person.external_id not in found and user.key not in taken:
                found[person.external_id] = (user.key, sign)
                taken.add(user.key)
    return found
