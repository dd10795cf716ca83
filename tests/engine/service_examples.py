"""Questions to the service, in this process."""

from __future__ import annotations

from cnn_desktop.engine.service import serve


def ask(*requests, should_stop=lambda: False):
    """The events that answer `requests`."""
    events = []
    serve(requests, events.append, should_stop)
    return events
