"""A conductor in a process of its own, so that a comparison goes on when the window is gone: an `EngineMain`."""

from __future__ import annotations

import traceback
from collections.abc import Iterable

from cnn_desktop.conductor.crew import Crew
from cnn_desktop.conductor.queue import Refused, begin, conduct
from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import (
    Emit,
    EngineReady,
    Request,
    RequestCancelled,
    RequestFailed,
    ResumeStudy,
    StartStudy,
    WarmUp,
)
from cnn_desktop.core.study import open_study
from cnn_desktop.core.wishes import Asked


def work(requests: Iterable[Request], emit: Emit, asked: Asked) -> None:
    """Answer `StartStudy` and `ResumeStudy`, every failure as an event."""
    with Crew() as crew:
        for request in requests:
            try:
                _answer(request, crew, emit, asked)
            except Cancelled:
                emit(RequestCancelled())
            except Refused as refused:
                emit(refused.event)
            except UserError as error:
                emit(RequestFailed(error.message, error.hint))
            except Exception as error:  # noqa: BLE001 - whatever it was, it is told
                emit(
                    RequestFailed(
                        f"Something went wrong while the runs were handed out ({type(error).__name__}: {error}).",
                        "What is trained is kept: go on with the comparison.",
                        "".join(traceback.format_exception(error)),
                    )
                )


def _answer(request: Request, crew: Crew, emit: Emit, asked: Asked) -> None:
    match request:
        case WarmUp(ticket=ticket):
            crew.prepare()
            emit(EngineReady("", ticket))
        case StartStudy(study=study):
            conduct(begin(study, crew, emit, asked.wish), crew, emit, asked.wish)
        case ResumeStudy(folder=folder):
            conduct(open_study(folder), crew, emit, asked.wish)
        case _:
            raise TypeError(f"The conductor has no answer to {request!r}.")
