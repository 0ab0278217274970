"""problems.toml: every code that is raised, in both languages, and nothing else; read strictly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import RulebookError
from core.model import Problem
from core.printers.problems import ProblemPrinter
from core.rulebook.problems import FILE, load_problems
from tests.build import RULEBOOK
from tests.places import place

ROOT = FILE.parents[2]
CATALOGUE = load_problems()
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")
#: What raises a code, by the name of what is called.
RAISE = (
    "Problem",
    "of_sheet",
    "Doubt",
    "question",
    "failed",
    "ask",
    "_asked",
    "refusal",
    "refused",
    "Refused",
    "_fail",
)


def words_of(source: str) -> Iterator[str]:
    """Every text of a module that may be a code."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
            yield node.value


def raised(source: str) -> Iterator[str]:
    """The codes that a module raises outright."""
    for node in ast.walk(ast.parse(source)):
        name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else name
        if name in RAISE and isinstance(node, ast.Call) and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value):
                yield first.value


def modules() -> list[str]:
    return [path.read_text("utf-8") for folder in ("core", "pages") for path in (ROOT / folder).rglob("*.py")]


def test_every_code_that_is_raised_is_in_the_catalogue() -> None:
    found = {code for source in modules() for code in raised(source)}
    assert len(found) > 100
    assert found - CATALOGUE.kinds.keys() == set()


def test_every_code_of_the_catalogue_is_raised() -> None:
    said = {word for source in modules() for word in words_of(source)}
    assert CATALOGUE.kinds.keys() - said == set()


@pytest.mark.parametrize("code", sorted(CATALOGUE.kinds))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_code_says_what_was_found_and_expected_and_what_to_do(code: str, language: str) -> None:
    details = {"missing_part": {"ledger": "products", "key": "start"}}
    details["ledger_not_used"] = {"ledger": "products", "keys": ("start", "type")}
    found = "" if code in details else "约200"
    row = ProblemPrinter(language, RULEBOOK).row(Problem(code, place("月度统计", "B2"), found, details.get(code, {})))
    assert row.found
    assert row.expected
    assert row.remedy
    assert "{" not in row.sentence


def test_a_number_of_an_absurd_size_is_not_said_to_be_a_large_file() -> None:
    printer = ProblemPrinter("en", RULEBOOK)
    number = printer.row(Problem("too_large", details={"type": "count"}))
    file = printer.row(Problem("too_large", details={"kind": "file", "limit": 64}))
    assert (number.remedy, file.expected) == ("Check the unit and the decimal point.", "at most 64 MiB")


@pytest.mark.parametrize(
    ("was", "now", "complaint"),
    [
        ('severity = "question"', 'severity = "grave"', "found 'grave'; allowed: error, warning, question"),
        ('effect = "keep"', 'effect = "keeps"', "found 'keeps'; allowed: keep, not_used"),
        ('"not_used"]', '"never"]', "found 'never'; allowed: as_read, not_used"),
        (
            "remedy = {",
            "advice = {",
            "unknown key 'advice'; allowed: expected, found, kinds, of_scale, offers, remedy, repair, rows, severity",
        ),
        ("“{column}”为空白", "“{colum}”为空白", "the slots colum are in the Chinese alone"),
    ],
)
def test_what_is_not_right_is_refused_with_its_place(was: str, now: str, complaint: str, tmp_path: Path) -> None:
    text = FILE.read_text("utf-8")
    assert was in text
    path = tmp_path / "problems.toml"
    path.write_text(text.replace(was, now, 1), "utf-8")
    with pytest.raises(RulebookError, match=re.escape(complaint)):
        load_problems(path)
