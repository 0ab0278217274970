"""Many files at once: folders, papers of each, a summary; and what the help says."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from core.cli import COMMANDS, main
from core.model import Profile
from core.rulebook import load
from core.workbooks.template import template_workbook

SAMPLES = Path(__file__).parents[2] / "sample_data"
CITY, ENTERPRISE = SAMPLES / "sample_city.xlsx", SAMPLES / "sample_enterprise.xlsx"
LANGUAGES = ("zh", "en")

pytestmark = pytest.mark.slow


def core(*args: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, args)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty template, a sample, a file that is refused, and three that are no workbooks or are open elsewhere."""
    path = tmp_path_factory.mktemp("pilots")
    (path / "b.xlsx").write_bytes(CITY.read_bytes())
    (path / "a.xlsx").write_bytes(template_workbook(load(), Profile.INDUSTRY, ledgers=False, language="zh"))
    for name in ("c.xlsx", "~$b.xlsx", ".d.xlsx", "readme.txt"):
        (path / name).write_bytes(b"no workbook")
    return path


def test_a_folder_is_its_workbooks_in_the_order_of_their_names(folder: Path) -> None:
    done = core("score", folder, "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["file"] for each in found] == [str(folder / name) for name in ("a.xlsx", "b.xlsx", "c.xlsx")]
    assert (done.exit_code, ["verdict" in each for each in found]) == (1, [True, True, False])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("zh", "3个文件不是工作簿，未读取：乙.doc、甲.pdf、丙.PDF"),
        ("en", "3 files are no workbooks and were not read: 乙.doc, 甲.pdf, 丙.PDF"),
    ],
)
def test_what_may_have_been_sent_in_place_of_a_workbook_is_named(language: str, sentence: str, tmp_path: Path) -> None:
    for name in ("甲.pdf", "乙.doc", "~$乙.doc", "report.docx", "all.csv"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as package:
        package.writestr("b.xlsx", CITY.read_bytes())
        package.writestr("丙.PDF", b"%PDF-1.7")
    done = core("score", tmp_path, "--lang", language)
    assert (done.exit_code, done.stderr.splitlines().count(sentence)) == (0, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_block_is_under_its_files_name(folder: Path, language: str) -> None:
    lines = core("score", folder, "--lang", language).stdout.splitlines()
    names = [i for i, line in enumerate(lines) if line in (str(folder / "a.xlsx"), str(folder / "b.xlsx"))]
    assert (len(names), names[0], lines[names[1] - 1]) == (2, 0, "")


def test_a_single_file_is_not_named(folder: Path) -> None:
    assert str(folder) not in core("score", folder / "b.xlsx").stdout


@pytest.fixture(scope="module", params=LANGUAGES)
def papers(request: pytest.FixtureRequest, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Everything that can be written of the folder, and the language it is in."""
    out = tmp_path_factory.mktemp("out")
    written = ("--report", "r.docx", "--csv", "t.csv", "--out-dir", out, "--summary", out / "all.xlsx")
    assert core("score", folder, *written, "--lang", request.param).exit_code == 1
    return request.param, out


def test_every_file_has_its_papers_in_the_folder(papers: tuple[str, Path]) -> None:
    _, out = papers
    names = [f"{stem}{ending}" for stem in "ab" for ending in (".csv", ".docx", ".xlsx")]
    assert sorted(path.name for path in out.iterdir()) == sorted([*names, "all.xlsx"])


def test_the_summary_has_a_row_a_file(papers: tuple[str, Path], folder: Path) -> None:
    language, out = papers
    head, empty, city, refused = openpyxl.load_workbook(out / "all.xlsx").active.iter_rows(values_only=True)
    verdict = json.loads(core("score", CITY, "--json", "--lang", language).stdout)["verdict"]
    assert [row[0] for row in (empty, city, refused)] == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert city[6:9] == (verdict["score"], verdict["score_low"], verdict["score_high"])
    assert (empty[6:9], empty[11], city[11]) == ((None, 0, 100), "a.xlsx", "b.xlsx")
    assert (str(folder) in refused[4], any(refused[5:])) == (False, False)
    assert head[0] == {"zh": "文件", "en": "File"}[language]


def test_tables_of_several_files_can_be_stacked(papers: tuple[str, Path]) -> None:
    _, out = papers
    tables = [list(csv.reader(io.StringIO((out / f"{stem}.csv").read_text("utf-8-sig")))) for stem in "ab"]
    assert tables[0][0] == tables[1][0]
    assert {row[0] for row in tables[1][1:]} != {""}
    assert {(row[2], row[6]) for row in tables[1] if row[2] == "C2.2"} == {("C2.2", "2000")}


def test_a_summary_as_csv_says_the_same(folder: Path, tmp_path: Path) -> None:
    core("score", folder, "--summary", tmp_path / "all.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "all.csv").read_text("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["a.xlsx", "b.xlsx", "c.xlsx"]
    assert str(folder) not in (tmp_path / "all.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(("language", "months"), [("zh", "2025年7月至2027年6月"), ("en", "Jul 2025 to Jun 2027")])
def test_a_month_outside_the_pilot_is_refused_with_its_months(language: str, months: str) -> None:
    done = core("score", ENTERPRISE, "--as-of", "2031-01", "--lang", language)
    assert (done.exit_code, done.stdout, months in done.stderr) == (1, "", True)


def macros(raw: bytes) -> bytes:
    """The same package as one that may hold macros."""
    stream, kind = io.BytesIO(), b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    with zipfile.ZipFile(io.BytesIO(raw)) as package, zipfile.ZipFile(stream, "w") as written:
        for name in package.namelist():
            usual = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
            written.writestr(name, package.read(name).replace(usual, kind))
    return stream.getvalue()


@pytest.mark.parametrize(
    "args",
    [
        ["a.xlsm", "-o", "out.xlsx"],
        ["a.xlsx", "-o", "out.xlsm"],
        ["a.xlsx", "-o", "out.docx"],
        ["a.xlsx", "--report", "out.pdf"],
        ["a.xlsx", "--csv", "out.xlsx"],
        ["a.xlsx", "--summary", "out.txt"],
        ["a.xlsx", "--summary", "a.xlsx"],
        ["a.xlsx", "--csv", "out.csv", "--summary", "out.csv"],
        [".", "--out-dir", "out", "--summary", "out/a-2.xlsx"],
        [".", "-o", "out.xlsx"],
        [".", "--report", "out.docx"],
        ["a.xlsx", "a.xlsm", "--csv", "out.csv"],
    ],
)
def test_a_paper_that_cannot_be_what_it_is_called_is_wrong_usage(
    args: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.xlsx").write_bytes(ENTERPRISE.read_bytes())
    Path("a.xlsm").write_bytes(macros(ENTERPRISE.read_bytes()))
    done = core("score", *args)
    assert (done.exit_code, done.stdout, sorted(path.name for path in tmp_path.iterdir())) == (
        2,
        "",
        ["a.xlsm", "a.xlsx"],
    )


def test_papers_of_equal_names_do_not_overwrite_each_other(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.xlsx", "a.xlsm")]
    files[0].write_bytes(ENTERPRISE.read_bytes())
    files[1].write_bytes(macros(ENTERPRISE.read_bytes()))
    out = tmp_path / "out"
    assert core("score", *files, "--csv", "t.csv", "--out-dir", out).exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["a-2.csv", "a-2.xlsm", "a.csv", "a.xlsx"]


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_the_help_has_examples_and_exits_in_both_languages(command: tuple[str, ...]) -> None:
    shown = core(*command, "--help").stdout
    assert [word in shown for word in ("示例", "退出码", "Examples", "Exit codes")] == [True] * 4
    assert " ".join(command) in shown.partition("Examples")[2]


def test_the_summary_says_what_is_judged_as_another_type_or_at_an_earlier_month(tmp_path: Path) -> None:
    core("score", CITY, "--profile", "industry", "--as-of", "2026-03", "--summary", tmp_path / "all.csv")
    row = (tmp_path / "all.csv").read_text("utf-8-sig").splitlines()[1]
    assert [words in row for words in ("仅供对照", "以往月份", "34项条件中")] == [True] * 3


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        for name, raw in members.items():
            package.writestr(f"9月/{name}.xlsx", raw)
    return path


def test_a_zip_stands_for_the_workbooks_in_it(tmp_path: Path) -> None:
    given = zipped(tmp_path / "in.zip", b=CITY.read_bytes(), a=ENTERPRISE.read_bytes(), c=b"no workbook")
    done = core("score", given, "--json", "--out-dir", tmp_path / "out")
    files = [json.loads(line)["file"] for line in done.stdout.splitlines()]
    assert files == [str(given / "9月" / f"{name}.xlsx") for name in "abc"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.xlsx", "b.xlsx"]


@pytest.mark.parametrize("raw", [b"no zip", b""])
def test_a_zip_without_workbooks_is_refused_in_one_sentence(raw: bytes, tmp_path: Path) -> None:
    given = tmp_path / "in.zip"
    given.write_bytes(raw) if raw else zipped(given)
    done = core("score", given, "--json")
    assert (done.exit_code, json.loads(done.stdout)["problems"][0]["code"]) == (1, "archive")


def test_who_has_filed_is_printed_below_the_verdicts(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("数据空间名称\n演示市城市可信数据空间\n没有报送的空间\n", "utf-8")
    shown = core("score", folder / "b.xlsx", "--roster", tmp_path / "roster.csv", "--lang", "en").stdout
    assert "\n\nAug 2026: of 2 on the roster, 1 filed, 1 not filed.\n" in shown
    assert shown.endswith("(1): 没有报送的空间. Please send them as soon as possible.\nThank you.\n")


def test_who_has_filed_is_one_more_object_below_those_of_the_files(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("数据空间名称\n演示市城市可信数据空间\n没有报送的空间\n", "utf-8")
    done = core("score", folder / "b.xlsx", "--roster", tmp_path / "roster.csv", "--json")
    file, found = (json.loads(line) for line in done.stdout.splitlines())
    assert (file["file"], found["roster"]["month"]) == (str(folder / "b.xlsx"), "2026-08")
    assert [(line["name"], line["state"], line["month"], line["file"]) for line in found["roster"]["lines"]] == [
        ("没有报送的空间", "missing", None, None), ("演示市城市可信数据空间", "filed", "2026-08", "b.xlsx"),
    ]  # fmt: skip
    assert "没有报送的空间" in found["roster"]["reminder"]


def test_who_files_late_is_late_at_whichever_month_all_are_judged(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("演示市城市可信数据空间\n", "utf-8")
    shown = core("score", CITY, "--as-of", "2026-09", "--roster", tmp_path / "roster.csv", "--lang", "en").stdout
    assert "Sep 2026: of 1 on the roster, 1 filed (of these 1 at an earlier month)." in shown


def files_of(*args: str | Path) -> list[str]:
    """The names of the files that are judged."""
    objects = (json.loads(line) for line in core("score", *args, "--json").stdout.splitlines())
    return [Path(each["file"]).name for each in objects if "file" in each]


def test_what_is_given_beside_the_folder_is_no_pilot_of_it(tmp_path: Path) -> None:
    roster, sheet = openpyxl.Workbook(), tmp_path / "名单.xlsx"
    roster.active.append(["演示市城市可信数据空间"])
    roster.save(sheet)
    (tmp_path / "a.xlsx").write_bytes(CITY.read_bytes())
    for _again in range(2):  # the summary of the first call is none either, and is written anew
        assert files_of(tmp_path, "--roster", sheet, "--summary", tmp_path / "汇总.xlsx") == ["a.xlsx"]
    assert files_of(tmp_path, "--roster", sheet) == ["a.xlsx"]
    assert files_of(tmp_path) == ["a.xlsx", "名单.xlsx"]


def test_a_workbook_that_is_no_summary_is_not_written_over_by_one(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(CITY.read_bytes())
    assert core("score", tmp_path, "--summary", tmp_path / "a.xlsx").exit_code == 2
    assert (tmp_path / "a.xlsx").read_bytes() == CITY.read_bytes()


def test_a_zip_in_a_folder_stands_for_its_workbooks_and_one_in_a_zip_says_that_it_was_not_read(tmp_path: Path) -> None:
    zipped(tmp_path / "b.zip", inner=CITY.read_bytes())
    (tmp_path / "a.xlsx").write_bytes(CITY.read_bytes())
    assert files_of(tmp_path) == ["a.xlsx", "inner.xlsx"]
    assert files_of(tmp_path, "--previous", tmp_path / "b.zip") == ["a.xlsx"]
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as package:
        package.writestr("inner.zip", (tmp_path / "b.zip").read_bytes())
    done = core("score", tmp_path / "c.zip", "--lang", "en")
    assert (done.exit_code, "inner.zip: Found an archive inside a zip file, which was not read" in done.stderr) == (
        1,
        True,
    )


def test_a_roster_without_names_is_wrong_usage(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text("a,b\n", "utf-8")
    done = core("score", folder, "--roster", tmp_path / "roster.csv")
    assert (done.exit_code, done.stdout) == (2, "")


def test_each_workbook_is_compared_with_that_of_its_pilot_in_last_months_folder(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "old name.xlsx").write_bytes(CITY.read_bytes())
    done = core("score", CITY, ENTERPRISE, "--previous", tmp_path / "before", "--json")
    changes = [json.loads(line).get("changes") for line in done.stdout.splitlines()]
    assert [each and each["file"] for each in changes] == [str(tmp_path / "before" / "old name.xlsx"), None]


def test_a_pilot_that_last_months_folder_does_not_have_is_told_to_be_compared_with_nothing(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "old name.xlsx").write_bytes(CITY.read_bytes())
    done = core("score", CITY, ENTERPRISE, "--previous", tmp_path / "before", "--lang", "en")
    city, _, enterprise = done.stdout.partition(str(ENTERPRISE))
    assert ("Not compared: " in city, "Not compared: " in enterprise) == (False, True)


def test_an_earlier_workbook_that_cannot_be_read_is_named_since_its_pilot_seems_to_be_new(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "8月.xlsx").write_bytes(b"no workbook")
    done = core(
        "score", CITY, ENTERPRISE, "--previous", tmp_path / "before", "--summary", tmp_path / "all.xlsx", "--lang", "en"
    )
    assert (done.exit_code, "8月.xlsx: Found" in done.stderr) == (1, True)
    sheet = openpyxl.load_workbook(tmp_path / "all.xlsx")["What moved"]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert [text for text in cells if text.startswith("These files of the earlier month could not be read: 8月.xlsx.")]
