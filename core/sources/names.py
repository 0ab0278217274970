"""Names and codes in an engine: which are plain, how many rows repeat one, which organisations have several rows.

Odd ones are fetched, once each, and read here as the sheet's reader reads them; plain ones need no more than lower case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import narwhals as nw
import pyarrow as pa
from msgspec import Struct

from core.intake.nothing import ANYBODY, NOTHING_WORDS, is_no_name
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


_EMPTY = any_of({*NOTHING_WORDS, *filter(None, WORDS.blanks), "0"})
_BEGINNING = any_of({*WORDS.examples, *WORDS.remarks, *WORDS.dittos})
#: A text that may be no name, or another one after NFKC: of other characters, or with others at its ends; what has a
#: total in it; what begins like a remark, an example or a ditto; what is made of words alone that name nothing, or
#: names anybody.
ODD = (
    rf"[^{_LETTER}{_MARKS}]|[ (（·&\-]$|(?i:{'|'.join(map(re.escape, TOTALS))})"
    rf"|(?i:^(?:[ )）·&\-]|{_BEGINNING}|{ANYBODY.pattern}$|[{_MARKS}]*(?:{_EMPTY}[{_MARKS}]*)+$))"
)
PLAIN_CODE = rf"^[{ALPHABET}]{{{LENGTH}}}$"
#: The sum that a well-formed code's check character makes divisible, in SQL.
CHECKED = " + ".join(
    f"(instr('{ALPHABET}', substr({{code}}, {at}, 1)) - 1) * {weight}" for at, weight in enumerate(WEIGHTS, 1)
)
MARKS_OF_STEMS = r"[ ()·.]"
#: Columns of ours beside those of a table: a code that is well formed, as it is compared, and 0 where it fits.
FORMED, COMPARED, FITTING, STEM = "_formed", "_code", "_fits", "_stem"


class Names(Struct, frozen=True):
    """The names of a table: those that are odd, and in how many rows each is."""

    engine: Engine
    frame: nw.LazyFrame[Any]
    odd: Mapping[str, int]

    @classmethod
    def of(cls, engine: Engine, frame: nw.LazyFrame[Any], most: int) -> Names:
        return cls(engine, frame, _counted(engine, frame.filter(nw.col(NAME).str.contains(ODD)), NAME, most))

    @property
    def is_odd(self) -> nw.Expr:
        """Whether a row's name is odd: few are compared one by one, of many each row would be with all of them."""
        cell = nw.col(NAME)
        found = cell.str.contains(ODD) if len(self.odd) > FEW else cell.is_in([*self.odd])
        return found.fill_null(value=False) if self.odd else nw.lit(value=False)

    @property
    def plain(self) -> nw.Expr:
        """Whether a row's name is plain."""
        return ~nw.col(NAME).is_null() & ~self.is_odd

    def repeated(self) -> int:
        """How many rows bear a name that another row before them bears."""
        names = self.frame.filter(~nw.col(NAME).is_null())
        read = {text: None if _is_none(text) else name(text) for text in self.odd}
        meant = normal(nw.col(NAME))
        if read:
            own = pa.table({"_text": pa.array(read, pa.string()), "_name": pa.array(read.values(), pa.string())})
            names = names.join(self.engine.small(own), left_on=NAME, right_on="_text", how="left")
            names = names.filter(~(self.is_odd & nw.col("_name").is_null()))
            meant = nw.when(~nw.col("_name").is_null()).then(nw.col("_name")).otherwise(meant)
        counts = names.select(**{NAME: meant}).select(rows=nw.len(), different=nw.col(NAME).n_unique())
        (one,) = self.engine.fetch(counts, 1).to_pylist()
        return int(one["rows"]) - int(one["different"] or 0)


def _is_none(text: str) -> bool:
    """Whether a text in a column of names is none."""
    return is_blank(text) or is_no_name(text) or name(text) in WORDS.dittos


def _counted(engine: Engine, frame: nw.LazyFrame[Any], key: str, most: int) -> dict[str, int]:
    """The different texts of a column, and in how many rows each is."""
    found = frame.filter(~nw.col(key).is_null()).group_by(key).agg(nw.len().alias(ROWS))
    return {row[key]: row[ROWS] for row in engine.fetch(found, most).to_pylist()}


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


def shared(names: Names | None, frame: nw.LazyFrame[Any], engine: Engine, rulebook: Rulebook, most: int) -> nw.Expr:
    """Whether another row of organisations has the same code as one, or what is left of its name; or may have, since
    its own is odd: who such a row is, and what it is called, is for the sheet's reader.

    `frame` is `with_identity`, and has STEM where there are names.
    """
    alike = nw.lit(value=False)
    if COMPARED in frame.collect_schema().names():
        alike = alike | ~plain_code()
        odd = _counted(engine, frame.filter(nw.col(FORMED).is_null(), ~nw.col(COMPARED).is_null()), CODE, most)
        alike = alike | _with_others(COMPARED, {name(each).upper() for each in odd})
    if names is not None:
        stems = nw.from_native(pa.table({STEM: pa.array([name(each) for each in names.odd], pa.string())}))
        alike = alike | names.is_odd
        alike = alike | _with_others(STEM, {*stems.select(stem(nw.col(STEM), rulebook))[STEM].to_list()} - {None})
    return alike


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
