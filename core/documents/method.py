"""How the forecast is made and how well it did: in the cross-validation shipped with it, and on a criterion's own figures."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from core.documents import figures
from core.documents.texts import TEXTS, many, table
from core.forecast import Hindsight, hindsights
from core.forecast.outlook import AT_RISK, ON_TRACK
from core.forecast.reference_class import parameters
from core.model import Assessment, Criterion, Status
from core.model.document import Document, Fact, Joined, Row, Table, Value, say
from core.model.quantity import SHARE, Form, Quantity

TEXT: dict[str, Any] = TEXTS["method"]


class Method(Document, frozen=True):
    """The method in sentences and tables, the same for every visitor and workbook."""

    title: Value
    what: tuple[Value, ...]
    statuses: tuple[Fact, ...]
    fitted: tuple[Value, ...]
    kinds: Table
    did: Value
    scores: Table
    reliable: Value
    reliability: Table
    doubts: tuple[Value, ...]


class BackTest(Document, frozen=True):
    """How many earlier forecasts held, and a row for each; no rows where none would have been made."""

    sentence: Value
    table: Table


def method_in_brief() -> Value:
    """What the forecast is and when not to trust it, in one paragraph."""
    return Joined((*map(say, TEXT["what"][:2]), *map(say, TEXT["doubts"])), "sentences")


@cache
def method_document() -> Method:
    measured, series = parameters()["measured"], parameters()["series"]["windows"]
    kinds = {key: say(name) for key, name in TEXT["kinds"].items()}
    groups = {key: _scores(measured["by_entity"][key], measured["by_source"][key]) for key in kinds}
    bounds = {"most": _share(ON_TRACK, Form.THRESHOLD), "least": _share(AT_RISK, Form.THRESHOLD)}
    fitted_on = (Row(key, {"kind": kinds[key], "series": _number(series[key])}) for key in kinds if key in series)
    return Method(
        title=say(TEXT["title"]),
        what=tuple(map(say, TEXT["what"])),
        statuses=tuple(Fact(Status(key), say(meaning, **bounds)) for key, meaning in TEXT["statuses"].items()),
        fitted=tuple(say(each, windows=_number(sum(series.values()))) for each in TEXT["fitted"]),
        kinds=table("fitted_on", fitted_on),
        did=say(TEXT["did"], **groups["all"]),
        scores=table("forecast_scores", (Row(key, {"kind": kinds[key], **groups[key]}) for key in kinds)),
        reliable=say(TEXT["reliable"]),
        reliability=table("reliability", map(_reliability, measured["reliability"])),
        doubts=tuple(map(say, TEXT["doubts"])),
    )


def _number(figure: float, form: Form = Form.VALUE, unit: str = "") -> Quantity:
    return Quantity(Fraction(str(figure)), unit, form)


def _share(figure: float, form: Form = Form.VALUE) -> Quantity:
    return _number(figure, form, SHARE)


def _scores(by_entity: dict[str, Any], by_source: dict[str, Any]) -> dict[str, Value]:
    return {
        "cases": _number(by_entity["cases"]),
        "brier": _number(by_entity["brier"], Form.BRIER),
        "elsewhere": _number(by_source["brier"], Form.BRIER),
        "coverage": _share(by_entity["coverage"]),
        "error": _share(by_entity["calibration_error"], Form.DIFFERENCE),
    }


def _reliability(row: dict[str, Any]) -> Row:
    low = Fraction(str(row["from"]))
    ends = {"low": Quantity(low, SHARE, Form.THRESHOLD), "high": Quantity(low + Fraction(1, 10), SHARE, Form.THRESHOLD)}
    cells: dict[str, Value] = {
        "band": say("{low}–{high}", **ends),
        "average": _share(row["said"]),
        "happened": _share(row["happened"]),
        "cases": _number(row["targets"]),
    }
    return Row(str(low), cells)


def back_test(a: Assessment, id: str) -> BackTest:
    """What the forecast would have been for the month judged, had it been made earlier from today's figures."""
    looks, criterion = hindsights(a, id), a.finding(id).criterion
    made = [look for look in looks if not look.early]
    if not made:
        return BackTest(say("There is no earlier forecast to compare with yet."), table("back_test", ()))
    held = many("held", len(made), inside=figures.plain(sum(look.inside for look in made)))
    sentence = Joined((held, say(TEXT["each"], month=a.as_of)), "sentences")
    return BackTest(sentence, table("back_test", (_look(criterion, look) for look in looks)))


def _look(c: Criterion, look: Hindsight) -> Row:
    cells: dict[str, Value] = {
        "month": look.month,
        "known": many("months", look.known),
        "median": None if look.early else figures.forecast(c, look.median),
        "interval": None if look.early else figures.interval(c, look.low, look.high),
        "actual": figures.forecast(c, look.came),
        "inside": say("too early, not shown") if look.early else say("inside") if look.inside else say("outside"),
    }
    return Row(str(look.month), cells)
