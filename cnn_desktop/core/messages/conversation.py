"""All that can be asked, and all that can be told: what each subject's module says of itself, put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cnn_desktop.core.messages import (
    attribution,
    camera,
    channel_scan,
    channel_weights,
    comparing,
    datasets,
    effective_field,
    engine,
    journal,
    layers,
    leaks,
    live_maps,
    maps,
    maximisation,
    mending,
    networks,
    pins,
    planning,
    prediction,
    projection,
    receipts,
    results,
    searching,
    settings,
    shortcuts,
    studies,
    sureness,
    surgery,
    suspects,
    time_lapse,
    training,
)

Request: TypeAlias = (
    attribution.Request
    | camera.Request
    | channel_scan.Request
    | channel_weights.Request
    | comparing.Request
    | datasets.Request
    | effective_field.Request
    | engine.Request
    | journal.Request
    | layers.Request
    | leaks.Request
    | live_maps.Request
    | maps.Request
    | maximisation.Request
    | mending.Request
    | networks.Request
    | pins.Request
    | planning.Request
    | prediction.Request
    | projection.Request
    | receipts.Request
    | results.Request
    | searching.Request
    | settings.Request
    | shortcuts.Request
    | studies.Request
    | sureness.Request
    | surgery.Request
    | suspects.Request
    | time_lapse.Request
    | training.Request
)

Event: TypeAlias = (
    attribution.Event
    | camera.Event
    | channel_scan.Event
    | channel_weights.Event
    | comparing.Event
    | datasets.Event
    | effective_field.Event
    | engine.Event
    | journal.Event
    | layers.Event
    | leaks.Event
    | live_maps.Event
    | maps.Event
    | maximisation.Event
    | mending.Event
    | networks.Event
    | pins.Event
    | planning.Event
    | prediction.Event
    | projection.Event
    | receipts.Event
    | results.Event
    | searching.Event
    | settings.Event
    | shortcuts.Event
    | studies.Event
    | sureness.Event
    | surgery.Event
    | suspects.Event
    | time_lapse.Event
    | training.Event
)

Emit: TypeAlias = Callable[[Event], None]
ShouldStop: TypeAlias = Callable[[], bool]
