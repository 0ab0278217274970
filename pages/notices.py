"""两份通知对照: which verdicts of the open workbook change between two notices."""

import streamlit as st

from core.documents.figures import notice_name
from core.model.document import Value
from core.model.quantity import Judged
from core.rulebook import load, shipped
from pages.components import blocks, session, workbook

_ = session.text()
HERE = _("You will see here which verdicts change from one notice to another, by clause and criterion.")


def choose(label: str, key: str, default: str) -> str:
    """One of the notices there are."""
    labels = {name: session.shown(notice_name(load(name).notice)) for name in shipped()}
    return st.selectbox(
        label,
        list(labels),
        index=shipped().index(default),
        format_func=labels.__getitem__,
        key=key,
        filter_mode=None,
        persist_state="session",
    )


def cell(value: Value, text: str) -> str:
    """A cell of the table: an outcome as a chip."""
    return blocks.chip(value.outcome, text) if isinstance(value, Judged) else blocks.text(text)


def changes(before: str, after: str) -> None:
    document, printer = session.notices(before, after)
    blocks.title(printer(document.heading), " · ".join(map(printer, document.verdicts)))
    table = document.table
    if not table.rows:
        blocks.write(f'<p class="note">{blocks.text(printer(table.empty))}</p>')
        return
    heads = "".join(f'<th scope="col">{blocks.text(printer(column.title))}</th>' for column in table.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{blocks.text(printer(column.title))}"><div>'
            f"{cell(row.cells[column.key], printer(row.cells[column.key]))}</div></td>"
            for column in table.columns
        )
        + "</tr>"
        for row in table.rows
    )
    blocks.write(
        f'<div class="scroll"><table class="rows moved"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
    )


if session.work() is None:
    workbook.welcome(HERE)
else:
    place = st.container()
    with st.container(key="notices", horizontal=True, gap="small"):
        chosen = (
            choose(_("Notice"), "notice-before", shipped()[0]),
            choose(_("Compared with"), "notice-after", shipped()[-1]),
        )
    with place:
        changes(*chosen)
