"""Words of the product in both languages: gettext catalogues, read with Babel.

The words in the code are English; `zh_CN/LC_MESSAGES/*.po` hold the Chinese, one file a package.
Catalogues are read as they stand, so there is no compiled copy that could be out of date.
"""

from __future__ import annotations

import gettext
import io
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent


class Language(StrEnum):
    """The two languages of everything a user reads."""

    ZH = "zh"
    EN = "en"

    @property
    def locale(self) -> str:
        """The name of its catalogue."""
        return "zh_CN" if self is Language.ZH else "en"

    @property
    def tag(self) -> str:
        """For `<html lang>`."""
        return "zh-CN" if self is Language.ZH else "en"


class Words:
    """The words of one language: `_("Month")`, `_.plural("{n} month", "{n} months", n)`."""

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations
        self._said: dict[str, str] = {}

    def __call__(self, message: str) -> str:
        """The message in this language; looked up once, since a miss would go through every catalogue."""
        said = self._said.get(message)
        if said is None:
            said = self._said[message] = self._translations.gettext(message)
        return said

    def plural(self, singular: str, plural: str, n: int) -> str:
        """The form of the message for `n`, with `{n}` left in."""
        return self._translations.ngettext(singular, plural, n)


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Marks a message for the catalogue where it is written down but not yet shown."""
    return message


@cache
def words(language: Language | str) -> Words:
    """The words of `language`; English needs no catalogue, since the code is written in it."""
    language = Language(language)
    translations: gettext.NullTranslations | None = None
    for path in sorted((FOLDER / language.locale / "LC_MESSAGES").glob("*.po")):
        compiled = io.BytesIO()
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=language.locale))
        compiled.seek(0)
        catalogue = gettext.GNUTranslations(compiled)
        if translations is None:
            translations = catalogue
        else:
            translations.add_fallback(catalogue)
    return Words(language, translations or gettext.NullTranslations())
