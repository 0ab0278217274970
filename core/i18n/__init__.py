"""Words of the product in its languages: gettext catalogues, compiled with Babel.

The words in the code are English; `zh_CN/LC_MESSAGES/*.po` hold the Chinese, one file a package.  Another folder of
the kind is another language; what it lacks, of code and rulebook alike, is said in English.
Catalogues are compiled at their first use (`core.compiled`).
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from typing import ClassVar

from core.compiled import kept

FOLDER = Path(__file__).parent


class Language(str):
    """A language by its code, such as zh: English, and every language with a folder of words here.

    Asked for a code that has no folder it raises ValueError.
    """

    ZH: ClassVar[Language]
    EN: ClassVar[Language]

    def __new__(cls, code: str) -> Language:
        for language in languages():
            if language == code:
                return language
        raise ValueError(f"{code!r} is none of the languages {', '.join(languages())}")

    @property
    def locale(self) -> str:
        return _locales(FOLDER)[self]

    @property
    def tag(self) -> str:
        """For `<html lang>`."""
        return self.locale.replace("_", "-")

    @property
    def own_name(self) -> str:
        from babel import Locale

        return str(Locale.parse(self.locale).language_name or self)


def languages() -> tuple[Language, ...]:
    """All languages: Chinese and English first, then those whose words a folder holds."""
    return tuple(_locales(FOLDER))


@cache
def _locales(folder: Path) -> dict[Language, str]:
    """Each language with the name of its folder; a folder fr is the language fr, zh_CN is zh."""
    found = {path.parent.name.partition("_")[0]: path.parent.name for path in sorted(folder.glob("*/LC_MESSAGES"))}
    codes = {"zh": "zh_CN", "en": "en", **found}
    return {_language(code): locale for code, locale in codes.items()}


@cache
def _language(code: str) -> Language:
    """The one instance of a code, so that languages can be told apart by identity."""
    return str.__new__(Language, code)


Language.ZH, Language.EN = languages()[:2]


class Words:
    """The words of one language: `_("Month")`, `_.plural("{n} month", "{n} months", n)`."""

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations
        self._gettext = cache(translations.gettext)

    def __call__(self, message: str) -> str:
        return self._gettext(message)

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
    catalogues = {path: path.read_bytes() for path in sorted((FOLDER / language.locale / "LC_MESSAGES").glob("*.po"))}
    make = partial(_compiled, language.locale, catalogues.values())
    compiled = kept(FOLDER, language.locale, "mo", b"".join(catalogues.values()), make)
    return Words(language, gettext.GNUTranslations(io.BytesIO(compiled)))


def _compiled(locale: str, catalogues: Iterable[bytes]) -> bytes:
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    catalogue, compiled = Catalog(locale=locale), io.BytesIO()
    for content in catalogues:
        for message in read_po(io.BytesIO(content), locale=locale):
            if message.id:
                catalogue[message.id] = message
    write_mo(compiled, catalogue)
    return compiled.getvalue()
