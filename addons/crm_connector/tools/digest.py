"""The words of a summary: counts of everything, links as far as there is room."""

from collections.abc import Sequence
from dataclasses import dataclass

# A chat tool takes 2048 bytes of text; title, note and the last link need theirs.
ROOM_BYTES = 1500
ITEM_CHARS = 60


@dataclass(frozen=True)
class Item:
    """One message: under which heading it counts, its sentence, its document."""

    heading: str
    sentence: str
    url: str


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= ITEM_CHARS else line[: ITEM_CHARS - 1] + "…"


def body(items: Sequence[Item], room: int = ROOM_BYTES) -> str:
    """The text of a summary, the most frequent kinds first.

    Every kind is counted; its messages are listed, the latest first, while there is
    room. The same sentence is listed once.

    >>> items = [Item("Signed", "Contract A", "u/1"), Item("Paid", "10", "u/2"),
    ...          Item("Signed", "Contract B", "u/3")]
    >>> print(body(items))
    Signed × 2
    · Contract B u/3
    · Contract A u/1
    Paid × 1
    · 10 u/2
    >>> print(body(items, room=60))
    Signed × 2
    · Contract B u/3
    Paid × 1
    · 10 u/2
    """
    groups: dict[str, list[Item]] = {}
    for item in reversed(items):
        groups.setdefault(item.heading, []).append(item)
    ordered = sorted(groups.items(), key=lambda pair: -len(pair[1]))
    # The counts have to fit; the lists share what is left.
    headings = {name: f"{name} × {len(rows)}" for name, rows in ordered}
    share = max(room - sum(map(len, headings.values())), 0) // max(len(ordered), 1)
    lines = []
    for name, rows in ordered:
        lines.append(headings[name])
        budget = share
        for line in dict.fromkeys(f"· {_short(r.sentence)} {r.url}" for r in rows):
            budget -= len(line.encode()) + 1
            if budget < 0:
                break
            lines.append(line)
    return "\n".join(lines)
