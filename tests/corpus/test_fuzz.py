"""Random slips: what is typed, how headers are written, what becomes of the package; the promises hold for all.

The draws are the same each time.  A few run always, many in `make soak`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.intake.cells import parser
from core.intake.evidence import names_nothing
from core.model import Profile, State
from tests.corpus import names, numbers
from tests.corpus.book import Book, Calculated, Shown, letter
from tests.corpus.good import GOOD, LAST, RULES, good, untouched
from tests.corpus.oracle import BLANK, understood
from tests.corpus.promises import BYTES, NAMING, SECONDS, Told, differences, naming, new_problems, tell
from tests.corpus.zips import honest, parts_of

pytestmark = pytest.mark.slow

#: The workbooks in which every type finds a denominator or a place to name.
BASES = [base for base in GOOD if base != "industry ledgers"]
MONTHLY, PEOPLE, PRODUCTS = "月度统计", "接入主体台账", "产品应用台账"
COUNT = RULES.sheets["monthly"].column("enterprises")
MONEY = RULES.sheets["monthly"].column("revenue")


def tried(times: int) -> Callable[[Any], Any]:
    """So many draws, the same each time."""
    return settings(
        max_examples=times,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


# --- what is typed --------------------------------------------------------------------------

#: Signs, and words of several.
SIGNS = "0123456789，,.．·%％‰万亿百千十家个元人约近余+-−—~～≥＞至/()（） \u00a0\u3000\u200b\n'’eEx½²①Ⅳ٢１一六成无#￥$_=<&\u202e"
WORDS = ("10", "200", "1,234", "２０", "万元", "GB", "0x", "暂无", "N/A", "null", "NaN", "∞", "inf", "TRUE", "#DIV/0!")
PIECES = st.sampled_from([*SIGNS, *WORDS])
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join) | st.text(max_size=8).filter(
    lambda text: text.isprintable()
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-1000, 10**6)
ODD = (
    NUMBERS
    | st.booleans()
    | st.dates(date(1990, 1, 1), date(2090, 1, 1))
    | st.builds(
        Shown, st.floats(0, 1000), st.sampled_from(["0%", "0.00%", "0,", "yyyy-mm", '0"万"', "0.0", "@", "[h]:mm"])
    )
    | st.builds(Calculated, st.just("=1+1"), st.sampled_from([None, 2, "2", "约2", "#N/A", "#DIV/0!"]))
)


def check_reading(text: str) -> None:
    """A text in a column of counts is what a person takes it for, with a question, or it is an error."""
    cell = parser(COUNT)(text)
    meant = understood(text)
    if cell.state is State.BLANK:
        assert meant == BLANK
    elif cell.state is State.FILLED:
        assert isinstance(meant, Decimal)
        assert cell.value == meant
        assert [doubt.details["understood"] for doubt in cell.doubts] == [cell.value]
    else:
        assert [RULES.problems.kinds[doubt.code].severity.value for doubt in cell.doubts] == ["error"]


@tried(500)
@given(TEXTS)
def test_a_text_for_a_number_is_read_as_a_person_reads_it(text: str) -> None:
    check_reading(text)


@pytest.mark.soak
@tried(20_000)
@given(TEXTS)
def test_many_texts_for_numbers_are_read_as_a_person_reads_them(text: str) -> None:
    check_reading(text)


# --- in the workbook ------------------------------------------------------------------------


def kept(told: Told) -> None:
    """The promises that hold for every file."""
    assert told.seconds <= SECONDS
    assert told.memory <= BYTES


def within(cell: str, area: str) -> bool:
    """Whether a cell lies in an area such as K13, K2:K13 or 5:5."""
    first, _, last = area.partition(":")
    ends = [re.fullmatch(r"([A-Z]*)(\d+)", end) for end in (cell, first, last or first)]
    if not all(ends):
        return False
    (column, row), (left, top), (right, bottom) = ((_index(end[1]), int(end[2])) for end in ends if end)
    return top <= row <= bottom and (not right or left <= column <= right)


def _index(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - 64
    return number


def names_the_cell(told: Told, base: str, sheet: str, cell: str) -> bool:
    """Whether a problem that the untouched workbook does not have points at the cell."""
    return any(p["sheet"] == sheet and p["cell"] and within(cell, p["cell"]) for p in new_problems(told, base))


def check_typed(base: str, sheet: str, column: int, row: int, value: Any, *, sure: Callable[[Any], bool]) -> None:
    """No number differs without a problem at the cell, unless what was typed is sure to mean another."""
    book = good(base)
    book.sheets[sheet][row - 1][column] = value
    told = tell(book.saved())
    kept(told)
    if told.refused is None and differences(told, base) and not sure(value):
        assert names_the_cell(told, base, sheet, f"{letter(column)}{row}")


FIGURES = st.tuples(st.integers(1, len(good("enterprise").sheets[MONTHLY][0]) - 1), st.integers(2, LAST))


def _plain_number(value: Any) -> bool:
    """Numbers, and formulas that give one, are believed."""
    inner = value.value if isinstance(value, (Shown, Calculated)) else value
    return isinstance(inner, (int, float)) and not isinstance(inner, bool)


@tried(25)
@given(FIGURES, TEXTS | ODD)
def test_a_figure_typed_oddly_is_named_where_it_changes_a_number(at: tuple[int, int], value: Any) -> None:
    check_typed("enterprise", MONTHLY, *at, value, sure=_plain_number)


@pytest.mark.soak
@tried(1200)
@given(FIGURES, TEXTS | ODD)
def test_many_figures_typed_oddly_are_named(at: tuple[int, int], value: Any) -> None:
    check_typed("enterprise", MONTHLY, *at, value, sure=_plain_number)


#: Formats that say another unit, scale or exactness than any column's own.
FOREIGN = st.sampled_from(
    [
        '0"千美元"',
        "[$€-407] 0.00",
        '"US$"0',
        '0"TB"',
        '0"+"',
        '0"以上"',
        '0"（估）"',
        '"约"0',
        '0"00"',
        "0,",
        '0"吨"',
        '0"‰"',
    ]
)


@tried(20)
@given(FIGURES, FOREIGN)
def test_a_format_that_says_something_else_is_named(at: tuple[int, int], shown: str) -> None:
    book, (column, row) = good("enterprise"), at
    rows = book.sheets[MONTHLY]
    rows[row - 1][column] = Shown(rows[row - 1][column], shown)
    told = tell(book.saved())
    kept(told)
    assert names_the_cell(told, "enterprise", MONTHLY, f"{letter(column)}{row}")


@tried(10)
@given(FIGURES, st.sampled_from(["意向", "含拟接入", "集团口径", "计划", "已签约"]))
def test_a_bracket_that_changes_the_meaning_of_a_header_is_named(at: tuple[int, int], note: str) -> None:
    book = good("enterprise")
    book.sheets[MONTHLY][0][at[0]] += f"（{note}）"
    told = tell(book.saved())
    assert differences(told, "enterprise") == {}
    assert [(p["code"], p["cell"]) for p in new_problems(told, "enterprise")] == [("header_note", f"{letter(at[0])}1")]


PLACES = st.sampled_from(
    [
        (sheet, column, row)
        for sheet, columns in (
            (PEOPLE, (2, 3, 4, 8, 9, 10)),
            (PRODUCTS, (1, 4, 6, 7, 8)),
            ("数据资源台账", (4, 6, 7, 8)),
            ("日活记录", (0, 1, 2)),
        )
        for column in columns
        for row in (2, 9, 20)
    ]
)


def check_ledger(place: tuple[str, int, int], value: Any) -> None:
    sheet, column, row = place
    headers = good("ledgers").sheets[sheet][0]
    dates, flags = headers[column].endswith("日期"), headers[column].startswith("是否")

    def sure(typed: Any) -> bool:
        if dates:
            return isinstance(typed, (date, Shown)) or not isinstance(typed, (bool, Calculated, float))
        return (flags and _flag(typed)) or (not flags and _plain_number(typed))

    check_typed("ledgers", sheet, column, row, value, sure=sure)


def _flag(typed: Any) -> bool:
    """Yes, no and nothing are answers."""
    return (
        parser(RULES.sheets["products"].column("high_value"))(float(typed) if type(typed) is int else typed).state
        is not State.UNREADABLE
        if isinstance(typed, (str, int, float))
        else False
    )


@tried(20)
@given(PLACES, TEXTS | ODD)
def test_a_ledgers_cell_typed_oddly_is_named_where_it_changes_a_number(place: tuple[str, int, int], value: Any) -> None:
    check_ledger(place, value)


@pytest.mark.soak
@tried(800)
@given(PLACES, TEXTS | ODD)
def test_many_cells_of_ledgers_typed_oddly_are_named(place: tuple[str, int, int], value: Any) -> None:
    check_ledger(place, value)


# --- names ----------------------------------------------------------------------------------

NAMES = st.sampled_from([(base, sheet, header) for base, sheet, header, _, _ in names.COUNTED])
CHANGES = st.lists(st.sampled_from([*names.ALIKE, *names.SAME]), min_size=1, max_size=2)


def check_name(at: tuple[str, str, str], row: int, changes: list[Callable[[str], str]], none: str) -> None:
    """A name in another spelling, or a word that is none, is named where it changes a number."""
    base, sheet, header = at
    column = good(base).column(sheet, header)
    text = str(good(base).sheets[sheet][row - 1][column])
    for change in changes:
        text = change(text)
    for typed in (text, none):
        check_typed(base, sheet, column, row, typed, sure=lambda _: False)


@tried(8)
@given(NAMES, st.integers(2, 20), CHANGES, st.sampled_from(names.NO_NAMES))
def test_a_name_spelt_otherwise_is_named(at: Any, row: int, changes: Any, none: Any) -> None:
    check_name(at, row, changes, none)


@pytest.mark.soak
@tried(400)
@given(NAMES, st.integers(2, 20), CHANGES, st.sampled_from(names.NO_NAMES))
def test_many_names_spelt_otherwise_are_named(at: Any, row: int, changes: Any, none: Any) -> None:
    check_name(at, row, changes, none)


# --- second sheets, evidence ----------------------------------------------------------------


@tried(16)
@given(
    st.sampled_from(["5月", "补充", "更正", "Sheet2", "（续）"]),
    st.sampled_from([(MONTHLY, 1, 14), ("年度目标", 4, 2), ("定性自评", 2, 5)]),
    st.lists(st.integers(1, 7), min_size=1, max_size=4, unique=True),
    st.booleans(),
)
def test_rows_of_a_second_sheet_are_named_where_they_say_something_else(
    title: str, at: tuple[str, int, int], rows: list[int], change: bool
) -> None:
    sheet, column, columns = at
    book = good("enterprise")
    own = book.sheets[sheet]
    more = [list(own[row])[:columns] if not change else list(own[row]) for row in rows]
    for row in more if change else ():
        row[column] = "未具备" if sheet == "定性自评" else 7777
    name = f"{sheet}{title}" if title == "（续）" else title
    book.sheets[name] = [list(own[0])[: len(more[0])], *more]
    told = tell(book.saved())
    assert not differences(told, "enterprise")
    assert bool([p for p in new_problems(told, "enterprise") if p["sheet"] == name]) == (change or title == "（续）")


@tried(16)
@given(
    st.sampled_from(["", "报告", "合同", "制度"]),
    st.sampled_from(["待", "尚未", "正在", "还没", "拟", "下月"]),
    st.sampled_from(["编制", "签订", "补", "提供", "上传", "盖章", "审批"]),
    st.sampled_from(["", "中", "后提供", "，稍后补交", "……"]),
)
def test_evidence_that_is_still_to_come_is_none(thing: str, not_yet: str, process: str, end: str) -> None:
    assert names_nothing(f"{thing}{not_yet}{process}{end}")
    assert not names_nothing(f"{process}制度（2025年）")
    assert not names_nothing(f"{thing}{process}记录.pdf")


# --- headers --------------------------------------------------------------------------------


def _changed(header: str, at: int, how: str) -> str:
    at %= max(len(header), 1)
    before, one, after = header[:at], header[at : at + 1], header[at + 1 :]
    return {
        "lost": before + after,
        "twice": before + one + one + after,
        "swapped": before + after[:1] + one + after[1:],
        "space": before + one + " " + after,
        "break": before + one + "\n" + after,
        "bracket": header + "（本期）",
        "unit": header + "（万个）",
        "star": "*" + header,
        "other": before + "甲" + after,
        "gone": "",
        "number": "12",
    }[how]


HOW = st.sampled_from(
    ["lost", "twice", "swapped", "space", "break", "bracket", "unit", "star", "other", "gone", "number"]
)
HEADERS = st.sampled_from(
    [("enterprise", MONTHLY, c) for c in range(len(good("enterprise").sheets[MONTHLY][0]))]
    + [
        ("ledgers", sheet, c)
        for sheet in (PEOPLE, PRODUCTS, "数据资源台账", "日活记录")
        for c in range(len(good("ledgers").sheets[sheet][0]))
    ]
)


def check_header(place: tuple[str, str, int], at: int, how: str) -> None:
    """A header written otherwise: the same numbers, or a problem on its sheet that points at a cell."""
    base, sheet, column = place
    book: Book = good(base)
    book.sheets[sheet][0][column] = _changed(book.sheets[sheet][0][column], at, how)
    told = tell(book.saved())
    kept(told)
    assert told.refused is None
    if differences(told, base):
        assert any(p["sheet"] == sheet and p["cell"] for p in new_problems(told, base))


@tried(20)
@given(HEADERS, st.integers(0, 30), HOW)
def test_a_header_written_otherwise_is_understood_or_asked_about(
    place: tuple[str, str, int], at: int, how: str
) -> None:
    check_header(place, at, how)


@pytest.mark.soak
@tried(800)
@given(HEADERS, st.integers(0, 30), HOW)
def test_many_headers_written_otherwise_are_understood_or_asked_about(
    place: tuple[str, str, int], at: int, how: str
) -> None:
    check_header(place, at, how)


# --- the package ----------------------------------------------------------------------------

PARTS = parts_of(untouched("enterprise"))
NAMES = st.sampled_from(list(PARTS))
FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4)


def check_bytes(name: str, flips: list[tuple[float, int]]) -> None:
    """A few bytes of a part changed: judged or refused, in time and in words."""
    content = bytearray(PARTS[name])
    for share, byte in flips:
        content[int(share * len(content))] = byte
    kept(tell(honest({**PARTS, name: bytes(content)})))


@pytest.mark.child
@tried(25)
@given(NAMES, FLIPS)
def test_changed_bytes_in_a_part_are_borne(name: str, flips: list[tuple[float, int]]) -> None:
    check_bytes(name, flips)


@pytest.mark.child
@pytest.mark.soak
@tried(1200)
@given(NAMES, FLIPS)
def test_many_changed_bytes_are_borne(name: str, flips: list[tuple[float, int]]) -> None:
    check_bytes(name, flips)


def check_pieces(name: str, share: float, raw_too: bool) -> None:
    """A part cut, or the file itself: refused, or judged without a wrong number."""
    content = PARTS[name]
    raw = untouched("enterprise")
    told = tell(
        raw[: int(share * len(raw))] if raw_too else honest({**PARTS, name: content[: int(share * len(content))]})
    )
    kept(told)
    assert told.refused is not None or not [v for _, v in differences(told, "enterprise").values() if v and v[0]]


@pytest.mark.child
@tried(15)
@given(NAMES, st.floats(0, 1, exclude_max=True), st.booleans())
def test_a_cut_part_or_file_gives_no_wrong_number(name: str, share: float, raw_too: bool) -> None:
    check_pieces(name, share, raw_too)


@pytest.mark.child
@pytest.mark.soak
@tried(600)
@given(NAMES, st.floats(0, 1, exclude_max=True), st.booleans())
def test_many_cuts_give_no_wrong_number(name: str, share: float, raw_too: bool) -> None:
    check_pieces(name, share, raw_too)


TAGS = re.compile(rb"<[^<>]+>")


def check_tags(name: str, share: float, how: str) -> None:
    """A tag lost, doubled or moved: refused, or judged in words."""
    content = PARTS[name]
    tags = list(TAGS.finditer(content))
    tag = tags[int(share * len(tags))]
    text = {"lost": b"", "twice": tag[0] * 2, "closed": tag[0].replace(b">", b"/>", 1)}[how]
    kept(tell(honest({**PARTS, name: content[: tag.start()] + text + content[tag.end() :]})))


@pytest.mark.child
@tried(15)
@given(NAMES, st.floats(0, 1, exclude_max=True), st.sampled_from(["lost", "twice", "closed"]))
def test_a_tag_lost_or_doubled_is_borne(name: str, share: float, how: str) -> None:
    check_tags(name, share, how)


@pytest.mark.child
@pytest.mark.soak
@tried(600)
@given(NAMES, st.floats(0, 1, exclude_max=True), st.sampled_from(["lost", "twice", "closed"]))
def test_many_tags_lost_or_doubled_are_borne(name: str, share: float, how: str) -> None:
    check_tags(name, share, how)


# --- everything at once ---------------------------------------------------------------------


def check_all(base: str, seed: int, share: float) -> None:
    """Many cells typed oddly, headers and labels too: judged for every type, and problems name their cells.

    An item of the form without its label has no cell; one problem more may have none.
    """
    draw = random.Random(seed)
    book = good(base)
    labels = {row[0] for row in book.sheets["基本信息"]}
    for rows in book.sheets.values():
        for row in rows:
            for c in range(len(row)):
                if draw.random() < (share if row is not rows[0] else share / 5):
                    row[c] = draw.choice(ODD_CELLS)
    unlabelled = len(labels - {row[0] for row in book.sheets["基本信息"]})
    raw = book.saved()
    for profile in Profile:
        told = tell(raw, profile)
        kept(told)
        named, count = naming(told)
        assert named >= NAMING * count - max(1, unlabelled)


ODD_CELLS: tuple[Any, ...] = (
    *(typed for typed, _, _ in (*numbers.COUNTS, *numbers.SHARES) if not (isinstance(typed, str) and len(typed) > 99)),
    *(
        "合计",
        "合计12家",
        "备注：见附",
        "2025.1",
        "2025年7月",
        "２０２５－０７",
        "甲,乙",
        "是",
        "否",
        "数据提供方、数据使用方",
    ),
    *(
        "91330100MA0000001X",
        "ＡＢＣ公司 ",
        "高 质量",
        "月份",
        "接入企业数（万家）",
        "（万元）",
        "数据应用",
        "状态",
        "名称",
        "E2.1",
    ),
    *(
        1e15,
        999999999999999,
        1e-6,
        1.5,
        0.1 + 0.2,
        202507,
        45839,
        2025.1,
        date(2025, 9, 30),
        date(2099, 1, 1),
        -0.0,
        False,
    ),
    *("123456789012.1234567890123456789012", "0.0000000000000000000001", "9" * 15, "99999999999.9999%"),
)


@tried(12)
@given(st.sampled_from(BASES), st.integers(0, 10**6), st.sampled_from([0.01, 0.05, 0.2]))
def test_many_odd_cells_at_once_are_borne(base: str, seed: int, share: float) -> None:
    check_all(base, seed, share)


@pytest.mark.soak
@tried(500)
@given(st.sampled_from(BASES), st.integers(0, 10**6), st.sampled_from([0.01, 0.05, 0.2]))
def test_very_many_odd_cells_at_once_are_borne(base: str, seed: int, share: float) -> None:
    check_all(base, seed, share)
