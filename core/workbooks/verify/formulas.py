"""One form for a formula that office programs write in several: spaces, quotes, prefixes of functions, numbers."""

from __future__ import annotations

from functools import lru_cache

from core.printers.addresses import letters

#: What programs put before functions that are newer than the file format.
PREFIXES = ("_XLFN.", "_XLWS.", "_XLUDF.", "COM.SUN.STAR.SHEET.ADDIN.")


def same_formula(one: str | None, other: str | None) -> bool:
    """Whether two formulas are the same but for the ways of writing them; None is no formula."""
    if one is None or other is None:
        return one is other
    if one == other:
        return True
    (rows, one), (other_rows, other) = map(_filled, (one, other))
    return rows == other_rows and normal(one) == normal(other)


def _filled(formula: str) -> tuple[str, str]:
    """The rows that a formula fills, where it fills several, and the formula itself."""
    rows, mark, rest = formula.partition("}")
    return (rows, rest) if mark and rows.startswith("{") and ":" in rows else ("", formula)


def repeated(formula: str, first: tuple[int, int], place: tuple[int, int]) -> str:
    """A formula of one cell as another cell repeats it: what is relative moves along."""
    from openpyxl.formula.translate import Translator

    at, to = (f"{letters(column)}{row + 1}" for row, column in (first, place))
    return str(Translator(f"={formula}", at).translate_formula(to)).removeprefix("=")


@lru_cache(maxsize=4096)
def normal(formula: str) -> tuple[str, ...]:
    """The tokens of a formula in one form; the text itself where it is no formula.

    >>> normal("_xlfn.IFS( 'Sheet'!$A$1>=1.0, TRUE() )") == normal("ifs(Sheet!$A$1>=1,TRUE)")
    True
    """
    from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

    try:
        tokens = Tokenizer(f"={formula}").items
    except (TokenizerError, IndexError, ValueError):
        return ("?", formula)
    found = [
        _function(token.value)
        if token.type == Token.FUNC and token.subtype == Token.OPEN
        else _operand(token.value, token.subtype == Token.NUMBER, token.subtype == Token.RANGE)
        for token in tokens
        if token.type != Token.WSPACE
    ]
    text = "\0".join(["", *found])
    for truth in ("TRUE", "FALSE"):  # a function without arguments, or a word
        text = text.replace(f"\0{truth}(\0)", f"\0{truth}")
    return tuple(text.split("\0")[1:])


def _function(name: str) -> str:
    """The name of a function in capitals, without prefixes."""
    name = name.strip().upper()
    while prefix := next((each for each in PREFIXES if name.startswith(each)), ""):
        name = name[len(prefix) :]
    return name


def _operand(text: str, is_number: bool, is_range: bool) -> str:
    if is_number:
        return repr(float(text))
    if not is_range:
        return text.strip()
    sheet, mark, cells = text.rpartition("!")
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return f"{sheet}{mark}{cells.upper()}"
