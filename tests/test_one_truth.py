"""One judgement, one truth: every surface says the same, number by number and step by step.

The samples, freshly filled templates and random workbooks of each type are judged as their own type and as
another, today, in the past and at the pilot's end, beside an earlier workbook and under a scenario.  JSON is
what the others are held against: the scored workbook (recalculated by LibreOffice), the report, the response
table, the CSV and the screen.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from core import pipeline
from core.documents import figures
from core.documents.outlook import outlook_document, planner
from core.documents.steps import steps
from core.documents.trajectory import trajectories
from core.documents.urgency import by_urgency
from core.forecast.scenario import Scenario
from core.i18n import Language
from core.model import Assessment, Kind, Month, Outcome, Profile, Status, Submission
from core.model.quantity import Probability
from core.printers.csv import long_table_csv
from core.printers.json import json_object
from core.printers.numbers import probability_percent
from core.printers.text import TextPrinter
from core.rulebook import load
from core.workbooks.scored import scored_workbook
from core.workbooks.template import template_workbook
from tests.documents.words import criteria
from tests.oracle.workbooks import random_workbook
from tests.pages import screen
from tests.printers.report.reports import written
from tests.said import verdict
from tests.workbooks.libreoffice import values
from tests.workbooks.recalculated import formula_cells, opened, unequal

pytestmark = [pytest.mark.libreoffice, pytest.mark.slow]

RULEBOOK = load()
SAMPLES = Path(__file__).parents[1] / "sample_data"
SEEDS, SOAK_SEEDS = (3, 12, 19), (24, 31, 52)  # a workbook of each type
WHENS = ("today", "past", "over")
#: What the response table says of a figure in place of its outcome.
FIGURES = {Outcome.MET: "达到目标值（", Outcome.NOT_MET: "，尚差"}


@cache
def raw(source: str) -> bytes:
    """A random workbook by its seed, a sample by its name, or a type's template filled as a person does."""
    if source.isdecimal():
        return random_workbook(int(source))
    if source.startswith("sample"):
        return (SAMPLES / f"{source}.xlsx").read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(template_workbook(RULEBOOK, Profile(source.removeprefix("filled_")))))
    for row in book["基本信息"].iter_rows(min_row=2):
        if str(row[0].value).startswith(("拟投入", "基期", "公共数据资源总数", "政府部门", "主导产业")):
            row[1].value = 400
    for i, row in enumerate(book["月度统计"].iter_rows(min_row=2, max_row=4), 1):
        for cell in row[1:]:
            cell.value = 7 * cell.column + 11 * i
    for row in book["定性自评"].iter_rows(min_row=2):
        row[2].value = "部分具备"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


@cache
def submission(source: str) -> Submission:
    return pipeline.read(raw(source), RULEBOOK)


@dataclass(frozen=True)
class Case:
    """A workbook, the moment it is judged at and how many types past its own; beside an earlier one, under a scenario."""

    source: str
    when: str
    turned: int = 0
    previous: bool = False
    supposed: bool = False

    @property
    def name(self) -> str:
        turned, previous, supposed = f"-turned-{self.turned}", "-previous" * self.previous, "-scenario" * self.supposed
        return f"{self.source}-{self.when}{turned if self.turned else ''}{previous}{supposed}"

    @property
    def profile(self) -> Profile:
        types = list(Profile)
        return types[(types.index(submission(self.source).profile or Profile.ENTERPRISE) + self.turned) % len(types)]

    @cached_property
    def assessment(self) -> Assessment:
        pilot = submission(self.source).pilot
        today = pipeline.judge(submission(self.source), RULEBOOK, self.profile)
        month: Month | None = {"today": None, "over": pilot.end}.get(self.when)
        if self.when == "past" and today.as_of is not None:
            month = max(pilot.start, today.as_of.plus(-3))
        return today if month is None else pipeline.judge(submission(self.source), RULEBOOK, self.profile, month)

    @property
    def as_of(self) -> Month | None:
        return self.assessment.as_of

    @cached_property
    def json(self) -> dict[str, Any]:
        return json_object(self.assessment, "zh", self.name)

    @cached_property
    def criteria(self) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for each in self.json["criteria"]}

    @cached_property
    def trajectories(self) -> dict[str, dict[str, Any]]:
        return {each["id"]: each for each in self.json["trajectories"]}

    @cached_property
    def scored(self) -> bytes:
        comparison = pipeline.compare(submission(str(int(self.source) + 1)), self.assessment) if self.previous else None
        scenario = None
        if self.supposed and self.assessment.trajectories:
            scenario = Scenario(self.assessment.trajectories[-1].id, pace=1)
        return scored_workbook(raw(self.source), self.assessment, "zh", scenario=scenario, comparison=comparison)

    @cached_property
    def report(self) -> list[str]:
        """The proof in the annex of the report."""
        paper = docx.Document(io.BytesIO(written(self.assessment, "zh")))
        cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
        annex = [paragraph.style.name for paragraph in paper.paragraphs].index("Annex")
        return [*(paragraph.text for paragraph in paper.paragraphs[annex:]), *cells]

    def text(self, value: Any) -> str:
        return TextPrinter(Language.ZH, RULEBOOK)(value)


