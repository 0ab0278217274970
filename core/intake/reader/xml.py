"""Parts of XML read with expat, which knows prefixes, encodings and quotes; a DOCTYPE is refused."""

from __future__ import annotations

from pyexpat import ExpatError, ParserCreate

from .kinds import Refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Attributes = dict[str, str]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: What a name of that namespace begins with.
INSIDE = MAIN + " "


def parse(
    pieces: Iterable[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    refusal: Callable[[], Exception] = lambda: Refused("damaged"),
) -> None:
    """Call the handlers with a whole part, names as namespace, space, local name; `refusal` of what is no XML."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise Refused("doctype")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = doctype
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except ExpatError:
        raise refusal() from None
