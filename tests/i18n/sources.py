"""What the code says and what the catalogues answer, read from the files as they stand."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
CATALOGUES = ROOT / "core" / "i18n" / "zh_CN" / "LC_MESSAGES"
RULEBOOK = ROOT / "core" / "rulebook"
STREAMLIT = ROOT / "pages" / "components" / "assets" / "streamlit_words.toml"
#: Texts that stand in TOML: of documents, of workbooks and of pages.
TEXTS = tuple(
    ROOT / each
    for each in (
        "core/documents/texts.toml",
        "core/workbooks/next_month/marks.toml",
        "core/workbooks/scored/live/titles.toml",
        "core/workbooks/scored/texts.toml",
        "core/workbooks/template/guide.toml",
        "pages/texts.toml",
    )
)
#: Their tables in which a list is a text in its forms, for one and for any other number.
IN_TWO_FORMS = ("many", "counted")
#: The columns of 计算底稿, each with its title first.
WORKINGS = ROOT / "core" / "workbooks" / "scored" / "columns.toml"
#: How the code calls the words it was given: `_("…")`, `order.words("…")`, `say("…")`, `_.plural("…", "…", n)`.
KEYWORDS = {"_": 1, "N_": 1, "say": 1, "words": 1, "plural": 2, "say_count": 2}
#: What `i18n.words` itself is called with.
LANGUAGES = {"zh", "en"}
HAN = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:?!()]|[,;:?!()][\u3400-\u9fff]")
#: Pictographs; marks that print as text (arrows, squares, check marks) are not among them.
EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2600-\u26ff\u2728\u2705\u274c\u2753-\u2757\u2b50\u2b55\ufe0f]")


@dataclass(frozen=True)
class Message:
    """A message of the code: its English (singular, or singular and plural) and where it stands."""

    forms: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class Translation:
    """An entry of a catalogue."""

    forms: tuple[str, ...]
    chinese: tuple[str, ...]
    fuzzy: bool
    where: str


def code() -> list[Path]:
    """Every Python file whose words a user may read."""
    return [*sorted((ROOT / "core").rglob("*.py")), *sorted((ROOT / "pages").rglob("*.py")), *sorted(ROOT.glob("*.py"))]


def name(path: Path) -> str:
    """A path as it is written in a message."""
    return path.relative_to(ROOT).as_posix()


@cache
def messages() -> list[Message]:
    """Every message marked in the code, Streamlit's own words, and the fixed texts of documents and pages."""
    listed = tomllib.loads(STREAMLIT.read_text("utf-8"))
    ours = [Message((word,), name(STREAMLIT)) for word in (*listed["words"], *listed["patterns"].values())]
    ours += [Message(forms, name(file)) for file in TEXTS for forms in texts(tomllib.loads(file.read_text("utf-8")))]
    columns = tomllib.loads(WORKINGS.read_text("utf-8"))["columns"].values()
    ours += [Message((title,), name(WORKINGS)) for title, *_width in columns]
    return ours + [message for path in code() for message in marked(path.read_text("utf-8"), name(path))]


def texts(value: object, inside: str = "") -> Iterator[tuple[str, ...]]:
    """Every text in a tree of tables, in its forms; a list within IN_TWO_FORMS is one text."""
    if isinstance(value, str):
        yield (value,)
    elif isinstance(value, list) and inside in IN_TWO_FORMS:
        yield tuple(value)
    elif isinstance(value, list):
        yield from ((text,) for text in value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, inside or key)


def marked(source: str, where: str) -> Iterator[Message]:
    """The messages of a file, those within f-strings too (Babel's own extraction sees these from Python 3.12 on)."""
    for node in calls(source):
        literals = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
        forms = tuple(literal for literal in literals if isinstance(literal, str))[: KEYWORDS[called(node)]]
        if forms and forms[0] not in LANGUAGES:
            yield Message(forms, f"{where}:{node.lineno}")


def built(source: str) -> list[int]:
    """Lines on which a message is put together at run time, so that no catalogue can hold it."""
    return [node.lineno for node in calls(source) if node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)]


@cache
def calls(source: str) -> tuple[ast.Call, ...]:
    """Every call of a keyword."""
    nodes = ast.walk(ast.parse(source))
    return tuple(node for node in nodes if isinstance(node, ast.Call) and called(node) in KEYWORDS)


def called(node: ast.Call) -> str:
    """The last name of what is called; `words` in `words(language)("…")`."""
    named = node.func.func if isinstance(node.func, ast.Call) else node.func
    return named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")


@cache
def translations() -> list[Translation]:
    """Every entry of every Chinese catalogue."""
    found = []
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for entry in read_po(file, locale="zh_CN", abort_invalid=True):
                if entry.id:
                    forms = entry.id if isinstance(entry.id, list | tuple) else (entry.id,)
                    chinese = entry.string if isinstance(entry.string, list | tuple) else (entry.string or "",)
                    where = f"{path.name}:{entry.lineno}"
                    found.append(Translation(tuple(forms), tuple(chinese), entry.fuzzy, where))
    return found


@cache
def rulebook_texts() -> list[tuple[str, str, str]]:
    """Chinese, English and place of every pair of the rulebook's TOML."""
    files = [(name(path), tomllib.loads(path.read_text("utf-8"))) for path in sorted(RULEBOOK.rglob("*.toml"))]
    return [(pair["zh"], pair["en"], place) for file, tables in files for place, pair in pairs(tables, file)]


def pairs(value: object, place: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every `{ zh, en }` in a tree of tables."""
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            yield place, value
            return
        place = f"{place} {value['id']}" if isinstance(value.get("id"), str) else place
        for key, inner in value.items():
            yield from pairs(inner, f"{place} {key}")
    elif isinstance(value, list):
        for inner in value:
            yield from pairs(inner, place)


def placeholders(text: str) -> set[str]:
    """The names in braces.

    >>> sorted(placeholders("{value} of {threshold:,}"))
    ['threshold', 'value']
    """
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@cache
def chinese_literals(source: str) -> list[tuple[int, str]]:
    """Strings with Chinese characters in them, docstrings aside."""
    tree = ast.parse(source)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, holders)
        for statement in node.body
        if isinstance(statement, ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and HAN.search(node.value)
    ]
