"""预测方法: what the forecast is, what it was fitted on, how well it did, and when not to trust it."""

from core.views import tables
from pages.components import blocks, outlook, session, workbook

_ = session.text()


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{blocks.text(each)}</p>" for each in texts)


view = tables.method(session.language())
blocks.write(f'<h1 class="verdict">{blocks.text(view.title)}</h1><div class="prose">{paragraphs(view.what)}</div>')
blocks.heading(_("What the status words mean"))
blocks.write(
    '<dl class="statuses">'
    + "".join(
        f"<div><dt>{outlook.status_mark(status, label)}</dt><dd>{blocks.text(text)}</dd></div>"
        for status, label, text in view.statuses
    )
    + "</dl>"
)
blocks.heading(_("What it was fitted on"))
blocks.write(
    f'<div class="prose">{paragraphs(view.fitted)}</div>' + blocks.table((_("Kind"), _("Series")), view.kinds, "short")
)
blocks.heading(_("How well it did"))
blocks.write(
    f'<div class="prose">{paragraphs((view.did,))}</div>'
    + blocks.table(
        (
            _("Kind"),
            _("Forecasts"),
            _("Brier, unseen series"),
            _("Brier, unseen sources"),
            _("80% interval held"),
            _("Probabilities off by (points)"),
        ),
        view.scores,
    )
)
blocks.heading(_("Reliability"), view.reliable)
blocks.write(
    blocks.table((_("Probability said"), _("On average"), _("Happened"), _("Cases")), view.reliability, "short")
)
blocks.heading(_("When not to trust it"))
blocks.write(f'<div class="prose">{blocks.listed(view.doubts)}</div>')
if session.work() is None:
    workbook.welcome(
        _("With a workbook open, the trajectory page shows these forecasts for your own figures."), level="h2"
    )
