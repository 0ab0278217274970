"""The formula of an evidence item: status, evidence and review of 定性自评, as core/assessment/judge.py judges them."""

from __future__ import annotations

from core.i18n import Language, languages
from core.model import Entry, State
from core.workbooks.scored.live.conditions import text
from core.workbooks.scored.live.plan import Asked, Cells, Mode, NotLive, Plan, Why

STATUS, REVIEW = "status", "review"


def evidence(asked: Asked) -> Plan:
    """A nested IF over the words of the row."""
    claim = asked.finding.claim
    if claim is None or claim.status.ref is None:
        raise NotLive(Why.NO_SOURCE)
    words = _words(asked)
    cells = Cells(asked.setting)
    said = {key: _said(entry, words[key]) for key, entry in ((STATUS, claim.status), (REVIEW, claim.review))}
    status = cells.word(claim.status, words[STATUS], said[STATUS])
    review = cells.word(claim.review, words[REVIEW], said[REVIEW])
    evidence = cells.word(claim.evidence, {}, claim.evidence.value or "")
    mode = Mode.COPY if cells.copied else Mode.LIVE
    formula = _formula(status, review, evidence, words)
    return Plan(asked.criterion.id, mode, outcome=formula)


def _words(asked: Asked) -> dict[str, dict[str, str]]:
    """The words of both lists, in the language of the sender's sheet."""
    sheet = asked.setting.assessment.rulebook.sheets["claims"]
    claim = asked.finding.claim
    found = claim.status.found if claim else ""
    choices = sheet.column(STATUS).choices
    saying = (each for each in languages() if found in {choice.label.in_(each) for choice in choices})
    language = next(saying, Language.ZH)
    return {
        key: {choice.key: choice.label.in_(language) for choice in sheet.column(key).choices}
        for key in (STATUS, REVIEW)
    }


def _said(entry: Entry[str], words: dict[str, str]) -> str:
    """What a native cell says; an unreadable one counts as blank."""
    return words.get(entry.value or "", "") if entry.state is State.FILLED else ""


def _formula(status: str, review: str, evidence: str, words: dict[str, dict[str, str]]) -> str:
    """Status and review to an outcome's code."""
    s = {key: f"{status}={text(word)}" for key, word in words[STATUS].items()}
    r = {key: f"{review}={text(word)}" for key, word in words[REVIEW].items()}
    by_status = f'IF({s["ready"]},IF({evidence}<>"","met","needs_review"),IF({s["missing"]},"not_met","needs_review"))'
    if_true = f'IF({s["ready"]},"met",IF({s["missing"]},"not_met","needs_review"))'
    reviewed = (
        f'IF({r["untrue"]},"not_met",IF({r["partly_true"]},"needs_review",IF({r["true"]},{if_true},'
        f'IF(AND({r["agreed_not_applicable"]},{s["not_applicable"]}),"not_applicable",{by_status}))))'
    )
    known = "+".join(f"({each})" for each in s.values())
    return f'IF(({known})=0,"no_data",{reviewed})'
