"""bytes → Filed: a workbook judged, and kept without the rows of its ledgers; Filed ⇄ bytes."""

from __future__ import annotations

import copyreg
import io
import pickle
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import pyarrow.compute as pc
from msgspec.structs import replace

from core import faults
from core.batch.nouns import Filed
from core.comparison import Comparison
from core.errors import RefusedWorkbook, RulebookError
from core.model import Answer, Assessment, Criterion, Month, Problem, Profile, Rulebook, Submission
from core.pipeline import compare, judge, read, read_under, uncollected
from core.rulebook import load, shipped

NOTHING: MappingProxyType[str, Any] = MappingProxyType({})
#: The role of the operator on 接入主体台账, as the ledger holds it, and the columns of role and code.
OPERATOR, ROLES, CODE = "|operator|", "roles", "credit_code"


def filed(
    key: str,
    file: str,
    raw: bytes,
    rulebook: Rulebook | None = None,
    profile: Profile | None = None,
    as_of: Month | None = None,
    answers: Sequence[Answer] | None = None,
) -> Filed:
    """A file judged, by the notice of its pilot where none is given; never an error: a problem says why not.

    The judgement is for the workbook's own type and month unless others are given, and with the answers that it keeps
    unless its sender has given others.
    """
    try:
        submission, rules = read_under(raw, rulebook, answers)
        return kept(key, file, judge(submission, rules, profile, as_of))
    except RefusedWorkbook as error:
        return Filed(key, file, problem=error.problem)
    except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
        return Filed(key, file, problem=Problem("unexpected", details={"log": faults.record(error)}))


def kept(key: str, file: str, a: Assessment) -> Filed:
    """A judgement as a batch keeps it, with its forecasts."""
    return Filed(key, file, replace(_without_rows(a), outlooks=dict(a.outlooks)), code=_code(a.submission))


def compared(now: Filed, raw: bytes, earlier: bytes, answers: Sequence[Answer] | None = None) -> Filed:
    """The same with what changed since an earlier workbook of the pilot; RefusedWorkbook where that is unreadable."""
    a = now.assessment
    submission = read(raw, a.rulebook, answers)
    comparison = compare(read(earlier, a.rulebook), judge(submission, a.rulebook, a.profile, a.as_of))
    return replace(now, comparison=without_rows(comparison))


def without_rows(comparison: Comparison) -> Comparison:
    """A comparison as a batch keeps it."""
    before, after = (_without_rows(a) for a in (comparison.before, comparison.after))
    return replace(comparison, before=before, after=after)


def _without_rows(a: Assessment) -> Assessment:
    none: Any = {"ledgers": NOTHING, "lines": NOTHING, "answers": (), "answered": (), "alternatives": ()}
    return replace(a, submission=replace(a.submission, problems=(), **none), answered=(), outlooks={})


def _code(submission: Submission) -> str:
    """The code of the only operator on 接入主体台账; '' where there is none, or more than one."""
    ledger = submission.ledgers.get("organisations")
    if ledger is None or not {ROLES, CODE} <= set(ledger.columns):
        return ""
    theirs = ledger.frame.filter(pc.match_substring(ledger.frame[ROLES], OPERATOR))
    codes = {code for code in theirs[CODE].to_pylist() if code}
    return str(codes.pop()) if len(codes) == 1 else ""


# --- for other processes: rulebooks travel by their digest, criteria by their id --------------------


#: What a rulebook or criterion is called in bytes → itself, while they are read.
_SHARED: ContextVar[Mapping[str, Any]] = ContextVar("shared")


def _shared(name: str) -> Any:
    return _SHARED.get()[name]


def _read_only(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(value)


#: By type, so that thousands of values of other types cost nothing.
REDUCED: dict[type, Any] = {
    Rulebook: lambda rulebook: (_shared, (rulebook.digest,)),
    Criterion: lambda criterion: (_shared, (criterion.id,)),
    MappingProxyType: lambda value: (_read_only, (dict(value),)),
}


def packed(file: Filed) -> bytes:
    """The file as bytes, for another process."""
    stream = io.BytesIO()
    digest = "" if file.judgement is None else file.assessment.rulebook.digest
    pickle.dump(digest, stream)
    pickler = pickle.Pickler(stream, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = copyreg.dispatch_table | REDUCED
    pickler.dump(file)
    return stream.getvalue()


def unpacked(raw: bytes, *rulebooks: Rulebook) -> Filed:
    """What was packed by a process of ours; `rulebooks` are those that do not ship with the product.

    RulebookError where its rulebook is none of those known.
    """
    stream = io.BytesIO(raw)
    digest = pickle.load(stream)
    known = (*rulebooks, load(), *map(load, shipped()))
    rulebook = next((each for each in known if digest in ("", each.digest)), None)
    if rulebook is None:
        raise RulebookError("the rulebook of a judgement is not known here")
    criteria = {each.id: each for own in rulebook.criteria.values() for each in own}
    token = _SHARED.set(criteria | {rulebook.digest: rulebook})
    try:
        with uncollected():
            found: Filed = pickle.load(stream)
    finally:
        _SHARED.reset(token)
    return found
