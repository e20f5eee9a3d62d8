"""Whom a new lead goes to, among the people of one rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass
class Candidate:
    """One person of a rule, as things stand; ``take`` moves it on."""

    key: int
    last_turn: int = 0
    load: int = 0
    places: tuple[str, ...] = ()
    grade: int = 0


class Round:
    """Choose among candidates, one lead after the other.

    Every kind takes turns among those who fit: who waited longest is next.

    >>> people = [Candidate(1, places=("杭州",)), Candidate(2, places=("宁波", "浙江"))]
    >>> turns = Round("round_robin", people)
    >>> [turns.take().key for _lead in range(3)]
    [1, 2, 1]
    """

    def __init__(self, kind: str, candidates: Iterable[Candidate], turn: int = 0):
        self.kind = kind
        self.candidates = list(candidates)
        self.turn = turn

    def take(self, text: str = "", grade: int = 0) -> Candidate | None:
        """Return whose turn it is for a lead; None when nobody fits.

        :param str text: where it is: region, city, address, company name
        :param int grade: how good it is; more is better

        >>> load = Round("load", [Candidate(1, load=3), Candidate(2, load=1)])
        >>> [load.take().key for _lead in range(4)]
        [2, 2, 1, 2]
        """
        fit = self._fit(text, grade)
        if not fit:
            return None
        order = (lambda c: c.load) if self.kind == "load" else (lambda c: 0)
        chosen = min(fit, key=lambda c: (order(c), c.last_turn))
        self.turn += 1
        chosen.last_turn = self.turn
        chosen.load += 1
        return chosen

    def _fit(self, text: str, grade: int) -> list[Candidate]:
        if self.kind == "region":
            return self._nearest(text)
        if self.kind == "grade":
            return self._best_reached(grade)
        return self.candidates

    def _nearest(self, text: str) -> list[Candidate]:
        """Return those of the finest place that the text names.

        >>> wide, near = Candidate(1, places=("浙江",)), Candidate(2, places=("宁波",))
        >>> near.places = ("浙江宁波",)
        >>> region = Round("region", [wide, near])
        >>> [region.take(text).key for text in ("浙江宁波海曙", "浙江杭州")]
        [2, 1]
        >>> region.take("上海") is None
        True
        """
        reach = {
            candidate.key: max(
                (len(place) for place in candidate.places if place in text), default=0
            )
            for candidate in self.candidates
        }
        best = max(reach.values(), default=0)
        return [c for c in self.candidates if best and reach[c.key] == best]

    def _best_reached(self, grade: int) -> list[Candidate]:
        """Return those for the highest grade that a lead of ``grade`` reaches.

        >>> people = [Candidate(1), Candidate(2, grade=2), Candidate(3, grade=3)]
        >>> grades = Round("grade", people)
        >>> [grades.take(grade=grade).key for grade in (0, 2, 3)]
        [1, 2, 3]
        """
        reached = [c for c in self.candidates if c.grade <= grade]
        best = max((c.grade for c in reached), default=0)
        return [c for c in reached if c.grade == best]


def split_places(text: str | None) -> tuple[str, ...]:
    """Return the places that somebody listed.

    >>> split_places("杭州、宁波, 温州；")
    ('杭州', '宁波', '温州')
    """
    for sign in "、，；;\n":
        text = (text or "").replace(sign, ",")
    return tuple(place.strip() for place in (text or "").split(",") if place.strip())
