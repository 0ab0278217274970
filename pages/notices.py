"""两份通知对照: which verdicts of the open workbook change between two notices."""

import streamlit as st

from core.model.quantity import Judged
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
    rows = [[row.cells[column.key] for column in table.columns] for row in table.rows]
    cells = [
        [
            f"<div>{blocks.judged(cell, printer(cell)) if isinstance(cell, Judged) else blocks.text(printer(cell))}</div>"
            for cell in row
        ]
        for row in rows
    ]
    blocks.write(blocks.table([printer(column.title) for column in table.columns], cells, "moved"))


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
