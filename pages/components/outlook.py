"""Where a criterion is heading: its status, and how sure that is."""

from __future__ import annotations

from core.model import Status
from core.views import tables
from pages.components import blocks, session


def status(row: tables.OutlookRow) -> str:
    """The status as its circle and its word."""
    return status_mark(row.status, row.status_label)


def status_mark(status: Status, label: str) -> str:
    """Any status so."""
    kind = "status-" + status.value.replace("_", "-")
    return f'<span class="chip {kind}"><i class="heading-of {kind}"></i>{blocks.text(label)}</span>'


def likely(row: tables.OutlookRow | None) -> str:
    """The forecast as sentences of a next step; '' where there is none."""
    return row.sentence if row and row.probability_text else ""


def facts(row: tables.OutlookRow, criterion: tables.CriterionRow) -> None:
    """Status, probability, interval, months, paces and the applicant's own plan, and all of it as a sentence."""
    _ = session.text()
    plan = f"{criterion.commitment_text} · {criterion.commitment_label}" if criterion.commitment_text else ""
    pairs = (
        (_("Probability at the pilot's end"), row.probability_text),
        (_("80% interval at the end"), row.interval_text),
        (_("Threshold first met"), row.range_text),
        (_("Needed a month"), row.needed_text),
        (_("A month over the last three"), row.recent_text),
        (_("Known"), row.known_text),
        (_("Own target for the end"), plan),
    )
    listed = "".join(f"<div><dt>{blocks.text(k)}</dt><dd>{blocks.text(v)}</dd></div>" for k, v in pairs if v)
    blocks.write(f'<p class="ahead">{status(row)} {blocks.text(row.sentence)}</p><dl class="facts">{listed}</dl>')
