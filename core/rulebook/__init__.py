"""TOML → Rulebook.  `load()` gives the 2025 pilot's; `load(folder)` another's."""

from core.rulebook.loader import load

__all__ = ["load"]
