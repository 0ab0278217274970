"""TOML → Rulebook: one folder a notice.  `load()` gives the 2025 pilot's, `load(name or folder)` another's."""

from core.rulebook.folders import shipped
from core.rulebook.loader import for_pilot, load
