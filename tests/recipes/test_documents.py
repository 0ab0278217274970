"""Names and paths in the documents exist, so that a renaming cannot leave them behind."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "deploy/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
CODE = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"(?:core|pages)(?:\.\w+)+")
PATH = re.compile(r"(?:core|pages|tests|docs|bench|sample_data|deploy)/[\w./-]*|(?:[\w-]+/)*[\w-]+\.(?:py|toml|md|po)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
ID = lambda path: path.relative_to(ROOT).as_posix()  # noqa: E731


def codes(document: Path) -> list[str]:
    return CODE.findall(re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL))


def exists(name: str) -> bool:
    """Whether a dotted name is a module, or something defined in one: a function, a class, a field.

    >>> exists("core.pipeline.judge"), exists("core.model.Finding.gap"), exists("core.pipeline.judged")
    (True, True, False)
    """
    parts = name.split(".")
    for size in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for part in parts[size:]:
            fields = getattr(found, "__dataclass_fields__", {})
            if not hasattr(found, part) and part not in fields:
                return False
            found = getattr(found, part, fields.get(part))
        return True
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=ID)
def test_every_name_in_a_document_exists(document: Path) -> None:
    names = {code.removesuffix("()") for code in codes(document) if NAME.fullmatch(code.removesuffix("()"))}
    assert {name for name in names if not (exists(name) or (ROOT / name).exists())} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=ID)
def test_every_path_in_a_document_exists(document: Path) -> None:
    paths = {code for code in codes(document) if PATH.fullmatch(code) and "NAME" not in code}
    assert {path for path in paths if not (ROOT / path).exists() and not any(ROOT.glob(f"**/{path}"))} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=ID)
def test_every_link_in_a_document_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_term_of_the_code_in_the_glossary_names_its_place() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = [
        line for line in glossary.splitlines() if line.startswith("| ") and not line.startswith(("| word", "| ---"))
    ]
    assert [row for row in rows if NAME.search(row.split("|")[-2]) is None] == []


def test_every_room_is_in_the_picture() -> None:
    picture = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rooms = {path.stem for path in (ROOT / "core").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert {room for room in rooms - {"__init__", "__main__"} if f"core/{room}" not in picture} == set()


def test_every_recipe_names_the_test_that_runs_it() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    recipes = re.split(r"^### ", text.split("## Recipes")[1], flags=re.MULTILINE)[1:]
    assert [recipe.splitlines()[0] for recipe in recipes if "`tests/recipes/test_" not in recipe] == []


def test_every_recipe_that_is_run_is_in_contributing() -> None:
    run = {path.name for path in (ROOT / "tests" / "recipes").glob("test_*.py")} - {Path(__file__).name}
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert {name for name in run if f"tests/recipes/{name}" not in text} == set()
