"""数据留存说明: what is kept (nothing), where the workbook is meanwhile, and what a server's owner should do."""

from dataclasses import asdict

import streamlit as st

from pages.components import blocks, reading_queue, session
from pages.components.session import _, reading
from pages.components.workbook import TEXTS

limits = asdict(reading_queue.bounds()) | {"size": st.get_option("server.maxUploadSize")}
blocks.title(_("Nothing that you upload is kept"))
blocks.prose(_("There is no database, no account and no folder of uploads. This page says where your workbook is meanwhile, and when it goes."))  # fmt: skip
for name, section in TEXTS["kept"].items():
    blocks.heading(_(section["heading"]))
    blocks.prose(html=blocks.listed(_(line).format(**limits) for line in section["lines"]))
    if name == "end" and (session.work() is not None or reading.pending() is not None):
        st.button(_("Clear my data"), key="clear-kept", on_click=reading.clear, icon=":material/delete:")
