"""数据留存说明: what is kept (nothing), where the workbook is meanwhile, and what a server's owner should do."""

import streamlit as st
from msgspec.structs import asdict

from pages.components import blocks, keeping, reading_queue, session, workbook
from pages.components.session import _, reading

limits = {"size": st.get_option("server.maxUploadSize"), "kept_minutes": keeping.MINUTES}
limits |= asdict(reading_queue.bounds())
blocks.title(_("Nothing that you upload is kept"))
blocks.prose(_("There is no database, no account and no folder of uploads. This page says where your workbook is meanwhile, and when it goes."))  # fmt: skip
for name, section in session.TEXTS["kept"].items():
    blocks.heading(_(section["heading"]))
    blocks.prose(html=blocks.listed(_(line).format(**limits) for line in section["lines"]))
    if name == "end" and session.work() is not None:
        workbook.keep("kept")
    if name == "end" and (session.work() is not None or reading.pending() is not None):
        workbook.clear("clear-kept")
