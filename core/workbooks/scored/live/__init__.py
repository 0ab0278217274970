"""Each criterion as formulas over the sender's own cells, with the value that we computed.

native         what a cell that formulas can use holds, and what our copy of another says
spans          the sender's cells, as a spreadsheet program sees them; a ledger's column as a formula reads it
rows           what is so of a ledger's rows: live at the date, of one organisation
plan           what a criterion's formulas are, or why it has none
counts, names  formulas of a ledger as data (core/model/formulas.py) → formulas of the spreadsheet

Those of single cells are here: 月度统计 and 日活记录 (beside core/formulas/monthly.py and daily.py), 定性自评.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from core.i18n import Language, languages
from core.model import Entry, Finding, Kind, Place, State
from core.model.document import Verbatim, say
from core.model.formulas import DAILY, MONTHLY
from core.printers.addresses import reference
from core.printers.sheet.cells import serial
from core.printers.sheet.figures import Part, literal
from core.printers.text import NOTHING
from core.workbooks.scored.copies import FIRST_ROW
from core.workbooks.scored.live.counts import of_ledger
from core.workbooks.scored.live.plan import Asked, Mode, NotLive, Plan, Setting, Why
from core.workbooks.scored.live.rows import TITLES, compared, is_number, some
from core.workbooks.scored.live.spans import Filled, Spans

#: Doubles of two figures that differ by less may compare otherwise than the figures do.
NEAR = Fraction(1, 10**9)
#: Excel refuses longer formulas.
LONGEST_FORMULA = 8000
#: A longer list of cells is read from a copy.
MOST_CELLS = 150


def plans(setting: Setting) -> dict[str, Plan]:
    """The plan of every criterion of the judgement by id: formulas that read its source, or why it has none."""
    return {finding.criterion.id: _plan(Asked(setting, finding)) for finding in setting.assessment.findings}


def _plan(asked: Asked) -> Plan:
    finding, copies = asked.finding, asked.setting.copies
    copies.used = False
    families = {"ledger": of_ledger, "daily": daily, "monthly": monthly}
    family = evidence if finding.criterion.kind is Kind.EVIDENCE else families.get(finding.origin)
    if family is None or (family is monthly and not finding.sources):
        return Plan(mode=Mode.VALUE, why=Why.NO_SOURCE)
    try:
        plan = family(asked)
    except NotLive as reason:
        return Plan(mode=Mode.VALUE, why=reason.why)
    if _too_close(finding):
        return Plan(mode=Mode.VALUE, why=Why.TOO_CLOSE)
    formulas = [part.formula for part in (plan.above, plan.below) if part] + [plan.missing or ""]
    if max(map(len, formulas)) > LONGEST_FORMULA:
        return Plan(mode=Mode.VALUE, why=Why.TOO_MANY_ROWS)
    return replace(plan, mode=Mode.COPY if copies.used else Mode.LIVE, share=asked.formula.share)


def _too_close(finding: Finding) -> bool:
    """Whether doubles could not tell the value from a threshold that it does not equal."""
    value = finding.value
    bars = [finding.criterion.threshold or Fraction(0)]
    bars += [finding.commitment.target] if finding.commitment else []
    return value is not None and any(0 < abs(value - bar) < NEAR for bar in bars)


# --- single cells ---------------------------------------------------------------------------


def daily(asked: Asked) -> Plan:
    """A column ÷ another, both summed over the month's recorded days."""
    first, following = asked.setting.first_day, asked.setting.next_day
    spans, keys = asked.setting.spans(DAILY), asked.formula.reads(DAILY)
    if not keys or any(key not in spans for key in (*keys, "date")):
        raise NotLive(Why.NOT_HERE)
    active, registered, day = (spans[key] for key in (*keys, "date"))
    begun = compared(day, f">={first}", lambda days: days >= serial(asked.as_of))
    not_over = compared(day, f"<{following}", lambda days: days < serial(asked.as_of.plus(1)))
    filled = [Filled(f'({each.range}<>"")', ~each.cells.says("")) for each in (active, registered)]
    marked = _marked(spans, TITLES["recorded"], is_number(day) * begun * not_over * some(filled))
    lacking = [
        _marked(spans, title, marked * ~is_number(of)).formula
        for title, of in ((TITLES["no_total"], registered), (TITLES["no_part"], active))
    ]
    within = f'{day.range},">="&{first},{day.range},"<"&{following}'
    above = Part(f'IF(COUNTIF({lacking[0]},1)>0,"{NOTHING}",SUMIFS({active.range},{within}))', asked.part())
    below = Part(f"SUMIFS({registered.range},{within})", asked.part(1) if len(asked.finding.parts) > 1 else 0.0)
    return Plan(above, below, f"COUNTIF({lacking[1]},1)", days=f"MAX(1,COUNTIF({marked.formula},1))")


def _marked(spans: Spans, title: str, array: Filled) -> Filled:
    """A column of ours with 1 in some rows."""
    return spans.computed(say(title, sheet=Verbatim(spans.title)), array)