def of_seeds(seeds: Sequence[int]) -> Iterator[Case]:
    for number, seed in enumerate(map(str, seeds)):
        odd = number % 2
        yield Case(seed, "today", previous=not odd, supposed=bool(odd))
        yield Case(seed, WHENS[1 + odd], turned=2 * odd)


#: A sample with problems, as another type, and a template of each other type.
OF_FILES = (Case("sample_messy", "today", turned=1), Case("filled_industry", "today"), Case("filled_city", "today"))
MORE = ("sample_messy", "sample_city", "sample_industry", "filled_enterprise")
PARTS = [
    pytest.param((*of_seeds(SEEDS), *OF_FILES), id="some"),
    pytest.param(
        (*of_seeds(SOAK_SEEDS), *(Case(name, "today") for name in MORE), Case("sample_city", "today", turned=1)),
        id="more",
        marks=pytest.mark.soak,
    ),
]


@pytest.fixture(scope="module", params=PARTS)
def cases(request: pytest.FixtureRequest) -> tuple[Case, ...]:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def saved(cases: tuple[Case, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every scored workbook after a hard recalculation."""
    return values({case.name: case.scored for case in cases}, tmp_path_factory.mktemp("recalculated"))


@pytest.fixture(scope="module")
def books(saved: dict[str, bytes]) -> dict[str, dict[str, list[list[Any]]]]:
    """Their cells, by sheet."""
    return {
        name: {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in opened(content)}
        for name, content in saved.items()
    }


def table(sheet: list[list[Any]], named: str = "编号") -> dict[str, dict[str, Any]]:
    """The rows below the header of a sheet by the criterion's number."""
    start = next(number for number, row in enumerate(sheet) if named in row)
    header, at = sheet[start], sheet[start].index(named)
    rows = [dict(zip(header, row, strict=False)) for row in sheet[start + 1 :] if len(row) > at and row[at]]
    return {str(row[named]): row for row in rows}


def marked(text: object) -> str:
    """An outcome's word without its mark."""
    return str(text).split(" ", 1)[-1]


def outcome_words(case: Case) -> dict[str, str]:
    over = case.assessment.as_of is not None and case.assessment.months_left <= 0
    printer = TextPrinter(Language.ZH, RULEBOOK)
    return {id: printer.outcome(Outcome(each["outcome"]), over=over) for id, each in case.criteria.items()}


def test_every_formula_recalculates_to_what_it_carries(cases: tuple[Case, ...], saved: dict[str, bytes]) -> None:
    found = {case.name: unequal(formula_cells(case.scored, saved[case.name])) for case in cases}
    assert {name: cells for name, cells in found.items() if cells} == {}


def test_every_surface_has_the_same_outcomes(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        expected, sheets = outcome_words(case), books[case.name]
        results = {id: marked(row["结论"]) for id, row in table(sheets["逐条结果"]).items()}
        codes = {id: row["结论代码"] for id, row in table(sheets["计算底稿"]).items() if id in expected}
        rows = list(csv.DictReader(io.StringIO(long_table_csv(case.assessment, "zh").decode("utf-8-sig"))))
        month = str(case.assessment.as_of)
        listed = {row["编号"]: row["结论"] for row in rows if row["月份"] in (month, "")}
        found += [(case.name, "逐条结果", id) for id in expected if results[id] != expected[id]]
        found += [(case.name, "计算底稿", id) for id in expected if codes[id] != case.criteria[id]["outcome"]]
        found += [(case.name, "CSV", id) for id in expected if listed.get(id, expected[id]) != expected[id]]
    assert found == []


def test_every_surface_has_the_same_values(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        results, workings = table(books[case.name]["逐条结果"]), table(books[case.name]["计算底稿"])
        ahead = table(books[case.name]["预测与计划"])
        for id, each in case.criteria.items():
            if each["kind"] != "computed" or each["value"] is None:
                continue
            value = float(each["value"])
            shown = {
                "逐条结果": results[id]["实际值"],
                "计算底稿": workings[id]["实际值"],
                "预测与计划": ahead[id]["最新值"],
            }
            found += [
                (case.name, where, id, value, got)
                for where, got in shown.items()
                if not isinstance(got, int | float) or got != pytest.approx(value, rel=1e-9)
            ]
    assert found == []


def test_the_verdict_is_one_sentence_and_its_counts_are_those_of_the_json(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        counts, sentence = case.json["verdict"], verdict(case.assessment)
        total = sum(counts[outcome.value] for outcome in Outcome)
        if f"{counts['met']}项达标" not in sentence or total != counts["total"] or total != len(case.criteria):
            found.append((case.name, sentence, counts))
        top = [row[0] for row in books[case.name]["评分总览"][:4]]
        if sentence not in top:
            found.append((case.name, sentence, top))
    assert found == []


def test_the_screen_has_the_values_and_its_trajectories_end_in_them(cases: tuple[Case, ...]) -> None:
    found = []
    for case in cases:
        shown = {id: row.value for id, row in criteria(case.assessment).items() if row.value and row.value.known}
        for id, value in shown.items():
            if float(value.value) != pytest.approx(float(case.criteria[id]["value"]), rel=1e-11):
                found.append((case.name, id, value, case.criteria[id]["value"]))
        charts = {id: one.chart.data for id, one in trajectories(case.assessment).criteria.items()}
        drawn = {id: mark["value"] for id, data in charts.items() for mark in data if mark["month"] == case.as_of}
        drawn = {id: case.text(value) for id, value in drawn.items() if value is not None}
        if drawn != {id: case.text(value).removeprefix("至少") for id, value in shown.items() if id in charts}:
            found.append((case.name, drawn))
    assert found == []


def test_a_scored_workbook_is_judged_like_the_one_it_was_made_from(cases: tuple[Case, ...]) -> None:
    found = []
    for case in cases:
        if case.when == "today":
            again = pipeline.judge(pipeline.read(case.scored, RULEBOOK), RULEBOOK, case.profile).findings
            pairs = zip(again, case.assessment.findings, strict=True)
            found += [(case.name, new) for new, old in pairs if (new.outcome, new.value) != (old.outcome, old.value)]
    assert found == []


def test_the_response_table_is_the_same_in_workbook_and_report(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        own: dict[str, str] = {}
        for row in books[case.name]["试点目标响应表"][3:]:
            own |= zip(str(row[3]).split("\n"), str(row[2]).split("\n"), strict=True)
        wanted = {f.criterion.id: f for f in case.assessment.findings if f.criterion.item in range(2, 7)}
        found += [(case.name, "criteria", own.keys() ^ wanted.keys())] if own.keys() != wanted.keys() else []
        for id, word in outcome_words(case).items():
            if id in own:
                figure = FIGURES.get(wanted[id].outcome) if wanted[id].criterion.kind is Kind.COMPUTED else None
                if (figure or f"{wanted[id].criterion.title.zh}：{word}") not in own[id]:
                    found.append((case.name, id, word, own[id]))
                if not any(own[id] in cell for cell in case.report):
                    found.append((case.name, "report", id, own[id]))
    assert found == []


def test_every_surface_takes_the_same_steps_in_the_same_order(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        expected = list(steps(case.assessment).ids)
        sheet = list(table(books[case.name]["差距与行动"]))
        if sheet != expected:
            found.append((case.name, "差距与行动", expected, sheet))
        titles = [case.text(step.wording) for step in steps(case.assessment).first]
        risks = [line.split(". ", 1)[1] for line in case.report if line[:3] in ("1. ", "2. ", "3. ") and "。" in line]
        said = [next((place for place, line in enumerate(risks) if line.startswith(title)), None) for title in titles]
        if titles and (None in said or said != sorted(place for place in said if place is not None)):
            found.append((case.name, "report", titles, risks))
        overview = "\n".join(str(cell) for row in books[case.name]["评分总览"] for cell in row if cell)
        places = [overview.find(title) for title in titles]
        if -1 in places or places != sorted(places):
            found.append((case.name, "评分总览", titles, places))
    assert found == []


def test_every_surface_has_the_same_outlook(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        ahead, gaps = table(books[case.name]["预测与计划"]), table(books[case.name]["差距与行动"])
        over = case.assessment.months_left <= 0
        for id, each in case.trajectories.items():
            status = case.text(Status(each["status"]))
            if not over and marked(ahead[id]["状态"]) != status:
                found.append((case.name, "status", id, status, ahead[id]["状态"]))
            if each["forecast"] is None:
                continue
            percent = probability_percent(Probability(each["forecast"]["probability"]))
            for where, rows in (("预测与计划", ahead), ("差距与行动", gaps)):
                if id in rows and round(rows[id]["期末达标概率"] * 100) != percent:
                    found.append((case.name, where, id, percent, rows[id]["期末达标概率"]))
    assert found == []


def test_every_surface_has_the_same_forecast(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    columns = {"value": "期末预计值", "low": "大概率范围（80%）下限", "high": "大概率范围（80%）上限"}
    found = []
    for case in cases:
        rows, page = table(books[case.name]["预测与计划"]), outlook_document(case.assessment).criteria
        for id, each in case.trajectories.items():
            cells = [rows[id].get(title) for title in columns.values()]  # a column in which nothing is said is none
            forecast, interval = each["forecast"], page[id].interval
            if forecast is None:
                wrong = any(isinstance(cell, int | float) for cell in cells) or interval is not None
            else:
                known = {field: float(forecast[field]) for field in columns}
                criterion = case.assessment.finding(id).criterion
                wrong = cells != pytest.approx(list(known.values()), rel=1e-9, abs=1e-9)
                wrong |= case.text(interval) != case.text(figures.interval(criterion, known["low"], known["high"]))
            found += [(case.name, id, forecast, cells, interval)] if wrong else []
    assert found == []


def test_what_it_takes_is_the_same_sentence_everywhere(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        sentence = case.text(planner(case.assessment).sentence)
        on_sheet = [cell for row in books[case.name]["预测与计划"] for cell in row]
        if sentence and (sentence not in on_sheet or sentence not in case.report):
            found.append((case.name, sentence))
    assert found == []


def test_a_probability_and_its_status_agree_in_the_figure_shown(cases: tuple[Case, ...]) -> None:
    bounds = {Status.ON_TRACK: range(80, 100), Status.AT_RISK: range(40, 80), Status.OFF_TRACK: range(5, 40)}
    found = []
    for case in cases:
        for id, outlook in case.assessment.outlooks.items():
            if outlook.end is None or outlook.status not in bounds:
                continue
            percent = probability_percent(Probability(outlook.end.probability))
            if percent not in bounds[outlook.status]:
                found.append((case.name, id, outlook.status, percent))
    assert found == []


def test_steps_are_in_the_order_of_urgency(cases: tuple[Case, ...]) -> None:
    found = []
    for case in cases:
        ranked = by_urgency(case.assessment)
        likely = [
            case.assessment.outlooks[f.criterion.id].end.probability  # type: ignore[union-attr]
            for f in ranked
            if f.outcome is Outcome.NOT_MET
            and f.criterion.kind is Kind.COMPUTED
            and f.criterion.item
            and case.assessment.outlooks[f.criterion.id].end is not None
        ]
        if likely != sorted(likely):
            found.append((case.name, likely))
    assert found == []


def test_the_screen_says_what_the_first_sheet_says(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in [case for case in cases if case.when == "today"][::2]:
        app = screen.upload(screen.empty(), raw(case.source))
        if case.profile is not submission(case.source).profile:
            screen.toggle(app, case.profile)
        sheet = [str(cell) for row in books[case.name]["评分总览"] for cell in row if cell]
        titles = [case.text(step.wording) for step in steps(case.assessment).first]
        shown = re.findall(r'<div class="step"><a [^>]*>(.*?)</a>', screen.markup(app))
        shown = [html.unescape(re.sub(r"<[^>]+>", "", title)) for title in shown]
        if screen.headline(app) not in sheet or shown != titles:
            found.append((case.name, screen.headline(app), shown, titles))
        found += [(case.name, title) for title in titles if not any(title in cell for cell in sheet)]
    assert found == []


def test_gaps_are_value_less_threshold_everywhere(
    cases: tuple[Case, ...], books: dict[str, dict[str, list[list[Any]]]]
) -> None:
    found = []
    for case in cases:
        results, workings = (table(books[case.name][sheet]) for sheet in ("逐条结果", "计算底稿"))
        for id, each in case.criteria.items():
            if each["gap"] is None or each["kind"] != "computed":
                continue
            exact = Fraction(each["value"]) - Fraction(each["threshold"])
            scale = 100 if each["unit"] == "share" else 1
            shown = results[id]["差距"]  # a text where a share lacks firms or money
            wrong = isinstance(shown, int | float) and shown != pytest.approx(float(exact) * scale, rel=1e-9, abs=1e-9)
            if wrong or workings[id]["差距"] != pytest.approx(float(exact), rel=1e-9, abs=1e-9):
                found.append((case.name, id, float(exact), shown, workings[id]["差距"]))
    assert found == []
