"""Names and codes in an engine: which are plain, how many rows repeat one, which organisations have several rows.

Odd ones are fetched, once each, and read here as the sheet's reader reads them; plain ones need no more than lower case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw
import pyarrow as pa

from core.intake.nothing import ANYBODY, BEGINNINGS, GOES_ON, MAY_BE_A_STATE, NOTHING_WORDS, OPEN, STILL, is_no_name
from core.intake.organisations import ALPHABET, CODE, LENGTH, NAME, WEIGHTS
from core.intake.rows import TOTALS
from core.intake.words import WORDS, is_blank, name
from core.model import Rulebook
from core.sources.engines import Engine

#: What stands for a plain name; no name is that character.
SOMEBODY = "\ue000"
ROWS = "_rows"
#: So many odd names are looked for one by one.
FEW = 10
_LETTER = "a-zA-Z0-9\u4e00-\u9fa5"
_MARKS = " ()（）·&-"


def any_of(words: Collection[str]) -> str:
    """A pattern that matches one of these words, with shared beginnings written once: Java tries alternatives in turn.

    >>> any_of(["note", "no", "source"])
    '(?:no(?:te)?|source)'
    """
    rest = dict[str, list[str]]()
    for word in sorted(words):
        rest.setdefault(word[:1], []).append(word[1:])
    ends_here = rest.pop("", None) is not None
    parts = [re.escape(first) + (any_of(own) if any(own) else "") for first, own in rest.items()]
    if len(parts) == 1 and not ends_here:
        return parts[0]
    return f"(?:{'|'.join(parts)})" + ("?" if ends_here else "")


_WORDS = {*NOTHING_WORDS, *filter(None, WORDS.blanks), "0"}
_BEGUN = {*WORDS.examples, *WORDS.remarks, *WORDS.dittos}
_BEGINNING = any_of(_BEGUN)
#: A text that may be no name, or another one after NFKC: of other characters, or with others at its ends; what has a
#: total in it; what begins like a remark, an example or a ditto; what names anybody; what is made of words alone that
#: name nothing.
_OTHER, _END = rf"[^{_LETTER}{_MARKS}]", r"[ (（·&\-]$"
_TOTAL = rf"(?i:{'|'.join(map(re.escape, TOTALS))})"
_START = rf"(?i:^(?:[ )）·&\-]|{_BEGINNING}|(?:{ANYBODY.pattern}|{MAY_BE_A_STATE.pattern}|{OPEN})$))"
_EMPTY = rf"(?i:^[{_MARKS}]*(?:{any_of(_WORDS)}[{_MARKS}]*)+$)"
ODD = "|".join((_OTHER, _END, _TOTAL, _START, _EMPTY))


def _of_each(words: Collection[str]) -> str:
    """Few characters, one of which every word has."""
    found = ""
    while rest := [word for word in words if not set(word) & set(found)]:
        found += max(sorted(set("".join(rest))), key=lambda character: sum(character in word for word in rest))
    return found


def _without(letters: str, characters: str) -> str:
    """The ranges of a class without some characters.

    >>> _without("0-9a-e", "ac")
    '0-9b-bd-e'
    """
    for each in characters:
        before, after = chr(ord(each) - 1), chr(ord(each) + 1)
        ranges = [(first, last) for first, _, last in zip(*[iter(letters)] * 3, strict=True)]
        parts = [part for first, last in ranges for part in ((first, min(last, before)), (max(first, after), last))]
        letters = "".join(f"{first}-{last}" for first, last in parts if first <= last)
    return letters


#: The same in parts, each of which Java soon knows: no character that is odd, and none at the end; nor one that a total has.
_USUAL = rf"^[{_LETTER}{_MARKS}]*[{_LETTER})）]\z"
_RARE = _of_each([word.lower() for word in TOTALS])
_SURE = _USUAL.replace(_LETTER, _without(_LETTER, _RARE + _RARE.upper()))


def _ends(words: Collection[str], at: int) -> set[str]:
    """Characters that words begin or end with, and marks."""
    return {*_MARKS, *(character for word in words for character in (word[at].lower(), word[at].upper()))}


#: Characters that a text of words that name nothing begins and ends with, and one that `_START` matches begins with.
_FIRST, _LAST, _STARTS = _ends(_WORDS, 0), _ends(_WORDS, -1), _ends(_BEGUN, 0) | BEGINNINGS | {*STILL}
PLAIN_CODE = rf"^[{ALPHABET}]{{{LENGTH}}}$"
#: The sum that a well-formed code's check character makes divisible, in SQL.
CHECKED = " + ".join(
    f"(instr('{ALPHABET}', substr({{code}}, {at}, 1)) - 1) * {weight}" for at, weight in enumerate(WEIGHTS, 1)
)
MARKS_OF_STEMS = r"[ ()·.]"
#: Columns of ours beside those of a table: a code that is well formed, as it is compared, and 0 where it fits.
FORMED, COMPARED, FITTING, STEM = "_formed", "_code", "_fits", "_stem"


def is_odd(engine: Engine) -> nw.Expr:
    """Whether a row's name is odd; null where there is none."""
    cell = nw.col(NAME)
    if not engine.backtracks:
        return cell.str.contains(ODD)
    of_words = cell.str.head(1).is_in(sorted(_FIRST)) & cell.str.tail(1).is_in(sorted(_LAST))
    begun = cell.str.head(1).is_in(sorted(_STARTS)) & cell.str.contains(_START)
    unusual = ~cell.str.contains(_SURE) & (~cell.str.contains(_USUAL) | cell.str.contains(_TOTAL))
    begun |= (cell.str.tail(1) == GOES_ON[-1]) & cell.str.contains(_START)
    return unusual | begun | (of_words & cell.str.contains(_EMPTY))


