"""The outlook as values: one probability, the status that it means, and no second prophecy."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from core.documents.outlook import Outlooks, outlook_document
from core.documents.steps import Steps, steps
from core.documents.urgency import computed_by_urgency
from core.i18n import Language, languages
from core.model import Assessment, Month, Outcome, Profile, Status
from core.model.document import Value
from core.model.quantity import Probability
from core.pipeline import judge, read
from core.printers.numbers import probability_percent
from core.printers.text import TextPrinter
from tests.build import RULEBOOK, submission
from tests.forecast.test_outlook import months

E = Profile.ENTERPRISE
SAMPLES = Path(__file__).parents[2] / "sample_data"
NAMES = sorted(path.stem for path in SAMPLES.glob("sample_*.xlsx"))
#: Words by which a straight line would prophesy.
PROPHECY = re.compile("保持此进度|按期可达|可按期|at that pace the threshold|reached in time", re.IGNORECASE)


def judgement(rows: dict[str, dict[str, Any]], **kwargs: Any) -> Assessment:
    return judge(submission(E, months=rows, **kwargs), RULEBOOK)


@cache
def sample(name: str) -> Assessment:
    return judge(read((SAMPLES / f"{name}.xlsx").read_bytes()))


def said(value: Value, language: str = "zh") -> str:
    return TextPrinter(language, RULEBOOK)(value)


def connected(count: int = 12, start: int = 20, pace: int = 8) -> Assessment:
    return judgement(months(count, start, pace))


def outlook(j: Assessment) -> Outlooks:
    return outlook_document(j)


@pytest.mark.parametrize("name", NAMES)
def test_the_most_urgent_criterion_comes_first(name: str) -> None:
    found = outlook(sample(name))
    assert tuple(row.id for row in found.table.rows) == computed_by_urgency(sample(name))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", languages())
def test_every_outlook_is_a_sentence(name: str, language: Language) -> None:
    assert all(said(each.sentence, language) for each in outlook(sample(name)).criteria.values())


BANDS = {Status.ON_TRACK: (80, 100), Status.AT_RISK: (40, 75), Status.OFF_TRACK: (0, 35)}


@pytest.mark.parametrize("probability", [0.2, 0.39, 0.399, 0.4, 0.41, 0.6, 0.79, 0.7999, 0.8, 0.81])
def test_the_probability_shown_is_of_the_status_beside_it(probability: float) -> None:
    status = Status.ON_TRACK if probability >= 0.8 else Status.AT_RISK if probability >= 0.4 else Status.OFF_TRACK
    low, high = BANDS[status]
    assert low <= probability_percent(Probability(probability)) <= high


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_no_probability_is_certainty(probability: float) -> None:
    assert said(Probability(probability)) in ("约5%", "约95%")


@pytest.mark.parametrize("pace", range(1, 16))
def test_no_row_forecasts_beside_its_probability(pace: int) -> None:
    """Each pace from far too slow to ample: the straight line says what is needed, never what will happen."""
    j = connected(start=30, pace=pace)
    step: Steps = steps(j)
    rows = [row for row in step.table.rows if row.id == "E4.1"]
    texts = [said(value, language) for row in rows for value in row.cells.values() for language in languages()]
    texts += [
        said(value, lang) for row in outlook(j).table.rows for value in row.cells.values() for lang in languages()
    ]
    assert [text for text in texts if PROPHECY.search(text)] == []


def test_first_met_is_a_range_of_months() -> None:
    reached = said(outlook(connected(pace=14)).criteria["E4.1"].reached)
    assert len(re.findall(r"\d{4}年\d+月", reached)) == 2


def test_what_is_unlikely_in_time_is_said_by_its_probability() -> None:
    assert said(outlook(connected(pace=2)).criteria["E4.1"].reached) == "按期达标概率较低"


def test_what_is_met_is_not_first_met_again() -> None:
    assert outlook(connected(start=230)).criteria["E4.1"].reached is None


def test_two_months_are_not_enough_to_forecast() -> None:
    each = outlook(connected(count=2)).criteria["E4.1"]
    assert each.probability is None
    assert said(each.sentence) == "暂不预测：有数据的月份不足三个月。"


def test_a_pilot_that_is_over_has_no_outlook_words() -> None:
    found = outlook(judgement(months(24, 20, 2)))
    each = found.criteria["E4.1"]
    assert (each.status, each.probability, each.interval) == (None, None, None)
    texts = [said(value) for row in found.table.rows for value in (row.cells["status"], row.cells["reached"])]
    words = {said(status) for status in (Status.ON_TRACK, Status.AT_RISK, Status.OFF_TRACK)}
    assert not words & set(texts)
    assert said(found.heading) == "试点期已结束，不作预测"


def test_a_count_is_forecast_in_whole_things() -> None:
    low, high = re.fullmatch(r"(\d+)–(\d+)家", said(outlook(connected()).criteria["E4.1"].interval)).groups()  # type: ignore[union-attr]
    assert int(low) < int(high)


def test_a_share_is_forecast_with_a_decimal() -> None:
    rows = {month: {"smes": 100, "smes_served": 20 + 2 * i} for i, month in enumerate(months(12, 0, 0))}
    interval = said(outlook(judgement(rows)).criteria["E3.4"].interval)
    assert re.fullmatch(r"\d+\.\d+%–\d+\.\d+%", interval)


def test_documents_hold_no_text_of_a_language() -> None:
    """The same document is printed in both languages, so nothing in it depends on one."""
    found = outlook(connected())
    assert said(found.heading, "zh") != said(found.heading, "en")
    assert not any(type(value) is str for row in found.table.rows for value in row.cells.values())


def test_the_last_value_and_the_pace_needed_have_their_keys() -> None:
    cells = next(row.cells for row in outlook(connected()).table.rows if row.id == "E4.1")
    keys = [getattr(cells[name], "key", None) for name in ("value", "threshold", "needed", "recent")]
    assert [None if key is None else str(key.measure) for key in keys] == ["value", "threshold", "needed", None]


def test_what_is_met_needs_no_pace() -> None:
    j = connected(start=230)
    assert j.finding("E4.1").outcome is Outcome.MET
    assert outlook(j).criteria["E4.1"].needed is None


def test_a_month_without_a_figure_says_so() -> None:
    rows = {**months(12, 20, 8), "2026-07": {"enterprises": None}}
    found = outlook(judgement(rows, as_of="2026-07"))
    assert said(found.criteria["E4.1"].sentence) == "本月无数据，不作预测。"


def test_early_months_of_a_sample_forecast_nothing() -> None:
    a = judge(read((SAMPLES / "sample_enterprise.xlsx").read_bytes()), as_of=Month(2025, 8))
    found = outlook(a)
    assert {row.cells["median"] for row in found.table.rows} == {None}
