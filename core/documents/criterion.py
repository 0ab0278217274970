"""One criterion and its finding: clause, figures, formula, cells, claim, readings, remedy."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from core.documents import figures
from core.documents.claims import ClaimOf, claim_of, remedy, why_waiting
from core.documents.texts import WORDS
from core.model import Assessment, Finding, Kind, Outcome, Place, Reading, Reason, Text
from core.model.document import EMPTY, Case, Cases, Chart, Document, Joined, Sentence, Value, Verbatim, choose, say
from core.model.quantity import SHARE, Form, Judged, Key, Measure, Quantity


class ReadingOf(Struct, frozen=True):
    """A reading of the notice, its alternative, and what that would change; `changes` is None where it is not known."""

    criterion: str
    reading: Text
    alternative: Text | None
    outcome: Judged | None
    value: Quantity | None
    changes: bool | None
    sentence: Sentence


class CriterionDocument(Document, frozen=True):
    """A criterion; its figures are None for evidence, and unknown ones where there is no data.

    `known_value` is nothing for as long as there is no value.
    """

    id: str
    item: int
    kind: Kind
    clause: str
    quote: str
    title: Text
    label: Sentence
    outcome: Judged
    why: Reason | None
    waits: Value
    value: Quantity | None
    threshold: Quantity | None
    pair: Value
    gap: Value
    short: Quantity | None
    judged: bool
    attainment: Quantity | None
    target: Quantity | None
    target_outcome: Judged | None
    formula: Text | None
    filled: Value
    known_value: Value
    origin: Sentence
    sources: tuple[Place, ...]
    claim: ClaimOf | None
    readings: tuple[ReadingOf, ...]
    remedy: Value
    guidance: tuple[Text, ...]
    self_assessed: bool

    @property
    def ratio(self) -> Fraction | None:
        """The value as a multiple of the threshold; None without either."""
        if self.value is None or self.threshold is None or not self.value.known:
            return None
        return self.value.value / self.threshold.value

    @property
    def reason(self) -> Value:
        """Why there is no outcome, or why it waits for a review, for as long as that is so."""
        if self.waits != EMPTY:
            return self.when(Case(Outcome.NEEDS_REVIEW.value, self.waits))
        return EMPTY if self.why is None else self.when(Case(Outcome.NO_DATA.value, self.why))

    @property
    def state(self) -> Value:
        """How far it is from the threshold; where nothing was judged, why."""
        return self.gap if self.judged else self.reason

    @property
    def name(self) -> Sentence:
        """The title with the number behind it: 接入企业（E4.1）."""
        return say("{title} ({id})", title=self.title, id=Verbatim(self.id))

    @property
    def named_outcome(self) -> Joined:
        """The number and title with the outcome: E4.1 接入企业 · 尚未达标."""
        return Joined((self.label, self.outcome), "dots")

    def when(self, *cases: Case, otherwise: Value = EMPTY) -> Cases:
        return choose(Key(self.id, Measure.OUTCOME), self.outcome.outcome.value, cases, otherwise)


class Criteria(Document, frozen=True):
    """All criteria of the type, in the order of the notice."""

    rows: tuple[CriterionDocument, ...]

    @property
    def by_id(self) -> dict[str, CriterionDocument]:
        return {row.id: row for row in self.rows}

    def of_kind(self, kind: Kind) -> tuple[CriterionDocument, ...]:
        return tuple(row for row in self.rows if row.kind is kind)


def criteria_document(a: Assessment) -> Criteria:
    """Every criterion; made once a judgement, since many documents are made from its rows."""
    made = (criterion(a, finding) for finding in a.findings)
    return a.once(criteria_document, lambda: Criteria(tuple(made)))


def criterion(a: Assessment, finding: Finding) -> CriterionDocument:
    c, value, reached = finding.criterion, figures.value(finding), finding.attainment
    computed, key = c.kind is Kind.COMPUTED, Key(c.id, Measure.ATTAINMENT)
    form, known = Form.VALUE if computed else Form.THRESHOLD, reached is not None
    attained = Quantity(reached or Fraction(0), SHARE, form, beside=Fraction(1), key=key, known=known)
    source = "evidence" if not computed else "declared" if finding.declared else finding.origin
    return CriterionDocument(
        id=c.id,
        item=c.item,
        kind=c.kind,
        clause=c.clause,
        quote=c.quote,
        title=c.title,
        label=figures.label(c),
        outcome=figures.outcome(a, finding),
        why=finding.reason,
        waits=why_waiting(finding) if finding.outcome is Outcome.NEEDS_REVIEW else EMPTY,
        value=value,
        threshold=figures.threshold(c),
        pair=figures.pair(finding),
        gap=figures.gap(finding),
        short=figures.shortfall(finding),
        judged=finding.gap is not None,
        attainment=attained,
        target=figures.target(finding),
        target_outcome=figures.target_outcome(a, finding),
        formula=c.formula,
        filled=_filled(finding),
        known_value=_where_known(finding, value),
        origin=say(WORDS["origin"][source]),
        sources=finding.sources,
        claim=None if finding.claim is None else claim_of(a, finding.claim, c),
        readings=tuple(_reading(a, finding, reading) for reading in c.readings),
        remedy=remedy(finding),
        guidance=c.guidance,
        self_assessed=bool(finding.self_assessed),
    )


def _filled(finding: Finding) -> Value:
    """The formula with its figures: 104 ÷ 180 = 57.8% ≥ 50%; nothing where the figure is not known."""
    c = finding.criterion
    if finding.value is None or not finding.parts:
        return EMPTY
    compared = figures.where(finding, {Outcome.MET: Verbatim("≥")}, Verbatim("<"))
    slots = {"value": figures.value(finding), "comparison": compared, "threshold": figures.threshold(c)}
    wording = say("{value} {comparison} {threshold}", **slots)
    if len(finding.parts) > 1:
        pairs = zip(finding.parts, (Measure.ABOVE, Measure.BELOW), strict=True)
        above, below = (Quantity(part, form=Form.PART, key=Key(c.id, measure)) for part, measure in pairs)
        wording = say("{above} ÷ {below} = {compared}", above=above, below=below, compared=wording)
    return _where_known(finding, wording)


def _where_known(finding: Finding, wording: Value) -> Cases:
    """Words about a figure, for as long as there is one, be it a lower bound."""
    key, settled = Key(finding.criterion.id, Measure.MISSING), figures.where(finding, {Outcome.NO_DATA: EMPTY}, wording)
    return choose(key, Fraction(finding.at_least), [Case("positive", wording)], settled)


def _reading(a: Assessment, finding: Finding, reading: Reading) -> ReadingOf:
    other = next((other for other in finding.alternatives if other.id == reading.id), None)
    known = None if other is None or other.value is None else finding.criterion.quantity(other.value)
    outcome = None if other is None else Judged(other.outcome, a.is_over)
    changes = None if other is None else other.outcome is not finding.outcome
    if reading.alternative is None:
        wording = say("There is no other reading that we know of.")
    elif outcome is None and reading.id is None:
        wording = say("The other reading cannot be computed from a workbook.")
    elif outcome is None:
        wording = say("This workbook does not have what the other reading needs.")
    elif changes:
        wording = say(
            "Under the other reading the outcome would be: {outcome}. Today's verdict depends on it.",
            outcome=outcome.within(),
        )
    else:
        wording = say("Under the other reading the outcome is the same: {outcome}.", outcome=outcome.within())
    return ReadingOf(finding.criterion.id, reading.reading, reading.alternative, outcome, known, changes, wording)


def missing(row: CriterionDocument) -> bool:
    """Whether a figure is not known, or evidence is absent, incomplete or refused."""
    waits = row.outcome.outcome in (Outcome.NOT_MET, Outcome.NEEDS_REVIEW)
    return row.outcome.outcome is Outcome.NO_DATA or (waits and row.kind is Kind.EVIDENCE)


def stated(row: CriterionDocument) -> Value:
    """Why evidence is still missing: the filler's status, the reviewer's word and note, or the reason."""
    claim = row.claim
    if claim is None or row.kind is Kind.COMPUTED:
        return row.reason
    parts: list[Value] = [claim.status or row.reason]
    attached, unnamed = (say(WORDS["waits"][key]) for key in ("evidence", "unnamed"))
    lacks = not claim.evidence and row.waits in (EMPTY, attached, unnamed)
    parts += [unnamed if row.waits == unnamed else attached] if lacks else []
    parts += [say("review: {review}", review=claim.review)] if claim.review else []
    parts += [Verbatim(claim.review_note)] if claim.review_note else []
    return Joined(tuple(parts), "clauses")


def bars_chart(rows: Iterable[CriterionDocument]) -> Chart:
    """How far each computed criterion is, on one scale: furthest first, those without a value last."""
    ordered = sorted(rows, key=lambda row: (row.ratio is None, -(row.ratio or 0)))
    title = say("Value of each computed criterion as a share of its threshold")
    return Chart(tuple(map(_bar, ordered)), title)


def _bar(row: CriterionDocument) -> dict[str, Value]:
    return {
        "id": Verbatim(row.id),
        "label": row.label,
        "ratio": None if row.ratio is None else Quantity(row.ratio),
        "outcome": row.outcome,
        "figures": row.pair,
        "sentence": Joined((row.outcome, row.state), "dots"),
    }
