"""Writes the sample workbooks: `python sample_data/make_samples.py [-o DIR]`, by default beside this file.

The same as `python -m core samples -o DIR`; what is in them is made by core/export/samples.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from core.export.samples import sample_workbooks  # noqa: E402 - found by the line above when run as a script
from core.rulebook import load  # noqa: E402


def main() -> None:
    """Writes every sample and prints its name."""
    parser = argparse.ArgumentParser(description="Writes the sample workbooks.")
    parser.add_argument("-o", "--output", type=Path, default=HERE, help="folder to write them into")
    folder: Path = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)
    for name, raw in sample_workbooks(load()).items():
        (folder / name).write_bytes(raw)
        sys.stdout.write(f"{folder / name}\n")


if __name__ == "__main__":
    main()
