"""预测方法: what the forecast is, what it was fitted on, how well it did, and when not to trust it."""

from core.documents.method import method_document
from core.model import Status
from pages.components import blocks
from pages.components.session import _

method = method_document()
blocks.title(method.title)
blocks.prose(*method.what)
blocks.heading(_("What the status words mean"))
statuses = [fact for fact in method.statuses if isinstance(fact.label, Status)]
blocks.write(blocks.facts(((blocks.status(fact.label), blocks.said(fact.value)) for fact in statuses), "statuses"))
blocks.heading(_("What it was fitted on"))
blocks.prose(*method.fitted)
blocks.write(blocks.document_table(method.kinds, "short"))
blocks.heading(_("How well it did"))
blocks.prose(method.did)
blocks.write(blocks.document_table(method.scores))
blocks.heading(_("Reliability"), method.reliable)
blocks.write(blocks.document_table(method.reliability, "short"))
blocks.heading(_("When not to trust it"))
blocks.prose(html=blocks.listed(method.doubts))
