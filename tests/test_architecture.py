"""What the linters cannot see: pages do not compute, stages read no clock, languages and patterns stay where they belong.

Which room may import which is import-linter's to check, in `make lint`; its rules are in pyproject.toml.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

ROOMS = next(
    contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    if contract["type"] == "layers"
)
#: Rooms that give the same for the same arguments, whenever and wherever they run.
PURE = {f"core.{room}" for room in ROOMS[ROOMS.index("pipeline") + 1 :]}
#: Where a language is an argument: whatever prints, and the two that talk to the reader.
SPEAK = ("core.printers", "core.workbooks.template", "core.workbooks.next_month", "core.i18n", "core.cli", "pages")
#: `Text` holds a phrase in every language, and gives one.
SPEAK += ("core.model.values",)
#: Single modules: the doors at which a workbook is ordered in a language, and the receipt that records which.
SPEAK_ALONE = {"core.workbooks.scored", "core.workbooks.receipt", "core.workbooks.corrected"}
#: Whose text a module reads with patterns: never ours.
PATTERNS = {
    "core.compiled": "none: it compiles the patterns of others",
    "core.intake": "the sender's cells and packages",
    "core.model.values": "months as the command line, a link or a file gives them",
    "core.plausibility.ledgers": "the sender's names of organisations",
    "core.sources.names": "the names and figures of the sender's tables, in the engine",
    "core.workbooks.ledger_csv": "the sender's CSV",
    "core.workbooks.next_month.values": "the sender's cells: characters that XML cannot hold",
    "core.workbooks.package": "the XML of the sender's package",
    "core.printers.addresses": "the sender's titles of sheets",
    "core.printers.report.body": "the sender's name of the space, for the lines of a title",
    "core.printers.sheet.xml": "the sender's cells: characters that XML cannot hold",
    "core.printers.sheet.look": "any text, letter by letter, for its width",
    "pages.components.server": "Streamlit's index.html",
}
CLOCKS = {"today", "now", "utcnow", "time"}
#: The one owner of what Streamlit keeps of a visitor.
SESSION = "pages.components.session"
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


def nodes(source: str, word: str) -> Iterator[ast.AST]:
    """The nodes of a module's syntax tree; none where the source lacks a word without which there is nothing to find."""
    return ast.walk(ast.parse(source)) if word in source else iter(())


def languages(module: str, source: str) -> list[str]:
    """Where a module asks for a language: a parameter, or a field."""
    named = [
        node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
        for node in nodes(source, "language")
        if isinstance(node, ast.arg | ast.AnnAssign)
    ]
    return [module] if "language" in named else []


def patterns(module: str, source: str) -> list[str]:
    """Where a module imports `re` or what compiles like it, at its head or inside a function."""
    word = next((word for word in ("import re", "long_pattern") if word in source), "from re ")
    for node in nodes(source, word):
        if isinstance(node, ast.ImportFrom) and (node.module == "re" or "long_pattern" in ast.unparse(node)):
            return [module]
        if isinstance(node, ast.Import) and any(alias.name == "re" for alias in node.names):
            return [module]
    return []


def within(module: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of these, or in one.

    >>> within("core.intake.cells", ["core.intake"]), within("core.intakes", ["core.intake"])
    (True, False)
    """
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def arithmetic(module: str, source: str) -> list[str]:
    """Where a page computes: + - * / // % ** on anything but text and lists, `sum` and `round`."""
    found = []
    for node in ast.walk(ast.parse(source)):
        sides = (node.left, node.right) if isinstance(node, ast.BinOp) else ()
        if isinstance(node, ast.AugAssign):
            sides = (node.target, node.value)
        if sides and isinstance(node.op, ARITHMETIC) and not any(is_text_or_list(side) for side in sides):
            found.append(f"{module}, line {node.lineno}: {ast.unparse(node)}: a page shows, core.documents computes")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"sum", "round"}:
            found.append(f"{module}, line {node.lineno}: {ast.unparse(node)}: a page shows, core.documents computes")
    return found


def is_text_or_list(node: ast.expr) -> bool:
    """Whether an operand is plainly text or a list, so that + joins and / makes a path."""
    if isinstance(node, ast.BinOp):
        return is_text_or_list(node.left) or is_text_or_list(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id in {"list", "tuple", "str", "Path"}
    return isinstance(node, ast.JoinedStr | ast.List | ast.ListComp | ast.Tuple) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def clocks(module: str, source: str) -> list[str]:
    """Where a stage asks what time it is."""
    return [
        f"{module}, line {node.lineno}: {ast.unparse(node)}: the date is an argument"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
        and isinstance(node.func.value, ast.Name | ast.Attribute)
        and ast.unparse(node.func.value).split(".")[-1] in {"date", "datetime", "time", "Timestamp"}
    ]


def session_state(module: str, source: str) -> list[str]:
    """Where a module reaches for st.session_state itself."""
    return [
        f"{module}, line {node.lineno}: {SESSION} owns st.session_state"
        for node in nodes(source, "session_state")
        if isinstance(node, ast.Attribute) and node.attr == "session_state"
    ]


#: Where addresses such as A2:A181 arise: the reader, the printers, the formulas and parts of our own sheets.
ADDRESSES = ("core.intake.reader", "core.printers", "core.workbooks")
#: A pattern that takes an address apart.
ADDRESS = re.compile(r"\[A-Z\](?:\+|\{1,3\})\)?\(?\[?(?:\\d|0-9)")


def addresses(module: str, source: str) -> list[str]:
    """Where a module makes an address or takes one apart although that is not its place."""
    found = []
    own = within(module, ADDRESSES)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == "core.intake.reader.letters" and not own:
            found.append(f"{module}, line {node.lineno}: only the reader reads addresses")
        named = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        if "letters" in named and not own and not within(module, ["pages"]):
            found.append(f"{module}, line {node.lineno}: core.printers.addresses writes addresses")
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes) else ""
        if ADDRESS.search(text if isinstance(text, str) else text.decode("latin-1")) and not own:
            found.append(f"{module}, line {node.lineno}: a place is no text before it is printed")
    return found


