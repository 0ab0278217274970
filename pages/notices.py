"""两份通知对照: which verdicts of the open workbook change between two notices."""

import streamlit as st

from core.model.document import Value
from core.model.quantity import Judged
from core.printers.text import TextPrinter
from core.rulebook import shipped
from pages.components import blocks, controls, session, workbook
from pages.components.session import _


def changes(before: str, after: str) -> None:
    document, printer = session.notices(before, after)
    blocks.title(printer(document.heading), " · ".join(map(printer, document.verdicts)))
    table = document.table
    if not table.rows:
        blocks.note(printer(table.empty))
        return
    rows = [[html(row.cells[column.key], printer) for column in table.columns] for row in table.rows]
    blocks.write(blocks.table([printer(column.title) for column in table.columns], rows, "moved"))


def html(value: Value, printer: TextPrinter) -> str:
    """A cell of the table: an outcome as its square and word."""
    words = printer(value)
    return f"<div>{blocks.judged(value, words) if isinstance(value, Judged) else blocks.text(words)}</div>"


if session.work() is None:
    workbook.welcome(_("You will see here which verdicts change from one notice to another, by clause and criterion."))
else:
    place = st.container()
    with st.container(key="notices", horizontal=True, gap="small"):
        chosen = (
            controls.notice(_("Notice"), shipped()[0], key="notice-before", persist_state="session"),
            controls.notice(_("Compared with"), shipped()[-1], key="notice-after", persist_state="session"),
        )
    with place:
        changes(*chosen)
