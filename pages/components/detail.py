"""One criterion opened: clause verbatim, figures, formula, cells, readings, remedy, trajectory."""

from __future__ import annotations

from core.model import Kind
from core.printers.charts import trajectory
from core.views import tables
from pages.components import blocks, charts, session


def show(row: tables.CriterionRow) -> None:
    """Everything there is to say about a criterion."""
    _ = session.text()
    parts = [_title(row), _figures(row), _formula(row), _claim(row), _cells(row), _readings(row), _remedy(row)]
    blocks.write(f'<article class="detail">{"".join(parts)}</article>')
    if row.kind is Kind.COMPUTED:
        large_trajectory(row.id, "detail")


def large_trajectory(id: str, place: str) -> None:
    """The criterion over the whole pilot."""
    _ = session.text()
    rows = [each for each in session.rows(tables.trajectory_rows) if each.id == id]
    then = session.known_then(id)
    charts.draw(
        trajectory,
        session.once(f"large-{id}", lambda: trajectory.frame(rows, session.fan(id), then=then)),
        key=f"large-{place}",
        alt=_("The criterion chosen by month, with forecast, threshold, straight line and own plan"),
        percent=trajectory.is_percent(rows),
        **({"compared": True} if then else {}),
    )
    blocks.write(legend(bool(session.fan(id)), then=bool(then)))


def legend(forecast: bool, assumed: bool = False, then: bool = False) -> str:
    """What the lines are, in words beside their looks."""
    _ = session.text()
    ahead = (
        ("median", _("forecast (median)")),
        ("half", _("50% interval")),
        ("wide", _("80% interval")),
    )
    pieces = (
        ("actual", _("actual")),
        *((("then", _("as the earlier workbook had it")),) if then else ()),
        *(ahead if forecast else ()),
        *((("assumed", _("assumed")),) if assumed else ()),
        ("threshold", _("threshold of the notice")),
        ("straight", _("straight line to the threshold")),
        ("plan", _("own plan")),
    )
    return (
        '<p class="legend">'
        + "".join(f'<span class="{kind}">{blocks.text(word)}</span>' for kind, word in pieces)
        + "</p>"
    )


def _part(heading: str, body: str) -> str:
    return f"<section><h4>{blocks.text(heading)}</h4>{body}</section>" if body else ""


def _title(row: tables.CriterionRow) -> str:
    _ = session.text()
    return (
        f"<header>{blocks.chip(row.outcome, row.outcome_label)}<h3>{blocks.text(row.label)}</h3></header>"
        f'<blockquote lang="zh-CN">{blocks.text(row.quote)}<cite>{blocks.text(_("Notice, {clause}").format(clause=row.clause))}'
        f"</cite></blockquote>"
    )


def _figures(row: tables.CriterionRow) -> str:
    _ = session.text()
    if row.kind is Kind.EVIDENCE:
        return f'<p class="reason">{blocks.text(row.reason_text)}</p>' if row.reason_text else ""
    pairs = [
        (_("Value"), row.value_text),
        (_("Threshold"), row.threshold_text),
        (_("Gap"), row.gap_text or row.reason_text),
    ]
    if row.commitment_text:
        pairs.append((_("Own target"), f"{row.commitment_text} · {row.commitment_label}"))
    cells = "".join(f"<div><dt>{blocks.text(name)}</dt><dd>{blocks.text(value)}</dd></div>" for name, value in pairs)
    return f"<dl>{cells}</dl>"


def _formula(row: tables.CriterionRow) -> str:
    _ = session.text()
    filled = f"<p class='filled'>{blocks.text(row.formula_filled)}</p>" if row.formula_filled else ""
    return _part(_("Formula"), f"<p>{blocks.text(row.formula)}</p>{filled}" if row.formula else "")


def _claim(row: tables.CriterionRow) -> str:
    _ = session.text()
    claim = row.claim
    if claim is None:
        return ""
    pairs = (
        (_("Status"), claim.status_label),
        (_("Evidence"), claim.evidence),
        (_("Note"), claim.note),
        (_("Review"), claim.review_label),
        (_("Note of the reviewer"), claim.review_note),
    )
    lines = "".join(f"<li><b>{blocks.text(name)}</b> {blocks.text(value)}</li>" for name, value in pairs if value)
    if claim.taken_from:
        lines += f"<li>{blocks.text(_('Status taken from {id}, which has the same wording.').format(id=claim.taken_from))}</li>"
    return _part(_("What the workbook says"), f'<ul class="plain">{lines}</ul>')


def _cells(row: tables.CriterionRow) -> str:
    _ = session.text()
    cells = "".join(
        f"<code>{blocks.text(source)}</code> " for source in tables.by_sheet(row.sources, session.language())
    )
    return _part(_("Where it comes from"), f"<p>{blocks.text(row.origin_text)} {cells}</p>")


def _readings(row: tables.CriterionRow) -> str:
    _ = session.text()
    open_ones = "".join(reading(each) for each in row.readings if each.alternative)
    settled = blocks.listed(each.reading for each in row.readings if not each.alternative)
    return _part(_("Our reading"), open_ones + settled if row.readings else "")


def reading(row: tables.ReadingRow, judged: bool = True) -> str:
    """A reading, its alternative, and whether the verdict depends on it."""
    _ = session.text()
    other = f"<p>{blocks.named(_('It could also mean: '), blocks.text(row.alternative))}</p>" if row.alternative else ""
    told = _("{sentence} It gives {value}.").format(sentence=row.sentence, value=row.value_text)
    depends = "depends" if row.changes else "same"
    verdict = f'<p class="{depends}">{blocks.text(told if row.value_text else row.sentence)}</p>' if judged else ""
    return f'<div class="reading-of"><p>{blocks.text(row.reading)}</p>{other}{verdict}</div>'


def _remedy(row: tables.CriterionRow) -> str:
    _ = session.text()
    guidance = blocks.listed(row.guidance) if row.guidance else ""
    return _part(_("Remedy"), f"<p>{blocks.text(row.remedy)}</p>") + _part(
        _("What the action plan lists under it"), guidance
    )