def monthly(asked: Asked) -> Plan:
    """What the formula makes of 月度统计 at the date."""
    source, table = asked.formula.monthly, asked.setting.assessment.submission.monthly
    if source is None:
        raise NotLive(Why.NO_SOURCE)
    rows = {row.month: row.figures for row in table.rows} if table else {}
    if source.accumulated:
        months = [month for month in asked.setting.assessment.pilot.months if month <= asked.as_of]
        found = [rows[month].get(source.columns[0], Entry.absent()) for month in months if month in rows]
        return _accumulated(asked, [entry for entry in found if entry.ref is not None], len(months))
    if asked.as_of not in rows:
        raise NotLive(Why.NO_SOURCE)
    entries = [rows[asked.as_of].get(key, Entry.absent()) for key in asked.formula.reads(MONTHLY)]
    if source.present:
        return _present(asked, entries)
    if any(entry.ref is None for entry in entries):
        raise NotLive(Why.NO_SOURCE)
    above, *divisor = map(asked.number, entries)
    return Plan(above, divisor[0] if divisor else asked.divisor())


def _present(asked: Asked, entries: list[Entry[Any]]) -> Plan:
    """How many of the columns are at least 1; a blank one is missing."""
    _need_a_figure(entries)
    read = [asked.reference(entry) for entry in entries if entry.ref is not None]
    above = "+".join(f'COUNTIF({cell},">=1")' for cell in read)
    known = f"COUNT({','.join(read)})"
    return Plan(Part(f'IF({known}=0,"{NOTHING}",{above})', asked.part()), None, f"{len(entries)}-{known}")


def _accumulated(asked: Asked, entries: list[Entry[Any]], months: int) -> Plan:
    """A column from the pilot's start to the date; a month without its figure is missing."""
    _need_a_figure(entries)
    cells = ",".join(_runs(asked, entries))
    if len(cells) > MOST_CELLS:
        cells = _copied(asked, entries)
    above = f'IF(COUNT({cells})=0,"{NOTHING}",SUM({cells}))'
    value = sum(Fraction(e.value) for e in entries if e.state is State.FILLED and e.value is not None)
    return Plan(Part(above, float(value)), asked.divisor(), f"{months}-COUNT({cells})")


def _need_a_figure(entries: list[Entry[Any]]) -> None:
    if not any(entry.state is State.FILLED for entry in entries):
        raise NotLive(Why.BLANK)


def _runs(asked: Asked, entries: list[Entry[Any]]) -> list[str]:
    """The cells of a column, those below one another as a range; those that cannot be read as our copies."""
    layout, runs, copies = asked.setting.text.layout, list[Place](), list[str]()
    for entry in entries:
        place, cell = entry.ref, asked.reference(entry)
        if place is None or place.rows is None or cell != reference(place, layout):
            copies.append(cell)
        elif runs and runs[-1].rows is not None and runs[-1].rows[1] + 1 == place.rows[0]:
            runs[-1] = replace(runs[-1], rows=(runs[-1].rows[0], place.rows[1]))
        else:
            runs.append(place)
    return [*(reference(place, layout) for place in runs), *copies]


def _copied(asked: Asked, entries: list[Entry[Any]]) -> str:
    copies = asked.setting.copies
    copies.used = True
    figures = [float(e.value) if e.state is State.FILLED and e.value is not None else NOTHING for e in entries]
    last = FIRST_ROW + len(figures) - 1
    title = say("{criterion}: our copy of the months", criterion=Verbatim(asked.finding.criterion.id))
    return copies.column(title, dict(enumerate(figures, FIRST_ROW)), FIRST_ROW, last)


def evidence(asked: Asked) -> Plan:
    """Status, evidence and review of an item: the codes of their words, and the cell with the evidence."""
    claim = asked.finding.claim
    if claim is None or claim.status.ref is None:
        raise NotLive(Why.NO_SOURCE)
    words = _words(asked, claim.status.found)
    status, review = (
        _code(asked, entry, words[key]) for key, entry in (("status", claim.status), ("review", claim.review))
    )
    return Plan(status=status, review=review, proof=asked.word(claim.evidence, {}, claim.evidence.value or ""))


def _code(asked: Asked, entry: Entry[str], words: dict[str, str]) -> Part:
    """The code of the word that a cell says; nothing where it says none of them."""
    code = (entry.value or "") if entry.state is State.FILLED else ""
    cell, formula = asked.word(entry, words, words.get(code, "")), literal("")
    for choice, word in reversed(words.items()):
        formula = f"IF({cell}={literal(word)},{literal(choice)},{formula})"
    return Part(formula, code if code in words else "")


def _words(asked: Asked, status: str) -> dict[str, dict[str, str]]:
    """The words of both lists, in the language of the sender's sheet."""
    sheet = asked.setting.assessment.rulebook.sheets["claims"]
    both = {key: sheet.column(key).labels for key in ("status", "review")}
    said = (each for each in languages() if status in [label.in_(each) for label in both["status"].values()])
    language = next(said, Language.ZH)
    return {key: {code: label.in_(language) for code, label in labels.items()} for key, labels in both.items()}
