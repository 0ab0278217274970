"""The sentences that hold counts and scores, as formulas: they follow the sender's cells as the figures do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from core.i18n import words
from core.model import Assessment, Outcome
from core.printers.sheet.part import Part
from core.views.overview import ORDER, Headline
from core.views.tables import headline, is_over, red_flag, score_text, time_left
from core.views.words import joined
from core.workbooks.scored.live.conditions import text
from core.workbooks.scored.workings import OUTCOME, Workings


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


@dataclass(frozen=True)
class Told:
    """The sentences of a judgement; `found` says where their counts and scores stand."""

    a: Assessment
    found: Workings
    language: str

    @cached_property
    def _said(self) -> Headline:
        return headline(self.a, self.language)

    @cached_property
    def verdict(self) -> Part:
        """Counts of outcomes as one sentence."""
        _, said = words(self.language), self._said
        texts = {
            Outcome.MET: _("{n} met"),
            Outcome.NOT_MET: _("{n} not met") if is_over(self.a) else _("{n} not yet met"),
            Outcome.NEEDS_REVIEW: _("{n} to review"),
            Outcome.NO_DATA: _("{n} without data"),
            Outcome.NOT_APPLICABLE: _("{n} not applicable"),
        }
        separator = joined(["", ""], self.language)
        pieces = [text(said.sentence_parts[0][0]), filled(texts[Outcome.MET], n=self.found.count(Outcome.MET))]
        for outcome in ORDER[1:]:
            cell = self.found.count(outcome)
            pieces.append(f'IF({cell}>0,{filled(separator + texts[outcome], n=cell)},"")')
        pieces.append(text(said.sentence_parts[-1][0]))
        return Part("&".join(pieces), said.sentence)

    @cached_property
    def red_flag(self) -> Part | None:
        """The red flag, where there is one: it goes when 合规 is met."""
        sentence = self._said.red_flag
        return None if sentence is None else Part(f'IF({self._flagged()},{text(sentence)},"")', sentence)

    @cached_property
    def _to_come(self) -> str:
        """What goes before a sentence, where there is no red flag yet: the flag, once 合规 is not met."""
        if self.red_flag is not None:
            return ""
        sentence = red_flag(replace(self.a, verdict=replace(self.a.verdict, red_flag=True)), self.language)
        return f'IF({self._flagged()},{text(f"{sentence} ")},"")&'

    def _flagged(self) -> str:
        """Whether 合规 is not met."""
        cells = [self.found.of(f.criterion.id, OUTCOME) for f in self.a.findings if f.criterion.red_flag]
        return "OR(" + ",".join(f'{cell}="not_met"' for cell in cells) + ")" if cells else "FALSE"

    @cached_property
    def stands(self) -> Part:
        """Whether the criteria are met."""
        _ = words(self.language)
        all_met = _("All criteria are met.")
        missed = _("The criteria are not met.") if is_over(self.a) else _("The criteria are not yet met.")
        open_ = _("Nothing is missed, but some criteria cannot be judged yet.")
        nothing = _("Nothing is filled in yet, so nothing can be judged.")
        not_met, no_data, review = (
            self.found.count(outcome) for outcome in (Outcome.NOT_MET, Outcome.NO_DATA, Outcome.NEEDS_REVIEW)
        )
        otherwise = f"IF({no_data}+{review}>0,{text(open_)},{text(all_met)})"
        otherwise = f"IF({no_data}={self.a.verdict.total},{text(nothing)},{otherwise})"
        formula = f"IF({not_met}>0,{text(missed)},{otherwise})"
        return Part(self._to_come + formula, self._said.stands)

    @cached_property
    def subline(self) -> Part:
        """Time left, foundation, unofficial score, the notice."""
        _ = words(self.language)
        total = sum(f.criterion.item == 0 for f in self.a.findings)
        met = f'COUNTIFS({self.found.column(2)},0,{self.found.column(OUTCOME)},"met")'
        notice = _("by Annex 2 of {number}").format(number=self.a.rulebook.notice.number)
        pieces = [
            text(time_left(self.a, self.language) + " · "),
            filled(_("foundation {met} of {total} met"), met=met, total=str(total)),
            f'IF(ISNUMBER({self.found.score(None, 0)}),{text(" · ")}&{self._score()},"")',
            text(" · " + notice),
        ]
        return Part("&".join(pieces), self._said.subline)

    @cached_property
    def below_verdict(self) -> Part:
        """What stands below the verdict where there is one line for it: the red flag, else the subline."""
        return self.red_flag or Part(self._to_come + self.subline.formula, self.subline.value)

    @cached_property
    def interval(self) -> Part:
        """The score and its two ends."""
        _ = words(self.language)
        low, high = (self.found.score(None, bound) for bound in (1, 2))
        score = score_text(self.a, self.language)
        template = _("between {low} and {high}, depending on what is not reported")
        between = filled(template, low=f'TEXT({low},"0.0")', high=f'TEXT({high},"0.0")')
        nothing = text(_("nothing is missing that could move it"))
        formula = f'{self._score()}&" · "&IF(ROUND({low}-{high},9)=0,{nothing},{between})'
        return Part(formula, f"{score.short} · {score.interval}")

    def _score(self) -> str:
        _ = words(self.language)
        return filled(_("unofficial score {score}"), score=shown_score(self.found.score(None, 0)))
