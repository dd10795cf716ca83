"""Packages imported a module at a time, for whoever must not stand still meanwhile."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module


def import_by_turns(*packages: str) -> Iterator[None]:
    """Import each module of `packages`, not of packages in them; the caller does what else there is between two."""
    for name in packages:
        package = import_module(name)
        yield
        for module in pkgutil.iter_modules(package.__path__, f"{name}."):
            if not module.ispkg:
                import_module(module.name)
                yield
