"""A card that asks for a decision: its facts, and buttons that open our page."""

from collections.abc import Iterable, Mapping

# The vendor's: so many buttons a card, below each other or side by side.
MAX_BUTTONS = 5
BELOW, BESIDE = "0", "1"


def with_buttons(payload: Mapping, links: Iterable[tuple[str, str]]) -> dict:
    """``payload`` with the card's facts in its text, and its buttons.

    DingTalk reports no pressed button and changes no card, so a button is a link.

    >>> shown = with_buttons({"body": "B", "card": {"facts": [["Sum", "1"]]}},
    ...                      [("Yes", "https://e.cn/y"), ("No", "https://e.cn/n")])
    >>> shown["body"], shown["buttons"][0]
    ('B\\nSum：1', {'title': 'Yes', 'action_url': 'https://e.cn/y'})
    """
    facts = (payload.get("card") or {}).get("facts") or []
    lines = [payload.get("body") or "", *(f"{name}：{value}" for name, value in facts)]
    return {
        **payload,
        "body": "\n".join(filter(None, lines)),
        "buttons": [
            {"title": label, "action_url": url}
            for label, url in list(links)[:MAX_BUTTONS]
        ],
    }


def orientation(buttons: list) -> str:
    """Two short buttons stand beside each other, more of them below."""
    return BESIDE if len(buttons) <= 2 else BELOW
