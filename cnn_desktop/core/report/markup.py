"""HTML from text: whatever comes from a file name, a class or a note is shown and never interpreted."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from cnn_desktop.core.names import shown_name

GAP = "\N{NO-BREAK SPACE}"


def plain(text: object) -> str:
    """`text` as it stands between tags or in quotes."""
    return html.escape(shown_name(str(text)), quote=True)


def percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}{GAP}%"


def interval(low: float, high: float) -> str:
    """“93.5 to 99.1 %”"""
    return f"{100 * low:.1f} to {100 * high:.1f}{GAP}%"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "") -> str:
    """A table of finished cells; the first of each row names it. `kind`: the class of its look."""
    titles = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    lines = (
        f'<tr><th scope="row">{row[0]}</th>' + "".join(f"<td>{cell}</td>" for cell in row[1:]) + "</tr>" for row in rows
    )
    top = f"<thead><tr>{titles}</tr></thead>" if head else ""
    return f'<div class="wide"><table class="{kind}">{top}<tbody>{"".join(lines)}</tbody></table></div>'


def section(title: str, *parts: str) -> str:
    return f"<section><h2>{plain(title)}</h2>{''.join(parts)}</section>"


def said(text: str) -> str:
    """A paragraph of finished text."""
    return f"<p>{text}</p>"
