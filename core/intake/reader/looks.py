"""What strikes out or hides what cells hold, beside their own format: pieces of rich text, conditional formats."""

from __future__ import annotations

import re

from .encode import COLUMNS
from .formats import PARTS, UNSEEN, WHITE, conditional_look
from .letters import column_index
from .xml import Attributes, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA_END = b"sheetData>"
#: In the sheet itself or in the list of extensions, where Excel keeps a rule that looks at another sheet.
RULES = re.compile(rb"<(?:\w+:)?conditionalFormatting(?:\s[^<>]*)?>.*?</(?:\w+:)?conditionalFormatting\s*>", re.DOTALL)
#: A prefix of an element or an attribute, in its tag.
TAG, PREFIX = re.compile(rb"<[^<>]*>"), re.compile(rb"((?:^</?|\s))\w+:(?=\w)")
FORMULAS = ("formula", "f")
MOST_RULES = 20
#: So many areas of a rule are looked at.
MOST_AREAS = 50
AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
#: A condition on one cell of the row: $C2="退出".
CONDITION = re.compile(r"=?\$?([A-Z]{1,3})(\$?)(\d{1,7})\s*(<>|<=|>=|=|<|>)\s*(\"[^\"]*\"|-?[\d.]+)")
#: Top, left, bottom and right of cells, from 0.
Area = tuple[int, int, int, int]
#: A rule as `intake.rules.Rule` documents it.
Rule = tuple[list[Area], str, str, str, str, str, tuple[int, ...]]


def watched(pieces: Iterable[bytes], mark: bytes, found: list[bool]) -> Iterator[bytes]:
    """The same pieces; True is added to `found` where the mark is in them, even where it is cut."""
    last = b""
    for piece in pieces:
        if not found and (mark in piece or mark in last + piece[: len(mark)]):
            found.append(True)
        last = piece[-len(mark) :]
        yield piece


def struck_strings(pieces: Iterable[bytes]) -> frozenset[str]:
    """The numbers of the shared strings of which some piece is struck through."""
    found: set[str] = set()
    index = -1

    def start(name: str, attributes: Attributes) -> None:
        nonlocal index
        local = name.rpartition(" ")[2]
        index += local == "si"
        if local == "strike" and attributes.get("val", "1") not in ("0", "false"):
            found.add(str(index))

    parse(pieces, start)
    return frozenset(found)


def is_on(attributes: Attributes, name: str) -> bool:
    """Whether an attribute says yes."""
    return attributes.get(name, "0").strip() in ("1", "true")


def hidden(column: Attributes) -> Iterable[int]:
    """The columns that an entry of the list of columns hides, from 0."""
    first, last = (column.get(side, "").strip() for side in ("min", "max"))
    unseen = is_on(column, "hidden") or column.get("width", "").strip() == "0"
    known = unseen and first.isdecimal() and last.isdecimal()
    return range(int(first[:9]) - 1, min(int(last[:9]), COLUMNS)) if known else ()


def merged(entry: Attributes) -> Iterator[Area]:
    """The area that an entry of the list of merged cells names, if it names one."""
    match = AREA.fullmatch(entry.get("ref", ""))
    if match is not None and (area := _area(*match.groups()))[0] >= 0:
        yield area


def rules(pieces: Iterable[bytes], conditional: Mapping[int, str]) -> list[Rule]:
    """A sheet's conditional formats that do something."""
    behind: list[bytes] = []
    last = b""
    for piece in pieces:
        _, end, rest = (last + piece).rpartition(DATA_END)
        if end or behind:
            behind.append(rest if end else piece)
        last = b"" if behind else piece[-len(DATA_END) :]
    found: list[Rule] = []
    for area in RULES.findall(b"".join(behind)):
        found += _rules(TAG.sub(lambda tag: PREFIX.sub(rb"\1", tag[0]), area), conditional)
    return found[:MOST_RULES]


def _rules(area: bytes, conditional: Mapping[int, str]) -> list[Rule]:
    areas, inside, part = "", "", ""
    #: What each rule does, its attributes and the text of each of its elements; in an extension its look is in it.
    found: list[tuple[str | None, Attributes, dict[str, str]]] = []

    def start(name: str, attributes: Attributes) -> None:
        nonlocal areas, inside, part
        areas = attributes.get("sqref", areas)
        inside = name
        if name == "cfRule":
            number = attributes.get("dxfId", "")
            found.append((conditional.get(int(number)) if number.isdecimal() else None, attributes, {}))
        elif found and name not in FORMULAS and name != "sqref":
            part = name if name in PARTS else part
            does, rule, words = found[-1]
            found[-1] = conditional_look(name, attributes, part, does), rule, words

    def text(characters: str) -> None:
        nonlocal areas
        if inside == "sqref":
            areas += characters
        elif found and inside in FORMULAS:
            found[-1][2]["formula"] = found[-1][2].get("formula", "") + characters

    parse((area,), start, None, text)
    return [
        _rule(areas, UNSEEN if does == WHITE else does, attributes, words.get("formula", "").strip())
        for does, attributes, words in found
        if does
    ]


def _rule(areas: str, does: str, attributes: Attributes, formula: str) -> Rule:
    cells = [_area(*each) for each in AREA.findall(areas)[:MOST_AREAS]]
    kind, sign = attributes.get("type", ""), attributes.get("operator", "")
    looked_at: tuple[int, ...] = ()
    if kind == "expression" and (match := CONDITION.fullmatch(formula)):
        letters, fixed, number, sign, formula = match.groups()
        row = int(number) - 1
        looked_at = column_index(letters), row if fixed or not cells else row - cells[0][0], int(bool(fixed))
    return cells, does, kind, sign, attributes.get("text", ""), formula, looked_at


def _area(left: str, top: str, right: str, bottom: str) -> Area:
    return int(top) - 1, column_index(left), int(bottom or top) - 1, column_index(right or left)
