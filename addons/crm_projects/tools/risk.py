"""When a design project is at risk, and why."""

from __future__ import annotations

from dataclasses import dataclass

#: What is judged, in the order in which it is said.
FACT_NAMES = ("delay", "latest", "waiting", "behind", "overspent")
GREEN, AMBER, RED = "green", "amber", "red"
LEVELS = (GREEN, AMBER, RED)


@dataclass(frozen=True)
class Facts:
    """What is known of a project; days are working days.

    ``delay``: how much later than first planned it will end; ``late_items`` and
    ``latest``: deliverables past their date, and by how much the worst of them;
    ``waiting``: how long the client has had what he has not answered; ``behind``:
    percent points that the progress lies behind the time used; ``overspent``: percent
    by which the hours spent lie above those planned, of the project or its worst phase.
    """

    delay: int = 0
    late_items: int = 0
    latest: int = 0
    waiting: int = 0
    behind: float = 0.0
    overspent: float = 0.0


@dataclass(frozen=True)
class Limits:
    """From where on a fact is a risk: (amber, red); a company may have its own."""

    delay: tuple[int, int] = (3, 10)
    latest: tuple[int, int] = (1, 5)
    waiting: tuple[int, int] = (5, 15)
    behind: tuple[float, float] = (20.0, 40.0)
    overspent: tuple[float, float] = (5.0, 20.0)

    def faults(self) -> list[str]:
        """Return the names of limits at which all is a risk, or red before amber.

        >>> Limits().faults(), Limits(delay=(0, 5), behind=(30.0, 20.0)).faults()
        ([], ['delay', 'behind'])
        """
        pairs = ((name, *getattr(self, name)) for name in FACT_NAMES)
        return [name for name, amber, red in pairs if not 0 < amber <= red]


def judge(facts: Facts, limits: Limits | None = None) -> tuple[str, list[str]]:
    """Return the level and the names of the facts that make it a risk.

    >>> judge(Facts())
    ('green', [])
    >>> judge(Facts(delay=4, waiting=6))
    ('amber', ['delay', 'waiting'])
    >>> judge(Facts(late_items=1, latest=7, behind=25))
    ('red', ['latest', 'behind'])
    >>> judge(Facts(overspent=12.5))
    ('amber', ['overspent'])
    >>> judge(Facts(delay=4), Limits(delay=(5, 9)))
    ('green', [])
    """
    limits = limits or Limits()
    worst, reasons = 0, []
    for name in FACT_NAMES:
        value = getattr(facts, name)
        level = sum(value >= limit for limit in getattr(limits, name))
        if level:
            reasons.append(name)
        worst = max(worst, level)
    return LEVELS[worst], reasons


def time_used(total: int, used: int) -> float:
    """Return how much of its working days a project has used, in percent.

    >>> time_used(20, 5), time_used(0, 5), time_used(20, 30)
    (25.0, 0.0, 100.0)
    """
    return min(100.0, 100.0 * max(used, 0) / total) if total > 0 else 0.0
