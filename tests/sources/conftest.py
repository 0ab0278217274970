"""The servers of tests/engines are for tests of sources too."""

from tests.engines.conftest import postgres, spark

__all__ = ["postgres", "spark"]
