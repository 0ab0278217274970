"""两份通知对照: which verdicts of the open workbook change between two notices."""

import streamlit as st

from core.rulebook import shipped
from pages.components import blocks, controls
from pages.components.session import _, judged

place = st.container()
with st.container(key="notices", horizontal=True, gap="small"):
    before = controls.notice(_("Notice applied"), shipped()[0], "notice-before")
    after = controls.notice(_("Compared with"), shipped()[-1], "notice-after")
with place:
    document, printer = judged.notices(before, after)
    blocks.title(printer(document.heading), " · ".join(map(printer, document.verdicts)))
    if document.table.rows:
        blocks.write(blocks.document_table(document.table, "clauses", printer))
    else:
        blocks.note(printer(document.table.empty))