def modules(*folders: str) -> list[tuple[str, Path]]:
    """Dotted name and path of every module of the product in these folders."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    if "app" in folders:
        paths.extend(ROOT.glob("*.py"))
    parts = [(path.relative_to(ROOT).with_suffix("").parts, path) for path in paths]
    return [(".".join(part[:-1] if part[-1] == "__init__" else part), path) for part, path in parts]


def report(sentences: list[str]) -> str:
    """All of them at once, one a line."""
    return "\n" + "\n".join(sentences)


@pytest.mark.parametrize(
    ("uses", "allowed", "alone"), [(languages, SPEAK, SPEAK_ALONE), (patterns, PATTERNS, set[str]())]
)
def test_language_and_patterns_are_used_where_they_belong(
    uses: Callable[[str, str], list[str]], allowed: Iterable[str], alone: set[str]
) -> None:
    found = {
        user
        for module, path in modules("core", "pages")
        if not within(module, allowed)
        for user in uses(module, path.read_text("utf-8"))
    }
    assert found == alone


def test_no_page_computes() -> None:
    pages = [(f"pages.{path.stem}", path) for path in sorted((ROOT / "pages").glob("*.py"))]
    found = [sentence for module, path in pages for sentence in arithmetic(module, path.read_text("utf-8"))]
    assert found == [], report(found)


def test_no_stage_reads_the_clock() -> None:
    found = [
        sentence
        for module, path in modules("core")
        if within(module, PURE)
        for sentence in clocks(module, path.read_text("utf-8"))
    ]
    assert found == [], report(found)


def test_one_package_owns_the_session_state() -> None:
    found = [
        sentence
        for module, path in modules("core", "pages", "app")
        if module != SESSION and not module.startswith(f"{SESSION}.")
        for sentence in session_state(module, path.read_text("utf-8"))
    ]
    assert found == [], report(found)


def test_records_that_do_not_change_are_structs() -> None:
    found = [module for module, path in modules("core", "pages") if "@dataclass(frozen=True" in path.read_text("utf-8")]
    assert found == [], report(found)


def test_an_address_arises_in_the_reader_and_where_something_is_printed() -> None:
    found = [
        sentence
        for module, path in modules("core", "pages", "app")
        for sentence in addresses(module, path.read_text("utf-8"))
    ]
    assert found == [], report(found)


@pytest.mark.parametrize(
    "source", ["share = met / total", "left = months - 1", "count += 1", "round(x, 2)", "sum(values)", "100 * share"]
)
def test_arithmetic_on_a_page_is_seen(source: str) -> None:
    assert len(arithmetic("pages.gaps", source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "title = space + ' · ' + month",
        "Path(here) / 'icon.png'",
        "rows = [head] + rest",
        "tuple(a) + b",
        "a | b",
        "x >= 1",
    ],
)
def test_joining_text_lists_and_paths_is_not_arithmetic(source: str) -> None:
    assert arithmetic("pages.gaps", source) == []


@pytest.mark.parametrize("source", ["date.today()", "datetime.datetime.now()", "time.time()", "pd.Timestamp.now()"])
def test_a_look_at_the_clock_is_seen(source: str) -> None:
    assert len(clocks("core.assessment.judge", source)) == 1


@pytest.mark.parametrize("source", ["st.session_state['work']", "st.session_state.work = 1", "f(st.session_state)"])
def test_a_reach_for_the_session_state_is_seen(source: str) -> None:
    assert len(session_state("pages.gaps", source)) == 1


@pytest.mark.parametrize("source", ["def f(x, *, language): ...", "class A:\n    language: str", "lambda language: 1"])
def test_a_request_for_a_language_is_seen(source: str) -> None:
    assert languages("core.documents.overview", source) == ["core.documents.overview"]


@pytest.mark.parametrize(
    "source",
    ["import re", "from re import compile", "def f():\n    import re", "from core.compiled import long_pattern"],
)
def test_a_pattern_is_seen(source: str) -> None:
    assert patterns("core.documents.overview", source) == ["core.documents.overview"]


@pytest.mark.parametrize(
    "source",
    [
        "from core.intake.reader.letters import column_index",
        "from core.printers.addresses import letters",
        r"CELL = re.compile(r'([A-Z]{1,3})(\d+)')",
        r"CELL = re.compile(b'([A-Z]+[0-9]+)')",
    ],
)
def test_an_address_elsewhere_is_seen(source: str) -> None:
    assert len(addresses("core.intake.answers", source)) == 1
