"""What strikes out or hides what cells hold, beside their own format: pieces of rich text, conditional formats."""

from __future__ import annotations

import re

from .xml import Attributes, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

DATA_END = b"sheetData>"
RULES = re.compile(rb"<(?:\w+:)?conditionalFormatting\s[^<>]*>.*?</(?:\w+:)?conditionalFormatting\s*>", re.DOTALL)
MOST_RULES = 20
#: What a rule is known by, in this order, behind its areas and what it does; its first formula comes last.
KNOWN_BY = ("type", "operator", "text")


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


def rules(pieces: Iterable[bytes], conditional: Mapping[int, str]) -> list[tuple[str, ...]]:
    """Of a sheet's conditional formats those that do something: (areas, what, type, operator, text, formula)."""
    rest: list[bytes] = []
    for piece in pieces:
        _, end, behind = piece.rpartition(DATA_END)
        rest = [behind] if end else [*rest, piece]
        # A tag that is cut between two pieces costs a rule, no reading.
    found: list[tuple[str, ...]] = []
    for area in RULES.findall(b"".join(rest)):
        found += _rules(re.sub(rb"<(/?)\w+:", rb"<\\1", area), conditional)
    return found[:MOST_RULES]


def _rules(area: bytes, conditional: Mapping[int, str]) -> list[tuple[str, ...]]:
    areas, formulas, found, open_rule = "", [""], [], False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal areas, open_rule
        areas = attributes.get("sqref", areas)
        if name == "cfRule":
            number = attributes.get("dxfId", "")
            does = conditional.get(int(number)) if number.isdecimal() else None
            if open_rule := does is not None:
                found.append([areas, does, *(attributes.get(key, "") for key in KNOWN_BY)])
                formulas.append("")

    def text(characters: str) -> None:
        if open_rule:
            formulas[-1] += characters

    parse((area,), start, None, text)
    return [(*each, formula.strip()) for each, formula in zip(found, formulas[1:], strict=True)]
