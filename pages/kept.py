"""数据留存说明: what is kept (nothing), where the workbook is meanwhile, and what a server's owner should do."""

import streamlit as st

from pages.components import blocks, reading_queue, session, workbook
from pages.components.session import _, reading


def listed(*lines: str) -> None:
    blocks.prose(html=blocks.listed(lines))


def when_it_goes() -> None:
    blocks.heading(_("When it goes"))
    listed(
        _("When you open another workbook, which takes its place."),
        _("When you clear your data: at once, with everything worked out from it. A file just downloaded stays in memory for up to a minute more."),
        _("When the page is closed or the connection is lost: after two to three minutes, so that a short break in the network costs nothing."),
        _("When the server stops."),
    )  # fmt: skip
    if session.work() is not None or reading.pending() is not None:
        st.button(_("Clear my data"), key="clear-kept", on_click=reading.clear, icon=":material/delete:")


def limits() -> None:
    bounds = reading_queue.bounds()
    blocks.heading(_("Limits"))
    listed(
        _("A file of at most {size} MB; the server refuses larger ones while they arrive.").format(
            size=st.get_option("server.maxUploadSize")
        ),
        _("{n} files are read at once; {waiting} more may wait, and then a file is asked to come again later.").format(
            n=bounds.parses, waiting=bounds.waiting
        ),
        _("{n} files in {minutes} minutes from one session.").format(n=bounds.a_session, minutes=bounds.minutes),
        _("Reading has bounds on memory and time; a file that goes past them is refused with a sentence, and nobody else notices."),
    )  # fmt: skip


blocks.title(_("Nothing that you upload is kept"))
blocks.prose(_("There is no database, no account and no folder of uploads. This page says where your workbook is meanwhile, and when it goes."))  # fmt: skip
blocks.heading(_("Where the workbook is while you work"))
listed(
    _("In the memory of your session on the server, with the tables and forecasts worked out from it. No other session can see them."),
    _("While it is read, also in the memory of a process of its own, which ends with the reading. No file is written."),
    _("In your browser: what is on the page. Besides, one cookie that guards uploads against requests from other sites, and the colour scheme."),
)  # fmt: skip
when_it_goes()
blocks.heading(_("What leaves the server"))
listed(
    _("Nothing but the page and the files you download, to your own browser."),
    _("The program asks no other host for anything, sends no statistics and works without a network. Your browser is told to load nothing from elsewhere, whatever a workbook says."),
)  # fmt: skip
blocks.heading(_("What a scored workbook holds"))
listed(
    _("Your own file, and our sheets behind yours: outcomes, figures, the addresses they came from, and the cells that problems quote."),
    _("A hidden sheet, the receipt: the version of the program and of the rules, the outcome and figures of each criterion, and a check code of each sheet as it was read. From a check code nothing can be read back."),
    _("Where it was compared with an earlier workbook, that workbook's own sheets are on the receipt too, so that the comparison can be checked."),
    _("On the receipt your answers too: of each the choice, the sheet, the column and what names the row, and the content of the cell. Whoever is given the scored workbook can read them."),
)  # fmt: skip
limits()
blocks.heading(_("For whoever runs the server"))
listed(
    _("Put a proxy with HTTPS in front, which sends each visitor to the same process throughout and closes the address /_stcore/metrics."),
    _("The program logs faults of its own without the content of cells. A proxy logs addresses and times; decide how long to keep those."),
    _("Memory may be swapped to disk by the system: encrypt the swap or turn it off."),
    _("The limits above are set by TDS_PARSES, TDS_WAITING, TDS_PARSES_A_SESSION and TDS_PARSES_MINUTES; deploy/ in the source says how."),
)  # fmt: skip
if session.work() is None:
    workbook.welcome(_("With a workbook open, it can be cleared here."), level="h2")
