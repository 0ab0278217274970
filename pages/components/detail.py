"""One criterion opened: clause verbatim, figures, formula, cells, readings, remedy, trajectory."""

from __future__ import annotations

from core.documents.criterion import CriterionDocument, ReadingOf, criteria_document
from core.documents.trajectory import trajectories
from core.model import Kind
from core.model.document import Joined, Value, Verbatim, say
from core.printers.charts import trajectory
from pages.components import blocks, charts, session


def show(row: CriterionDocument) -> None:
    """Everything there is to say about a criterion."""
    _ = session.text()
    parts = [_title(row), _figures(row), _formula(row), _claim(row), _cells(row), _readings(row), _remedy(row)]
    blocks.write(f'<article class="detail">{"".join(parts)}</article>')
    if row.kind is Kind.COMPUTED:
        large_trajectory(row.id, "detail")


def labels() -> dict[str, str]:
    """Each criterion's number and title with its outcome, as a list to choose from shows them."""
    return {row.id: session.shown(row.named_outcome) for row in session.document(criteria_document).rows}


def large_trajectory(id: str, place: str) -> None:
    """The criterion over the whole pilot."""
    _ = session.text()
    one, then = session.document(trajectories).criteria[id], session.known_then(id)
    charts.draw(
        trajectory,
        session.once(f"large-{id}", lambda: trajectory.frame(one, session.printer(), then=then)),
        key=f"large-{place}",
        alt=_("The criterion chosen by month, with forecast, threshold, straight line and own plan"),
        percent=one.percent,
        **({"compared": True} if then else {}),
    )
    blocks.write(legend(one.forecast, then=bool(then)))


def legend(forecast: bool, assumed: bool = False, then: bool = False) -> str:
    """What the lines are, in words beside their looks."""
    _ = session.text()
    ahead = (
        ("median", _("expected")),
        ("half", _("likely range (50%)")),
        ("wide", _("likely range (80%)")),
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


def _title(row: CriterionDocument) -> str:
    _ = session.text()
    cite = blocks.text(_("Notice, {clause}").format(clause=row.clause))
    return (
        f"<header>{blocks.judged(row.outcome)}<h3>{blocks.said(row.label)}</h3></header>"
        f'<blockquote lang="zh-CN">{blocks.text(row.quote)}<cite>{cite}</cite></blockquote>'
    )


def _figures(row: CriterionDocument) -> str:
    _ = session.text()
    if row.kind is Kind.EVIDENCE:
        return f'<p class="reason">{blocks.said(row.reason)}</p>' if row.why else ""
    pairs: list[tuple[str, Value]] = [
        (_("Value"), row.value),
        (_("Threshold"), row.threshold),
        (_("Gap"), row.state),
    ]
    if row.target:
        pairs.append((_("Own target"), Joined((row.target, row.target_outcome), "dots")))
    cells = "".join(f"<div><dt>{blocks.text(name)}</dt><dd>{blocks.said(value)}</dd></div>" for name, value in pairs)
    return f"<dl>{cells}</dl>"


def _formula(row: CriterionDocument) -> str:
    _ = session.text()
    if row.formula is None:
        return ""
    filled = session.shown(row.filled)
    figures = f"<p class='filled'>{blocks.text(filled)}</p>" if filled else ""
    return _part(_("Formula"), f"<p>{blocks.said(row.formula)}</p>{figures}")


def _claim(row: CriterionDocument) -> str:
    _, claim = session.text(), row.claim
    if claim is None:
        return ""
    pairs = (
        (_("Status"), claim.status),
        (_("Evidence"), Verbatim(claim.evidence)),
        (_("Note"), Verbatim(claim.note)),
        (_("Review"), claim.review),
        (_("Note of the reviewer"), Verbatim(claim.review_note)),
    )
    texts = [(name, session.shown(value) if value else "") for name, value in pairs]
    lines = "".join(f"<li><b>{blocks.text(name)}</b> {blocks.text(text)}</li>" for name, text in texts if text)
    if claim.taken_from:
        lines += f"<li>{blocks.text(_('Status taken from {id}, which has the same wording.').format(id=claim.taken_from))}</li>"
    return _part(_("What the workbook says"), f'<ul class="plain">{lines}</ul>')


def _cells(row: CriterionDocument) -> str:
    _ = session.text()
    return _part(_("Where it comes from"), f"<p>{blocks.said(row.origin)} {cells(row)}</p>")


def cells(row: CriterionDocument) -> str:
    """The cells that a criterion was read from, sheet by sheet."""
    return "".join(f"<code>{blocks.text(each)}</code> " for each in session.printer().by_sheet(row.sources))


def _readings(row: CriterionDocument) -> str:
    _ = session.text()
    open_ones = "".join(reading(each) for each in row.readings if each.alternative)
    settled = blocks.listed(session.shown(each.reading) for each in row.readings if not each.alternative)
    return _part(_("Our reading"), open_ones + settled if row.readings else "")


def reading(row: ReadingOf, judged: bool = True) -> str:
    """A reading, its alternative, and whether the verdict depends on it."""
    _ = session.text()
    other = f"<p>{blocks.named(_('It could also mean: '), blocks.said(row.alternative))}</p>" if row.alternative else ""
    told = say("{sentence} It gives {value}.", sentence=row.sentence, value=row.value)
    depends = "depends" if row.changes else "same"
    verdict = f'<p class="{depends}">{blocks.said(told if row.outcome else row.sentence)}</p>' if judged else ""
    return f'<div class="reading-of"><p>{blocks.said(row.reading)}</p>{other}{verdict}</div>'


def _remedy(row: CriterionDocument) -> str:
    _ = session.text()
    guidance = blocks.listed(map(session.shown, row.guidance)) if row.guidance else ""
    return _part(_("Remedy"), f"<p>{blocks.said(row.remedy)}</p>") + _part(
        _("What the action plan lists under it"), guidance
    )
