"""条款与口径: the notice as a document with the outcomes in the margin; our readings; method; data handling."""

from core.views import tables
from pages.components import blocks, detail, session, workbook

_ = session.text()


def clause(row: tables.NoticeRow, judged: bool) -> str:
    if row.heading:
        return f'<h3 class="{"own" if row.own else "other"}">{blocks.text(row.text)}</h3>'
    margin = "".join(
        f"<li>{blocks.mark(each.outcome if judged else None, each.outcome_label if judged else '')} "
        f"{blocks.text(each.id)} {blocks.text(each.outcome_label) if judged else blocks.text(each.title)}</li>"
        for each in row.criteria
    )
    return (
        f'<div class="clause {"own" if row.own else "other"}"><p><small>{blocks.text(row.id)}</small> {blocks.text(row.text)}</p>'
        f"<ul>{margin}</ul></div>"
    )


def document(judged: bool) -> None:
    notice = session.rulebook().notice
    language = session.language()
    meta = f"{notice.number} · {notice.issuer.in_(language)} · {notice.issued:%Y-%m-%d}"
    blocks.write(
        f'<h1 class="verdict">{blocks.text(notice.title.in_(language))}</h1><p class="subline">{blocks.text(meta)}</p>'
        f'<div class="notice" lang="zh-CN"><p class="preamble">{blocks.text(notice.heading)}</p>'
        f"{''.join(clause(row, judged) for row in session.notice_rows())}</div>"
    )


def readings(judged: bool) -> None:
    blocks.heading(_("Our readings"), _("What the notice leaves open, how we read it, and what else it could mean."))
    alike: dict[tuple[str, str | None, str], list[tables.ReadingOf]] = {}
    for each in session.reading_rows():
        alike.setdefault((each.reading.reading, each.reading.alternative, each.reading.sentence), []).append(each)
    body = "".join(
        f"<article><h4>{blocks.text(named(group))}</h4>{detail.reading(group[0].reading, judged)}</article>"
        for group in sorted(alike.values(), key=lambda group: (not group[0].reading.changes, len(group)))
    )
    blocks.write(f'<div class="readings">{body}</div>')


def named(group: list[tables.ReadingOf]) -> str:
    """The criterion a reading belongs to; the ids alone where it belongs to several."""
    return group[0].criterion.label if len(group) == 1 else " · ".join(each.criterion.id for each in group)


def method() -> None:
    blocks.heading(_("How it is judged"))
    blocks.write(
        blocks.listed(
            (
                _("Every threshold is quoted from the notice; ≥ includes the number itself."),
                _(
                    "Values are compared exactly and rounded only for display: 29.96 % is shown as 29.96 % and is not 30 %."
                ),
                _("A blank is “no data”: never zero, never met."),
                _(
                    "Evidence is judged by people: a claim without evidence is left to review, and the word of the reviewer wins."
                ),
                _("The score is ours and unofficial; met, not met or cannot be judged comes first."),
            )
        )
    )
    blocks.heading(_("How the workbook is handled"))
    blocks.write(
        blocks.listed(
            (
                workbook.privacy(),
                _("The page loads nothing from other sites and sends nothing to them."),
                _("The scored workbook is your own file with our sheets added."),
            )
        )
    )


opened = session.work() is not None
document(opened)
readings(opened)
method()
if not opened:
    workbook.welcome(
        _(
            "With a workbook open, each clause shows its outcomes in the margin and each reading says whether the verdict depends on it."
        ),
        level="h2",
    )
