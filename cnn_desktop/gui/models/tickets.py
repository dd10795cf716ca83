"""Ticket numbers for requests: one series for the whole window, because several models share an engine."""

from __future__ import annotations

from itertools import count

_numbers = count(1)


def next_ticket() -> int:
    """A number no other request of this window carries."""
    return next(_numbers)
