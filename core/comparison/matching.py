"""Two columns or tables → numbers that are equal where their contents are, and rows matched by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Pair = tuple[Numbers, Numbers]
#: Products of numbers stay below this.
ROOM = 2**62


def numbered(before: pa.ChunkedArray, after: pa.ChunkedArray) -> Pair:
    """A number a row, the same in both columns for the same content; 0 for null and for a text that says nothing."""
    if before.type != after.type:
        before, after = _alike(before, after)
    both = pa.chunked_array([*before.chunks, *after.chunks], type=before.type)
    encoded = both.combine_chunks().dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64) + 1
    if pa.types.is_string(encoded.dictionary.type):
        codes[codes == pc.index(encoded.dictionary, "").as_py() + 1] = 0
    return codes[: len(before)], codes[len(before) :]


def _alike(before: pa.ChunkedArray, after: pa.ChunkedArray) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Both in one type: decimals with the places of the finer one."""
    if pa.types.is_decimal(before.type) and pa.types.is_decimal(after.type):
        type_ = pa.decimal256(76, max(before.type.scale, after.type.scale))
    else:
        type_ = pa.string()
    return before.cast(type_).cast(pa.string()), after.cast(type_).cast(pa.string())


def marked(codes: Numbers, rows: Numbers, unreadable: Mapping[int, int]) -> Numbers:
    """The numbers, with those below 0 that `unreadable` gives to rows whose cell could not be read; `rows` ascend."""
    found = codes.copy()
    found[np.searchsorted(rows, np.array([*unreadable], dtype=np.int64))] = [*unreadable.values()]
    return found


def combined(columns: Sequence[Pair]) -> Pair:
    """One number a row for several columns together."""
    length = len(columns[0][0])
    total = np.zeros(length + len(columns[0][1]), dtype=np.int64)
    size = 1
    for before, after in columns:
        codes = np.concatenate([before, after])
        codes = codes - codes.min(initial=0)
        width = int(codes.max(initial=0)) + 1
        if size * width >= ROOM:
            found, total = np.unique(total, return_inverse=True)
            size = len(found)
        total, size = total * width + codes, size * width
    return total[:length], total[length:]


def matched(before: Numbers, after: Numbers) -> Pair:
    """Places of rows with the same number, one with one; of several alike the first with the first."""
    then, now = combined([(before, after), (_turns(before), _turns(after))])
    _, old, new = np.intersect1d(then, now, assume_unique=True, return_indices=True)
    in_order = np.argsort(old)
    return old[in_order], new[in_order]


def _turns(numbers: Numbers) -> Numbers:
    """How often each number was there before."""
    order = np.argsort(numbers, kind="stable")
    ordered, turns = numbers[order], np.empty_like(numbers)
    turns[order] = np.arange(len(numbers)) - np.searchsorted(ordered, ordered)
    return turns


def repeated(*columns: Numbers) -> Mask:
    """Rows that share a number (0 aside) with another row in one of the columns."""
    found = np.zeros(len(columns[0]), dtype=np.bool_)
    for numbers in columns:
        _, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
        found |= (counts[places] > 1) & (numbers != 0)
    return found
