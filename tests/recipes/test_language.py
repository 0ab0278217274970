"""Recipe: a language is a folder of words.  A third one is made here; what it lacks is said in English."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from core import i18n
from core.cli import main
from core.i18n import Language, languages, words
from core.intake import headings
from core.model import Text
from tests.pages.screen import ROOT, empty, links, turn_to
from tests.pages.screen import words as said

SAMPLE = ROOT / "sample_data" / "sample_enterprise.xlsx"
FRENCH = {
    "Overview": "Vue d'ensemble",
    "Score overview": "Synthèse",
    "Monthly statistics": "Statistiques mensuelles",
    "Month": "Mois",
    "Enterprises connected": "Entreprises raccordées",
    "Enterprise": "Entreprise",
}
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.fixture(autouse=True)
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The product with a folder fr of a few words."""
    folder = tmp_path / "i18n"
    (folder / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "zh_CN").symlink_to(i18n.FOLDER / "zh_CN")
    entries = "".join(f'\nmsgid "{english}"\nmsgstr "{word}"\n' for english, word in FRENCH.items())
    (folder / "fr" / "LC_MESSAGES" / "words.po").write_text(HEAD + entries, encoding="utf-8")
    monkeypatch.setattr(i18n, "FOLDER", folder)
    _forget_words()
    yield
    _forget_words()


def _forget_words() -> None:
    """What was worked out of the languages that there were."""
    words.cache_clear()
    headings.header_words.cache_clear()


def run(*arguments: object) -> Any:
    return CliRunner().invoke(main, list(map(str, arguments)))


def test_the_folder_alone_makes_it_a_language() -> None:
    assert (languages(), Language("fr").tag, Language("fr").own_name) == (("zh", "en", "fr"), "fr", "français")


def test_what_it_lacks_is_english_in_code_and_rulebook() -> None:
    assert [words("fr")(each) for each in ("Month", "Remedy")] == ["Mois", "Remedy"]
    assert [Text("甲", each).in_("fr") for each in ("Month", "A text of the rulebook")] == [
        "Mois",
        "A text of the rulebook",
    ]


def test_a_template_has_its_words_and_english_for_the_rest(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    assert run("template", "--profile", "enterprise", "--lang", "fr", "-o", out).exit_code == 0
    book = openpyxl.load_workbook(out)
    texts = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert ("Statistiques mensuelles" in book.sheetnames, "Basics" in book.sheetnames) == (True, True)
    assert any(text.startswith("Entreprises raccordées") for text in texts)


def test_its_template_is_read_again(tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    run("template", "--profile", "enterprise", "--lang", "fr", "-o", out)
    book = openpyxl.load_workbook(out)
    sheet = book["Statistiques mensuelles"]
    header = next(row for row in sheet.iter_rows() if str(row[0].value).startswith("Mois"))
    column = next(cell.column for cell in header if str(cell.value).startswith("Entreprises raccordées"))
    row = header[0].row + 1
    sheet.cell(row, 1, "2025-07")
    sheet.cell(row, column, 210)
    book.save(out)
    found = json.loads(run("score", out, "--json", "--lang", "fr").stdout)
    criterion = next(each for each in found["criteria"] if each["id"] == "E4.1")
    assert (criterion["value"], criterion["outcome"]) == ("210", "met")


def test_the_texts_of_the_json_are_in_it(tmp_path: Path) -> None:
    found = json.loads(run("score", SAMPLE, "--json", "--lang", "fr").stdout)
    titles = {each["id"]: each["title"] for each in found["criteria"]}
    assert (titles["E4.1"], titles["E6.6"]) == ("Entreprises raccordées", "Compliance")


@pytest.mark.slow
def test_a_scored_workbook_has_its_titles_and_is_proven(tmp_path: Path) -> None:
    out = tmp_path / "scored.xlsx"
    assert run("score", SAMPLE, "--lang", "fr", "-o", out, "--report", tmp_path / "r.docx").exit_code == 0
    names = openpyxl.load_workbook(out, read_only=True).sheetnames
    assert ("Synthèse" in names, "Gaps and actions" in names) == (True, True)
    assert run("verify", out).exit_code == 0


@pytest.mark.slow
def test_a_page_is_in_it_and_offers_it() -> None:
    app = empty("fr")
    assert not app.exception
    control = next(group for group in app.segmented_control if group.key == "language")
    assert control.options == ["中文", "English", "français"]
    labels = [label for _address, label in links(app)]
    assert ("Vue d'ensemble" in labels, "Gaps" in labels) == (True, True)
    assert "Trusted data space" in said(turn_to(app, "notice"))


def test_a_language_without_a_folder_is_wrong_usage() -> None:
    found = run("score", SAMPLE, "--lang", "tlh")
    assert (found.exit_code, "zh, en, fr" in found.output) == (2, True)