def repeated(engine: Engine, frame: nw.LazyFrame[Any], rows: Mapping[str, int]) -> int:
    """How many rows bear a name that another row before them bears.

    `rows`: how many bear each odd name; plain ones are SOMEBODY together.
    """
    odd = rows.keys() - {SOMEBODY}
    none = {text for text in odd if is_blank(text) or is_no_name(text) or name(text) in WORDS.dittos}
    plain = frame.filter(~nw.col(NAME).is_null())
    if len(odd) > FEW:
        plain = plain.join(engine.small(pa.table({NAME: pa.array(sorted(odd), pa.string())})), on=NAME, how="anti")
    elif odd:
        plain = plain.filter(~nw.col(NAME).is_in(sorted(odd)))
    names = plain.select(**{NAME: normal(nw.col(NAME))})
    if read := sorted({name(text) for text in odd - none}):
        names = nw.concat([names, engine.small(pa.table({NAME: pa.array(read, pa.string())}))])
    (one,) = engine.fetch(names.select(different=nw.col(NAME).n_unique()), 1).to_pylist()
    return sum(rows[text] for text in rows.keys() - none) - int(one["different"] or 0)


def _different(engine: Engine, frame: nw.LazyFrame[Any], key: str, most: int) -> list[str]:
    """The different texts of a column."""
    found = frame.filter(~nw.col(key).is_null()).group_by(key).agg(nw.len().alias(ROWS))
    texts: list[str] = engine.fetch(found, most).column(key).to_pylist()
    return texts


# --- organisations --------------------------------------------------------------------------


def with_identity(engine: Engine, frame: nw.LazyFrame[Any], keys: Collection[str]) -> nw.LazyFrame[Any]:
    """A table of organisations with its codes as they are compared, and whether each fits its check character."""
    frame = frame.with_columns(nw.col(key).cast(nw.String) for key in (NAME, CODE) if key in keys)
    if CODE not in keys:
        return frame
    formed = nw.when(nw.col(CODE).str.contains(PLAIN_CODE)).then(nw.col(CODE))
    frame = engine.with_sql(frame.with_columns(**{FORMED: formed}), FITTING, CHECKED.format(code=FORMED))
    code = nw.when(nw.col(CODE).str.strip_chars() != "").then(nw.col(CODE).str.strip_chars().str.to_uppercase())
    return frame.with_columns(**{COMPARED: code, FITTING: nw.col(FITTING) % len(ALPHABET)})


def plain_code() -> nw.Expr:
    """Well-formed codes whose check character fits; a blank is plain too."""
    return ((nw.col(FITTING) == 0) | nw.col(COMPARED).is_null()).fill_null(value=False)


def shared(engine: Engine, frame: nw.LazyFrame[Any], rulebook: Rulebook, most: int) -> nw.Expr:
    """Whether another row of organisations has the same code as one, or what is left of its name; or may have, since
    its own is odd: who such a row is, and what it is called, is for the sheet's reader.

    `frame` is `with_identity`, and has STEM where there are names.
    """
    alike, there = nw.lit(value=False), frame.collect_schema().names()
    if COMPARED in there:
        alike = alike | ~plain_code()
        odd = _different(engine, frame.filter(nw.col(FORMED).is_null(), ~nw.col(COMPARED).is_null()), CODE, most)
        alike = alike | _with_others(COMPARED, {name(each).upper() for each in odd})
    if STEM in there:
        odd = _different(engine, frame.filter(is_odd(engine)), NAME, most)
        stems = nw.from_native(pa.table({STEM: pa.array([name(each) for each in odd], pa.string())}))
        alike = alike | _one_of(odd, engine)
        alike = alike | _with_others(STEM, {*stems.select(stem(nw.col(STEM), rulebook))[STEM].to_list()} - {None})
    return alike


def _one_of(odd: Collection[str], engine: Engine) -> nw.Expr:
    """Whether a row's name is odd: few are compared one by one, of many each row would be with all of them."""
    found = is_odd(engine) if len(odd) > FEW else nw.col(NAME).is_in([*odd])
    return found.fill_null(value=False) if odd else nw.lit(value=False)


def _with_others(key: str, odd: Collection[str]) -> nw.Expr:
    """Rows that have a value of a column with others, or with an odd one that has come to the same."""
    several = (nw.len().over(key) > 1) & ~nw.col(key).is_null()
    return (several | nw.col(key).is_in([*odd]) if odd else several).fill_null(value=False)


def normal(cell: nw.Expr) -> nw.Expr:
    """A plain name as names are compared."""
    plain = cell.str.replace_all("（", "(", literal=True).str.replace_all("）", ")", literal=True)
    in_brackets = cell.str.contains("（", literal=True) | cell.str.contains("）", literal=True)
    return nw.when(in_brackets).then(plain).otherwise(cell).str.to_lowercase()


def stem(cell: nw.Expr, rulebook: Rulebook) -> nw.Expr:
    """What is left of a name without brackets, marks, its legal form and former names."""
    limits = rulebook.plausibility
    former, forms = ("|".join(map(re.escape, each)) for each in (limits.formerly, limits.legal_forms))
    named = nw.when(cell.str.strip_chars() != "").then(normal(cell))
    bare = named.str.replace_all(rf"\((?:{former})[^()]*\)", "").str.replace_all(MARKS_OF_STEMS, "")
    return bare.str.replace_all(f"(?:{forms})$", "")
