"""The sentences that hold counts and scores, as formulas: they follow the sender's cells as the figures do."""

from __future__ import annotations

from core.export.scored.live.conditions import text
from core.export.scored.live.plan import Part
from core.export.scored.workings import OUTCOME, Workings
from core.i18n import words
from core.model import Assessment, Outcome
from core.views.overview import ORDER
from core.views.tables import headline, is_over, red_flag, score_text, time_left
from core.views.words import joined


def filled(template: str, **cells: str) -> str:
    """A message as a formula, its places taken by cells (or other formulas).

    >>> filled("{n} met", n="A1")
    'A1&" met"'
    """
    pieces = []
    rest = template
    while rest:
        at = min(((rest.find("{" + name + "}"), name) for name in cells if "{" + name + "}" in rest), default=(-1, ""))
        if at[0] < 0:
            pieces.append(text(rest))
            break
        if at[0]:
            pieces.append(text(rest[: at[0]]))
        pieces.append(cells[at[1]])
        rest = rest[at[0] + len(at[1]) + 2 :]
    return "&".join(pieces)


def shown_score(cell: str) -> str:
    """A score with one decimal, a dash where there is none."""
    return f'IF(ISNUMBER({cell}),TEXT({cell},"0.0"),"—")'


def verdict_sentence(a: Assessment, found: Workings, language: str) -> Part:
    """Counts of outcomes as one sentence."""
    _ = words(language)
    texts = {
        Outcome.MET: _("{n} met"),
        Outcome.NOT_MET: _("{n} not met") if is_over(a) else _("{n} not yet met"),
        Outcome.NEEDS_REVIEW: _("{n} to review"),
        Outcome.NO_DATA: _("{n} without data"),
        Outcome.NOT_APPLICABLE: _("{n} not applicable"),
    }
    told = headline(a, language)
    separator = joined(["", ""], language)
    pieces = [text(told.sentence_parts[0][0]), filled(texts[Outcome.MET], n=found.count(Outcome.MET))]
    for outcome in ORDER[1:]:
        cell = found.count(outcome)
        pieces.append(f'IF({cell}>0,{filled(separator + texts[outcome], n=cell)},"")')
    pieces.append(text(told.sentence_parts[-1][0]))
    return Part("&".join(pieces), told.sentence)


def flagged(a: Assessment, found: Workings) -> str:
    """Whether 合规 is not met."""
    cells = [found.of(f.criterion.id, OUTCOME) for f in a.findings if f.criterion.red_flag]
    return "OR(" + ",".join(f'{cell}="not_met"' for cell in cells) + ")" if cells else "FALSE"


def red_flag_line(a: Assessment, found: Workings, language: str) -> Part | None:
    """The red flag, where there is one: it goes when 合规 is met."""
    sentence = red_flag(a, language)
    return None if sentence is None else Part(f'IF({flagged(a, found)},{text(sentence)},"")', sentence)


def stands(a: Assessment, found: Workings, language: str) -> Part:
    """Whether the criteria are met."""
    _ = words(language)
    all_met = _("All criteria are met.")
    missed = _("The criteria are not met.") if is_over(a) else _("The criteria are not yet met.")
    open_ = _("Nothing is missed, but some criteria cannot be judged yet.")
    not_met, no_data, review = (
        found.count(outcome) for outcome in (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW)
    )
    formula = f"IF({not_met}>0,{text(missed)},IF({no_data}+{review}>0,{text(open_)},{text(all_met)}))"
    return Part(formula, headline(a, language).stands)


def subline(a: Assessment, found: Workings, language: str) -> Part:
    """Time left, foundation, unofficial score, the notice."""
    _ = words(language)
    total = sum(f.criterion.item == 0 for f in a.findings)
    met = f'COUNTIFS({found.column(2)},0,{found.column(OUTCOME)},"met")'
    notice = _("by Annex 2 of {number}").format(number=a.rulebook.notice.number)
    pieces = [
        text(time_left(a, language) + " · "),
        filled(_("foundation {met} of {total} met"), met=met, total=str(total)),
        text(" · "),
        filled(_("unofficial score {score}"), score=shown_score(found.score(None, 0))),
        text(" · " + notice),
    ]
    return Part("&".join(pieces), headline(a, language).subline)


def interval(a: Assessment, found: Workings, language: str) -> Part:
    """The score and its two ends."""
    _ = words(language)
    low, high = (found.score(None, bound) for bound in (1, 2))
    score = score_text(a, language)
    template = _("between {low} and {high}, depending on what is not reported")
    between = filled(template, low=f'TEXT({low},"0.0")', high=f'TEXT({high},"0.0")')
    nothing = text(_("nothing is missing that could move it"))
    short = filled(_("unofficial score {score}"), score=shown_score(found.score(None, 0)))
    formula = f'{short}&" · "&IF(ROUND({low}-{high},9)=0,{nothing},{between})'
    return Part(formula, f"{score.short} · {score.interval}")
