"""Where a criterion is heading: its status, and how sure that is."""

from __future__ import annotations

from core.documents.criterion import CriterionDocument
from core.documents.outlook import CriterionOutlook, outlook_document
from core.model import Status
from core.model.document import Joined
from pages.components import blocks, session


def of(id: str) -> CriterionOutlook:
    """The outlook of a computed criterion."""
    return session.document(outlook_document).criteria[id]


def status(each: CriterionOutlook) -> str:
    """The status as its circle and its word; '' once the pilot is over."""
    return "" if each.status is None else status_mark(each.status, session.shown(each.status))


def status_mark(status: Status, label: str) -> str:
    """Any status so."""
    kind = "status-" + status.value.replace("_", "-")
    return f'<span class="chip {kind}"><i class="heading-of {kind}"></i>{blocks.text(label)}</span>'


def end(each: CriterionOutlook) -> str:
    """Probability and range at the end in a line: 约55% · 180–263家; '' where there is no forecast."""
    return blocks.said(Joined((each.probability, each.interval), "dots")) if each.probability else ""


def likely(id: str) -> str:
    """The forecast of a criterion as sentences of a next step; '' where there is none."""
    each = session.document(outlook_document).criteria.get(id)
    return session.shown(each.likely) if each and each.likely else ""


def sentence(each: CriterionOutlook) -> str:
    """Status and forecast, or why there is none, as a paragraph."""
    return f'<p class="ahead">{status(each)} {blocks.said(each.sentence)}</p>'


def facts(each: CriterionOutlook, criterion: CriterionDocument) -> None:
    """Status, probability, interval, months, paces and the applicant's own plan, and all of it as a sentence."""
    _ = session.text()
    plan = Joined((criterion.target, criterion.target_outcome), "dots") if criterion.target else None
    pairs = (
        (_("Probability at the pilot's end"), each.probability),
        (_("Likely range at the end (80%)"), each.interval),
        (_("Threshold first met"), each.reached),
        (_("Needed a month"), each.needed),
        (_("A month over the last three"), each.recent),
        (_("Known"), each.known),
        (_("Own target for the end"), plan),
    )
    listed = [(name, session.shown(value)) for name, value in pairs if value is not None]
    items = "".join(f"<div><dt>{blocks.text(k)}</dt><dd>{blocks.text(v)}</dd></div>" for k, v in listed)
    blocks.write(f'{sentence(each)}<dl class="facts">{items}</dl>')
