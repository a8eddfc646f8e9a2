"""A matrix in a notebook: what it is, and its first rows."""

from __future__ import annotations

import html

import numpy as np

_COLUMNS = 8


def matrix_html(title: str, head: np.ndarray | None, shape: tuple[int, int], note: str = "") -> str:
    """`head` may be None, where the rows cannot be had; `note` says why."""
    said = f"<div><code>{html.escape(title)}</code></div>"
    if head is None:
        return f"{said}<div>{html.escape(note)}</div>"
    rows, cols = shape
    more = cols > _COLUMNS
    titles = "".join(f"<th>{at}</th>" for at in range(min(cols, _COLUMNS))) + ("<th>…</th>" if more else "")
    body = "".join(f"<tr><th>{at}</th>{_cells(row, more)}</tr>" for at, row in enumerate(head))
    rest = f"<div>… {rows - len(head):,} more rows</div>" if rows > len(head) else ""
    return f"{said}<table><thead><tr><th></th>{titles}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _cells(row: np.ndarray, more: bool) -> str:
    return "".join(f"<td>{entry:.6g}</td>" for entry in row[:_COLUMNS]) + ("<td>…</td>" if more else "")
