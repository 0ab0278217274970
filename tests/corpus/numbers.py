"""Figures as people type them, one over the 210 of 接入企业数 in the last month (E4.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from tests.corpus.book import Book, Calculated, Rich, Shown
from tests.corpus.case import Case, judged, named
from tests.corpus.good import LAST, good

SHEET, HEADER = "月度统计", "接入企业数"
CELL = f"{SHEET}!{good('enterprise').address(SHEET, HEADER, LAST)}"

#: What is typed; what it comes to ("210" is the good value, None no figure); the problem at its cell.
COUNTS: tuple[tuple[Any, str | None, str], ...] = (
    # understood without a word
    (210.0, "210", ""),
    (210.0000000000001, "210", ""),  # a double's last digits
    (Shown(210, "#,##0"), "210", ""),
    (Shown(210, '0"家"'), "210", ""),
    (Shown(210, "+0;-0"), "210", ""),
    (Shown(210, '[Red]+#,##0"家";[Green]-#,##0"家"'), "210", ""),
    (Shown(210, "@"), "210", ""),
    (Calculated("=100+110", 210), "210", ""),
    (Calculated("='[报表.xlsx]汇总'!B2", 210), "210", ""),
    # understood, and asked about
    ("210", "210", "text_number"),
    (" 210 ", "210", "text_number"),
    ("\u00a0210\u00a0", "210", "text_number"),
    ("\u3000210", "210", "text_number"),
    ("\u200b210", "210", "text_number"),
    ("210\n", "210", "text_number"),
    ("'210", "210", "text_number"),
    ("２１０", "210", "text_number"),
    ("210;", "210", "text_number"),
    ("210.", "210", "text_number"),
    ("+210", "210", "text_number"),
    ("0210", "210", "text_number"),
    ("210.0", "210", "text_number"),
    ("2.1e2", "210", "text_number"),
    ("1E+3", "1000", "text_number"),
    ("1,234", "1234", "text_number"),
    ("1，234", "1234", "text_number"),
    ("１，２３４", "1234", "text_number"),
    ("210家", "210", "text_unit"),
    ("210 家", "210", "text_unit"),
    ("210个", "210", "text_unit"),
    ("2.1百", "210", "text_unit"),
    ("3.2万", "32000", "text_unit"),
    ("3.2 万家", "32000", "text_unit"),
    ("1.5亿", "150000000", "text_unit"),
    (Rich(("2", "10")), "210", "text_number"),
    (Calculated('="210"', "210"), "210", "text_number"),
    # nothing there
    ("", None, "blank_month"),
    ("  ", None, "blank_month"),
    ("—", None, "blank_month"),
    ("——", None, "blank_month"),
    ("-", None, "blank_month"),
    ("/", None, "blank_month"),
    ("无", None, "blank_month"),
    ("暂无", None, "blank_month"),
    ("Ｎ／Ａ", None, "blank_month"),
    ("N/A", None, "blank_month"),
    ("null", None, "blank_month"),
    # not understood: said so, never guessed
    ("待统计", None, "unreadable"),
    ("同上", None, "as_month_before"),
    ("约210", None, "unreadable"),
    ("210左右", None, "unreadable"),
    ("近210", None, "unreadable"),
    ("200余", None, "unreadable"),
    ("≥200", None, "unreadable"),
    (">200", None, "unreadable"),
    ("200+", None, "unreadable"),
    ("200以上", None, "unreadable"),
    ("200-250", None, "unreadable"),
    ("200~250", None, "unreadable"),
    ("200至250家", None, "unreadable"),
    ("六成", None, "unreadable"),
    ("二百一", None, "unreadable"),
    ("三四百", None, "unreadable"),
    ("百余", None, "unreadable"),
    ("二百余", None, "unreadable"),
    ("二百一十", None, "number_in_words"),
    ("两百一十家", None, "number_in_words"),
    ("二一〇", None, "number_in_words"),
    ("贰佰壹拾", None, "number_in_words"),
    ("2百1十", None, "number_in_words"),
    ("共210家", None, "number_in_words"),
    ("210*", None, "number_in_words"),
    ("210①", None, "number_in_words"),
    ("210↑", None, "number_in_words"),
    ("210（截至6月底）", None, "unreadable"),
    ("21O", None, "unreadable"),
    ("½", None, "unreadable"),
    ("1/2", None, "unreadable"),
    ("3 1/2", None, "unreadable"),
    ("21²", None, "unreadable"),
    ("②", None, "unreadable"),
    ("1,23", None, "unreadable"),
    ("1.234.567", None, "unreadable"),
    ("1.234,5", None, "unreadable"),
    ("12 000", "12000", "text_number"),
    ("2l0", None, "unreadable"),
    ("0x10", None, "unreadable"),
    ("0b11", None, "unreadable"),
    ("1_000", None, "unreadable"),
    ("∞", None, "unreadable"),
    ("NaN", None, "unreadable"),
    ("inf", None, "unreadable"),
    ("¥210", None, "unreadable"),
    ("$210", None, "unreadable"),
    ("(210)", None, "negative"),
    ("（210）", None, "negative"),
    ("210（含试用）", None, "number_in_words"),
    ("210、215", None, "unreadable"),
    ("=100+110", None, "unreadable"),
    ("٢١٠", None, "unreadable"),
    ("上月数+10", None, "unreadable"),
    ("<b>210</b>", None, "unreadable"),
    ("210元", None, "unit_conflict"),
    ("210%", None, "percent_in_number"),
    ("30%", None, "percent_in_number"),
    (Shown(2.1, "0%"), None, "percent_in_number"),
    (-210, None, "negative"),
    ("-210", None, "negative"),
    ("−210", None, "negative"),
    (210.5, None, "not_whole"),
    (210.0000001, None, "not_whole"),
    ("210.5", None, "not_whole"),
    ("9" * 40, None, "too_large"),
    ("1e400", None, "too_large"),
    ("9" * 30_000, None, "too_large"),
    (1e300, None, "too_large"),
    (True, None, "truth_in_number"),
    (date(2025, 7, 1), None, "date_in_number"),
    (datetime(2025, 7, 1, 12, 30), None, "date_in_number"),
    (Shown(0.5, "h:mm"), None, "date_in_number"),
    (Shown(210, "yyyy-mm-dd"), None, "date_in_number"),
    (time(8, 30).isoformat(), None, "unreadable"),
    (Shown(210000, "0,"), "210000", "shown_divided"),
    (Shown(210, '0"万"'), None, "shown_multiplied"),
    (Shown(210, '"约"0'), None, "unreadable"),
    (Shown(210, '"1"0'), "210", "shown_otherwise"),
    (Shown(210, '0"‰"'), "210", "shown_otherwise"),
    (Shown(210, "-0"), "210", "shown_otherwise"),
    (Shown(210, ";;;"), "210", "shown_otherwise"),
    (Shown(210, '"200"'), "210", "shown_otherwise"),
    (Shown(210, '0"%"'), None, "percent_in_number"),
    (Shown(210, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '), "210", ""),
    (Shown(210, "0.00E+00"), "210", ""),
    (Calculated("=1/0", "#DIV/0!"), None, "error_cell"),
    (Calculated("=NA()", "#N/A"), None, "error_cell"),
    ("#DIV/0!", None, "unreadable"),
    ("#REF!", None, "unreadable"),
    (Calculated("=100+110"), None, "formula_without_value"),
)

#: Formats of whole numbers: those that say nothing of the figure, signs of an inexact one, other units and figures.
COUNTS += tuple(
    (Shown(210, shown), "210", "")
    for shown in (
        '0"家/日"',
        '0"户"',
        'General"家"',
        '"共"0"家"',
        '0"家企业"',
        "[Red]0",
        "#,##0_);[Red](#,##0)",
        "[>0]0;0",
        "0_ ",
    )
)
COUNTS += tuple(
    (Shown(210, shown), None, "unreadable")
    for shown in (
        '0"+"',
        '0"以上"',
        '0"家以上"',
        '0"余家"',
        '0"（估）"',
        '0"（预计）"',
        '"≥"0',
        '"至少"0"以上"',
        '"approx. "0',
        '0"家（目标）"',
    )
)
COUNTS += (
    (Shown(210, '0"万家"'), None, "shown_multiplied"),
    (Shown(210, '0"元"'), None, "shown_multiplied"),
    (Shown(210, '0"GB"'), None, "shown_multiplied"),
    (Shown(210, '0"00"'), "210", "shown_otherwise"),
    (Shown(210, '0"人次"'), "210", "shown_otherwise"),
    (Shown(210, "¥#,##0"), "210", "shown_otherwise"),
    (Shown(210, '[>99]0"户";0"家"'), "210", "shown_otherwise"),
    *((Shown(210, shown), "210", "") for shown in ('0!.0000"万"', r'0\.0,"万家"', '[>=10000]0!.0,"万";0', '0.0,"千"')),
    *((Shown(210, shown), "210", "shown_divided") for shown in ('0!.0"万"', "0!.0,", '#,##0,"家"', '0.0,"万"')),
    (Shown(210, '0"k"'), None, "shown_multiplied"),
    ("0.21k", "210", "text_unit"),
    ("0.021w", "210", "text_unit"),
)

MONEY = "当月收入（万元）"
MONEY_CELL = f"{SHEET}!{good('enterprise').address(SHEET, MONEY, LAST)}"
#: The same over the 41 (万元) of 当月收入; the sum of the twelve months is 426 of 3000.
AMOUNTS: tuple[tuple[Any, str | None, str], ...] = (
    ("41", "0.142", "text_number"),
    ("41万", "0.142", "unit_conflict"),
    ("四十一万元", None, "number_in_words"),
    ("四十一万", None, "number_in_words"),
    ("41万元", "0.142", "text_unit"),
    ("410000元", "0.142", "text_unit"),
    ("0.41百万元", "0.142", "text_unit"),
    ("0.0041亿元", "0.142", "text_unit"),
    ("41.0万元（含税）", None, "number_in_words"),
    ("￥41", "0.142", "text_number"),
    ("41e0", "0.142", "text_number"),
    (1e-30, None, "too_small"),
    (1e-12, None, "too_small"),
    ("41万美元", None, "unit_conflict"),
    ("410000人民币", "0.142", "text_unit"),
    *(
        (Shown(41, shown), "0.142", "")
        for shown in (
            '0.00"万元"',
            "¥#,##0.00",
            "[$¥-804]#,##0",
            "[$￥-804]0.00",
            '"人民币"0"万元"',
            '¥0"万"',
            '0"万元/月"',
            '0"万"',
            "_ ¥* #,##0.00_ ",
            "[$CNY] 0.00",
        )
    ),
    (Shown(410, '0"千元"'), "0.142", "shown_in_unit"),
    (Shown(410000, '0"元"'), "0.142", "shown_in_unit"),
    (Shown(0.41, '0.00"百万元"'), "0.142", "shown_in_unit"),
    (Shown(0.0041, '¥0.0000"亿元"'), "0.142", "shown_in_unit"),
    *((Shown(value, f'0.0000"{unit}"'), "0.142", "shown_in_unit") for value, unit in ((0.0041, "亿"), (0.41, "百万"))),
    *(
        (Shown(41, shown), "any", "shown_multiplied")
        for shown in (
            "[$€-407] 0.00",
            "[$$-409]#,##0",
            '"US$"0',
            '0"万美元"',
            "[$£-809]0",
            "[$HK$-C04]0",
            "[$¥-411]0",
            "[$¥-ja-JP]0",
            '0"家"',
        )
    ),
    *(
        (Shown(410000, shown), "0.142", "shown_in_unit")
        for shown in (r'0\.0,"万元"', "0!.0,", '0"."0,', '#,##0.0,"千元"', '¥0.00,,"百万"')
    ),
    *((Shown(41, shown), "any", "unit_unlikely") for shown in (r'0\.0,"万元"', '0.0,"千元"')),
    (Shown(41, "0!.0,"), "0.142", "shown_divided"),
    *((Shown(41, shown), "0.142", "shown_otherwise") for shown in ('"累计"0', '0"万元（累计）"', '"YTD "0')),
    (Shown(41, '0"（含税）"'), "0.142", "shown_otherwise"),
    (Shown(41, '0"（暂估）"'), "any", "unreadable"),
)

VOLUME = "数据资源开放总量"
VOLUME_CELL = f"{SHEET}!{good('enterprise').address(SHEET, VOLUME, LAST)}"
#: The same over the 2100.5 GB of 数据资源开放总量 (E2.2).
VOLUMES: tuple[tuple[Any, str | None, str], ...] = (
    *((Shown(2100.5, shown), "", "") for shown in ('0.0" GB"', '0.0"gb"', "#,##0.00", '"共"0.0"GB"')),
    *(
        (Shown(2100.5, shown), None, "shown_multiplied")
        for shown in ('0.0"TB"', '0.0"MB"', '0.0"条"', '0.0"万条"', '0.0"万"')
    ),
    (Shown(2100.5, '0.0,"TB"'), "", ""),
    (Shown(2100.5, '0.0,"PB"'), "", "shown_divided"),
    (Shown(2100.5, '"约"0.0"GB"'), None, "unreadable"),
)

SHARE = "市场份额合计（%）"
SHARE_CELL = f"{SHEET}!{good('industry').address(SHEET, SHARE, LAST)}"
#: The same over the 31.5 of 市场份额合计（%） (I4.1), a column of percentages.
SHARES: tuple[tuple[Any, str | None, str], ...] = (
    (Shown(0.315, "0.0%"), "0.315", ""),
    (Shown(0.315, "0%;[Red]-0%"), "0.315", ""),
    (Shown(31.5, '0.0"%"'), "0.315", ""),
    (Shown(31.5, '0.0"‰"'), "0.315", "shown_otherwise"),
    (Shown(31.5, '0.0"万"'), "0.315", "shown_otherwise"),
    (Shown(31.5, "0.0,"), "0.315", "shown_divided"),
    (Shown(31.5, '0.0"个百分点"'), "0.315", "shown_otherwise"),
    *((Shown(31.5, shown), None, "unreadable") for shown in ('"约"0.0', '0.0"%（估）"', '"约"0.0"%"')),
    *((Shown(31.5, shown), "0.315", "shown_otherwise") for shown in ('"同比"0.0"%"', '0.0"%（省内）"')),
    (Shown(31.5, '0.0"％"'), "0.315", ""),
    (Shown(31.5, "[Blue]0.0"), "0.315", ""),
    ("31.5%", "0.315", "text_number"),
    ("31.5％", "0.315", "text_number"),
    ("31.5", "0.315", "text_number"),
    ("３１．５", "0.315", "text_number"),
    (0.315, "0.00315", "percent_below_one"),
    ("0.315", "0.00315", "percent_below_one"),
    ("0.5%", "0.005", "text_number"),
    (Shown(31.5, "0.00%"), None, "share_over_one"),
    (315, None, "share_over_one"),
    ("三成", None, "number_in_words"),
    ("百分之三十", None, "number_in_words"),
    ("31.5‰", None, "unreadable"),
    ("30%-35%", None, "unreadable"),
    ("约31.5%", None, "unreadable"),
    ("31,5%", None, "unreadable"),
    ("31.5个百分点", None, "unreadable"),
    (-1, None, "negative"),
    (True, None, "truth_in_number"),
    (date(2026, 6, 30), None, "date_in_number"),
    (Calculated("=1/0", "#DIV/0!"), None, "error_cell"),
    (Calculated("=0.3+0.015", 0.315, "0.0%"), "0.315", ""),
)


def _typed(base: str, header: str, value: Any) -> Any:
    def edit(book: Book) -> None:
        book.put(SHEET, header, LAST, value)

    return edit


def _cases() -> Iterator[Case]:
    for typed, value, problem in COUNTS:
        expected = {} if value == "210" else {"E4.1": value}
        yield judged(
            f"count {_short(typed)}", "enterprise", _typed("enterprise", HEADER, typed), problem, CELL, expected
        )
    for typed, value, problem in AMOUNTS:
        expected = {} if value == "0.142" and problem != "unit_conflict" else {"E6.5*": "any"}
        yield judged(
            f"amount {_short(typed)}", "enterprise", _typed("enterprise", MONEY, typed), problem, MONEY_CELL, expected
        )
    for typed, value, problem in VOLUMES:
        yield judged(
            f"volume {_short(typed)}",
            "enterprise",
            _typed("enterprise", VOLUME, typed),
            problem,
            VOLUME_CELL,
            {} if value == "" else {"E2.2": value},
        )
    for typed, value, problem in SHARES:
        expected = {} if value == "0.315" else {"I4.1": value}
        yield judged(
            f"share {_short(typed)}", "industry", _typed("industry", SHARE, typed), problem, SHARE_CELL, expected
        )


def _short(typed: Any) -> str:
    text = repr(typed)
    return text if len(text) < 70 else text[:60] + f"… ({len(text)})"


def cases() -> Iterator[Case]:
    yield from named("numbers", _cases())
