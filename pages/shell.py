"""The script that runs for every visitor: page set-up, navigation, what stands on every page."""

from pathlib import Path

import streamlit as st

from pages.components import header, workbook
from pages.components.session import _, judged, links, reload

st.set_page_config(
    page_title=_("Trusted data space pilot: self-assessment"),
    page_icon=Path(__file__).parent / "components" / "assets" / "icon.png",
    layout="wide",
    initial_sidebar_state="collapsed",
)
page = st.navigation(
    [
        st.Page(f"{file}.py", title=_(label), url_path=None if file == "overview" else file, default=file == "overview")
        for file, label in (header.PAGES | header.further()).items()
    ],
    position="hidden",
)
header.top(page.url_path)
reload.restore()
workbook.read()
reload.keep()
links.follow()
header.head(page.url_path)
with judged.settled():
    workbook.run(page)
header.foot()
