"""The annex as stored is the annex as published (notice.txt), white space aside."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from core.model import Criterion, Rulebook

PUBLISHED = Path(__file__).with_name("notice.txt")


def bare(text: str) -> str:
    """Without white space."""
    return re.sub(r"\s", "", text)


def criteria(rulebook: Rulebook) -> dict[str, Criterion]:
    return {criterion.id: criterion for own in rulebook.criteria.values() for criterion in own}


def test_heading_parts_and_clauses_are_the_whole_annex_word_for_word(rulebook: Rulebook) -> None:
    notice = rulebook.notice
    stored = notice.heading
    for part in notice.parts:
        stored += part.text
        for clause in notice.clauses:
            if re.fullmatch(re.escape(part.id) + r"、?\d", clause.id):
                stored += clause.text
    assert bare(stored) == bare(PUBLISHED.read_text(encoding="utf-8"))


def test_no_clause_holds_a_line_break_of_the_page(rulebook: Rulebook) -> None:
    assert [clause.id for clause in rulebook.notice.clauses if "\n" in clause.text] == []


def test_spaces_stand_only_beside_figures_and_after_the_printed_number(rulebook: Rulebook) -> None:
    texts = [place.text for place in (*rulebook.notice.parts, *rulebook.notice.clauses)]
    strays = [found for text in texts for found in re.findall(r"[^\d%.] [^\d]", text)]
    assert strays == []


def test_the_clauses_are_the_three_of_the_foundation_and_six_a_type(rulebook: Rulebook) -> None:
    goals = [f"二（{part}）{number}" for part in "一二三" for number in range(1, 7)]
    assert [clause.id for clause in rulebook.notice.clauses] == ["一、1", "一、2", "一、3", *goals]


def test_a_clause_begins_with_its_own_printed_number(rulebook: Rulebook) -> None:
    wrong = [clause.id for clause in rulebook.notice.clauses if not clause.text.startswith(clause.id[-1] + ". ")]
    assert wrong == []


def test_the_notice_is_cited_by_number_issuer_and_day(rulebook: Rulebook) -> None:
    notice = rulebook.notice
    assert (notice.number.zh, notice.issuer.zh, notice.issued) == (
        "国数综资源〔2025〕46号",
        "国家数据局综合司",
        date(2025, 4, 3),
    )


def test_every_quote_stands_in_the_published_annex(rulebook: Rulebook) -> None:
    published = bare(PUBLISHED.read_text(encoding="utf-8"))
    assert [id for id, criterion in criteria(rulebook).items() if bare(criterion.quote) not in published] == []


def test_every_quote_stands_in_its_own_clause_as_it_is_stored(rulebook: Rulebook) -> None:
    clauses = {clause.id: clause.text for clause in rulebook.notice.clauses}
    assert [id for id, c in criteria(rulebook).items() if c.quote not in clauses[c.clause]] == []
