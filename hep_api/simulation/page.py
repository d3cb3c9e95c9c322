"""Pieces of a page of HTML: text is escaped here, and nowhere else is it needed."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape

from hep_api.simulation.pictures import Picture
from hep_api.simulation.style import STYLE


def document(title: str, parts: Iterable[str]) -> str:
    """A whole page that needs nothing from elsewhere."""
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def heading(text: str) -> str:
    """The heading of a part."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph; `kind` is a class of the style sheet."""
    named = f' class="{kind}"' if kind else ""
    return f"<p{named}>{escape(text)}</p>"


def warning(text: str) -> str:
    """What nobody may overlook."""
    return f'<div class="warning" role="note"><p><strong>{escape(text)}</strong></p></div>'


def tiles(entries: Iterable[tuple[str, str, str]]) -> str:
    """Key figures as (what, figure, what it is made of)."""
    inner = "".join(
        f'<div class="tile"><dt>{escape(what)}</dt><dd>{escape(figure)}<small>{escape(of)}</small></dd></div>'
        for what, figure, of in entries
    )
    return f'<dl class="tiles">{inner}</dl>'


def figure(picture: Picture, caption: str) -> str:
    """A picture with its alternative text and caption; it cannot disturb the page around it."""
    data = b64encode(picture.svg.encode()).decode()
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(picture.alt, quote=True)}">'
    return f"<figure>{image}<figcaption>{escape(caption)}</figcaption></figure>"


def table(
    caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], numbers: frozenset[int] = frozenset()
) -> str:
    """A table of texts; the columns of `numbers` are set to the right."""

    def cells(tag: str, row: Sequence[str]) -> str:
        return "".join(_cell(tag, entry, right=place in numbers) for place, entry in enumerate(row))

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{cells('th', head)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell(tag: str, text: str, *, right: bool) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    side = ' class="number"' if right else ""
    return f"<{tag}{scope}{side}>{escape(text)}</{tag}>"


def folded(summary: str, inner: str) -> str:
    """Something long that opens on a click."""
    return f"<details><summary>{escape(summary)}</summary>{inner}</details>"
