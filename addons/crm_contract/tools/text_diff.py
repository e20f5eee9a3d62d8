"""What changed between two revisions of a contract's HTML, paragraph by paragraph."""

import difflib
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = {"address", "article", "blockquote", "br", "div", "dd", "dl", "dt", "footer"}
BLOCKS |= {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "ul"}
BLOCKS |= {"section", "table", "tbody", "tfoot", "thead", "tr"}
CELLS = frozenset({"td", "th"})
UNSEEN = frozenset({"head", "script", "style", "title"})


@dataclass(frozen=True)
class Change:
    """Paragraphs that were replaced; one side is empty where some came or went."""

    old: tuple[str, ...]
    new: tuple[str, ...]


class _Paragraphs(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.words: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag in BLOCKS:
            self.close_paragraph()
        elif tag in CELLS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in BLOCKS:
            self.close_paragraph()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)

    def close_paragraph(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words.clear()
        if text:
            self.found.append(text)


def paragraphs(html: str) -> list[str]:
    """Return the visible text of ``html``, one string a paragraph or table row.

    >>> paragraphs("<style>p{}</style><p>One <b>two</b></p><td>3</td><td>4</td>")
    ['One two', '3 4']
    """
    parser = _Paragraphs()
    parser.feed(html)
    parser.close()
    parser.close_paragraph()
    return parser.found


def changes(old_html: str, new_html: str) -> list[Change]:
    """Return the paragraphs that differ, in the order of the text.

    >>> changes("<p>a</p><p>b</p>", "<p>a</p><p>c</p><p>d</p>")
    [Change(old=('b',), new=('c', 'd'))]
    >>> changes("<p>a</p>", "<div>a</div>")
    []
    """
    old, new = paragraphs(old_html), paragraphs(new_html)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        Change(tuple(old[i1:i2]), tuple(new[j1:j2]))
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        if tag != "equal"
    ]
