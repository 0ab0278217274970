"""What is said of an earlier workbook against a later one, in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from core.comparison import Comparison, compare
from core.documents.changes import changes_document, in_brief, known_then
from core.model import Assessment, Ledger, Month, Profile
from core.pipeline import judge
from core.printers.json import changes_object
from core.printers.problems import ProblemPrinter
from tests.build import RULEBOOK, claim, filled, ledger, submission
from tests.documents.words import printer, said

LANGUAGES = ("zh", "en")


def judged(at: str, **parts: Any) -> Assessment:
    return judge(submission(Profile.ENTERPRISE, as_of=at, **parts), RULEBOOK)


def organisations(*names: str, government: tuple[str, ...] = ()) -> Ledger:
    rows = [
        {
            "name": name,
            "credit_code": f"9{name}",
            "category": "government" if name in government else "enterprise",
            "roles": "|user|",
            "start": "2025-08",
        }
        for name in names
    ]
    return ledger("organisations", rows)


def pair(before: Mapping[str, Any], after: Mapping[str, Any], at: str = "2026-06") -> Comparison:
    return compare(judged("2026-05", **before), judged(at, **after))


CONNECTED = pair(
    {"ledgers": [organisations(*(f"a{i:03d}" for i in range(148)), "gone")], "claims": [claim("E1.1", "ready", "log")]},
    {"ledgers": [organisations(*(f"a{i:03d}" for i in range(201)))], "claims": [claim("E1.1", "ready", "log")]},
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "zh",
            "E4.1 接入企业：2026年5月 149家 → 2026年6月 201家，尚未达标 → 达标；新增53行（接入主体台账!A150:A202）；移出1行（上期工作簿接入主体台账!A150）",
        ),
        (
            "en",
            "E4.1 Enterprises connected: May 2026 149 enterprises → Jun 2026 201 enterprises, Not yet met → Met; "
            "53 rows added (接入主体台账!A150:A202); 1 row removed (earlier workbook 接入主体台账!A150)",
        ),
    ],
)
def test_a_criterion_is_told_with_its_figures_outcomes_and_cells(language: str, sentence: str) -> None:
    rows = changes_document(CONNECTED).moved
    assert [said(row.sentence, CONNECTED.after, language) for row in rows if row.id == "E4.1"] == [sentence]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "与上期工作簿（2026年5月）相比，1项结论有变：29项条件中，当时1项达标，现在2项达标。"),
        ("en", "Since the earlier workbook (May 2026), 1 outcome changed: 1 of 29 were met then, 2 now."),
    ],
)
def test_the_first_sentence_says_what_changed_in_the_verdict(language: str, sentence: str) -> None:
    assert said(changes_document(CONNECTED).sentence, CONNECTED.after, language) == sentence


@pytest.mark.parametrize(("language", "text"), [("zh", "没有任何改动"), ("en", "Nothing changed")])
def test_two_like_workbooks_are_told_to_be_alike(language: str, text: str) -> None:
    same = judged("2026-05")
    changes = changes_document(compare(same, same))
    assert (text in said(changes.sentence, same, language), changes.sheets, changes.moved) == (True, (), ())


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "只是评判月份由2026年5月变为2026年6月"), ("en", "only the date moved")]
)
def test_a_move_by_the_date_alone_says_so(language: str, text: str) -> None:
    months = {"2026-05": {"enterprises": 148}, "2026-06": {"enterprises": 200}}
    found = pair({"months": months}, {"months": months})
    (row,) = changes_document(found).moved
    assert text in said(row.sentence, found.after, language)


def test_outcomes_that_changed_come_before_figures_that_moved() -> None:
    before = {"months": {"2026-06": {"operator_open_datasets": 30, "enterprises": 190}}}
    after = {"months": {"2026-06": {"operator_open_datasets": 31, "enterprises": 200}}}
    found = compare(judged("2026-06", **before), judged("2026-06", **after))
    assert [row.id for row in changes_document(found).moved] == ["E4.1", "E2.1"]


def test_a_past_month_that_was_rewritten_says_what_was_known_then() -> None:
    before = {"months": {"2026-04": {"enterprises": 210}, "2026-05": {"enterprises": 148}}}
    after = {"months": {"2026-04": {"enterprises": 140}, "2026-05": {"enterprises": 148}}}
    found = pair(before, after, "2026-05")
    (each,) = changes_document(found).rewritten
    (row,) = each.table.rows
    texts = [said(row.cells[key], found.after) for key in ("month", "before_value", "after_value")]
    assert texts == ["2026年4月", "210家", "140家"]
    assert said(each.sentence, found.after) == "1个月有变动（2026年4月），其中1个月结论不同"
    assert [said(why, found.after) for why in each.why] == ["2026年4月“接入企业数” 210 → 140（月度统计!B2）"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_baseline_asks_with_the_old_and_the_new_figure(language: str) -> None:
    figures = {"2026-05": {"open_volume": 300}}
    before, after = ({"months": figures, "basics": {"baseline_volume": filled(n, cells="B12")}} for n in (878.5, 900))
    found = pair(before, after, "2026-05")
    (question,) = changes_document(found).questions
    sentence = ProblemPrinter.of(found.after, language).row(question).sentence
    assert all(part in sentence for part in ("878.5", "900", "B12"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_command_is_in_the_view(language: str) -> None:
    changes = changes_document(CONNECTED)
    lines = in_brief(changes)
    assert lines[0] == changes.sentence
    sheets = [sheet.sentence for sheet in changes.sheets]
    assert sheets == [line for line in lines if line in sheets]
    assert all(said(line, CONNECTED.after, language) for line in lines)


def test_no_more_than_the_first_criteria_are_lines() -> None:
    figures = [
        "operator_open_datasets", "scenario_categories", "categories_with_10_applications", "enterprises",
        "high_value_apps_20_external", "providers",
    ]  # fmt: skip
    before, after = ({"months": {"2026-05": dict.fromkeys(figures, n)}} for n in (1, 2))
    found = pair(before, after, "2026-05")
    lines = [said(line, found.after, "en") for line in in_brief(changes_document(found), most=2)]
    assert len([line for line in lines if re.match(r"- [A-Z]\d", line)]) == 2
    assert "- and 3 more criteria." in lines


# --- JSON -----------------------------------------------------------------------------------


def test_the_document_holds_exact_figures_and_addresses() -> None:
    found = json.loads(json.dumps(changes_object(CONNECTED, printer(CONNECTED.after), "old.xlsx")))
    change = next(each for each in found["criteria"] if each["id"] == "E4.1")
    assert change["before"] == {
        "month": "2026-05",
        "outcome": "not_met",
        "value": "149",
        "at_least": False,
        "gap": "-51",
    }
    assert (change["after"]["value"], change["causes"]) == ("201", ["cells", "date"])
    assert change["cells"][0]["added_at"] == ["接入主体台账!A150:A202"]


def test_the_document_names_the_earlier_workbook_and_its_verdict() -> None:
    found = changes_object(CONNECTED, printer(CONNECTED.after), "old.xlsx")
    assert (found["file"], found["as_of"], found["verdict"]["met"], found["verdict"]["total"]) == (
        "old.xlsx",
        "2026-05",
        1,
        29,
    )


def test_the_document_is_the_same_in_both_languages_but_for_words() -> None:
    zh, en = (changes_object(CONNECTED, printer(CONNECTED.after, language), "old.xlsx") for language in LANGUAGES)
    assert {**zh, "sheets": ()} == {**en, "sheets": ()}


def test_what_was_known_then_is_drawn_where_a_month_was_rewritten() -> None:
    before = {"months": {"2026-04": {"enterprises": 210}, "2026-05": {"enterprises": 148}}}
    after = {"months": {"2026-04": {"enterprises": 140}, "2026-05": {"enterprises": 148}}}
    found = pair(before, after, "2026-05")
    assert {month: figure.value for month, figure in known_then(found, "E4.1").items()} == {
        Month(2026, 4): 210,
        Month(2026, 5): 148,
    }
    assert known_then(found, "E2.1") == {}
