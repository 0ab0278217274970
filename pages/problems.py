"""数据问题: every problem with its address and remedy, grouped by what it changes; where figures come from."""

from collections import Counter
from itertools import groupby

import streamlit as st

from core.model import Kind, Severity
from core.views import tables
from core.views.words import severity_label
from pages.components import blocks, downloads, session, workbook

_ = session.text()
#: More of one group are in the download.
SHOWN = 50


def one(row: tables.ProblemRow) -> str:
    place = " ".join(part for part in (row.sheet, row.cell) if part)
    return (
        f'<tr class="severity-{row.severity}"><td><span class="severity">{blocks.text(row.severity_label)}</span></td>'
        f"<td><code>{blocks.text(place)}</code></td><td>{blocks.text(row.found)}</td>"
        f"<td>{blocks.text(row.expected)}</td><td>{blocks.text(row.remedy)}</td></tr>"
    )


def group(name: str, rows: list[tables.ProblemRow]) -> None:
    heads = (_("Severity"), _("Where"), _("Found"), _("Expected"), _("Remedy"))
    head = "".join(f"<th>{blocks.text(word)}</th>" for word in heads)
    rest = rows[SHOWN:]
    more = (
        f'<p class="note">{blocks.text(_("The remaining problems of this group are in the download."))}</p>'
        if rest
        else ""
    )
    blocks.write(
        f'<section class="problems"><h3>{blocks.text(name)} <small>{len(rows)}</small></h3>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(one, rows[:SHOWN]))}</tbody></table>{more}</section>"
    )


def problems() -> None:
    rows = session.rows(tables.problem_rows)
    if not rows:
        blocks.write(f'<h1 class="verdict">{blocks.text(_("Every cell was understood; nothing to ask."))}</h1>')
        return
    labels = {severity.value: severity_label(severity, session.language()) for severity in Severity}
    counts = Counter(row.severity for row in rows)
    blocks.write(
        f'<h1 class="verdict">{blocks.text(_.plural("{n} problem in the workbook", "{n} problems in the workbook", len(rows)).format(n=len(rows)))}</h1>'
        f'<p class="subline">{blocks.text(_("{error}: the cell was not used. {warning}: a default of ours was used. {question}: the figure was used; please check it.").format(**labels))}</p>'
    )
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        chosen = st.pills(
            _("Severity"),
            [severity for severity in Severity if counts[severity]],
            selection_mode="multi",
            format_func=lambda severity: f"{labels[severity]} {counts[severity]}",
            key="severities",
            wrap=True,
            label_visibility="collapsed",
        )
        downloads.problems(_("Download the list (CSV)"), "problems")
    shown = [row for row in rows if not chosen or row.severity in chosen]
    by_group = sorted(shown, key=lambda row: [each.group for each in shown].index(row.group))
    for name, members in groupby(by_group, key=lambda row: row.group):
        group(name, list(members))


def origins() -> None:
    blocks.heading(_("Where each figure comes from"))
    computed = {row.id for row in session.rows(tables.criteria_rows) if row.kind is Kind.COMPUTED}
    heads = (_("Criterion"), _("Value"), _("Source"), _("Cells"))
    head = "".join(f"<th>{blocks.text(word)}</th>" for word in heads)
    body = "".join(
        f"<tr><td>{blocks.text(row.id)} {blocks.text(row.title)}</td><td>{blocks.text(row.value_text)}</td>"
        f"<td>{blocks.text(row.origin)}</td><td><code>{blocks.text(row.sources)}</code></td></tr>"
        for row in session.rows(tables.origin_rows)
        if row.id in computed
    )
    blocks.write(
        f'<section class="problems origins"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></section>'
    )


if session.work() is None:
    workbook.welcome(
        _(
            "Here will stand: every cell that could not be read or that should be checked, with its address, what was expected and what to do; and the sheet each figure came from."
        )
    )
else:
    problems()
    origins()
