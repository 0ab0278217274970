"""预测方法: what the forecast is, what it was fitted on, how well it did, and when not to trust it."""

from collections.abc import Iterable

from core.documents.method import method_document
from core.model import Status
from core.model.document import Value
from pages.components import blocks, outlook, session, workbook

_ = session.text()
method = method_document()


def paragraphs(texts: Iterable[Value]) -> str:
    return '<div class="prose">' + "".join(f"<p>{blocks.said(each)}</p>" for each in texts) + "</div>"


def statuses() -> str:
    rows = "".join(
        f"<div><dt>{outlook.status_mark(fact.label, session.shown(fact.label))}</dt><dd>{blocks.said(fact.value)}</dd></div>"
        for fact in method.statuses
        if isinstance(fact.label, Status)
    )
    return f'<dl class="statuses">{rows}</dl>'


blocks.title(session.shown(method.title))
blocks.write(paragraphs(method.what))
blocks.heading(_("What the status words mean"))
blocks.write(statuses())
blocks.heading(_("What it was fitted on"))
blocks.write(paragraphs(method.fitted))
blocks.write(blocks.document_table(method.kinds, "short"))
blocks.heading(_("How well it did"))
blocks.write(paragraphs([method.did]))
blocks.write(blocks.document_table(method.scores))
blocks.heading(_("Reliability"), session.shown(method.reliable))
blocks.write(blocks.document_table(method.reliability, "short"))
blocks.heading(_("When not to trust it"))
blocks.write(f'<div class="prose">{blocks.listed(map(session.shown, method.doubts))}</div>')
if session.work() is None:
    workbook.welcome(
        _("With a workbook open, the trajectory page shows these forecasts for your own figures."), level="h2"
    )
