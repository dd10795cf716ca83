"""What went wrong with a request, as the event that closes it: plain words wherever a user can do something."""

from __future__ import annotations

import errno
import traceback
from pathlib import Path

from cnn_desktop.core.errors import Cancelled, UserError
from cnn_desktop.core.messages import RequestCancelled, RequestFailed

_DISK_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_ANSWER = tuple(
    getattr(errno, name)
    for name in ("EIO", "ENXIO", "ENODEV", "ESTALE", "ENOTCONN", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "EREMOTEIO")
    if hasattr(errno, name)
)
# TensorFlow, OpenCV, C++, and NumPy where TensorFlow reports its error as a TypeError of a call
_OUT_OF_MEMORY = ("ResourceExhaustedError", "Insufficient memory", "bad_alloc", "Unable to allocate")


def closing_event(error: Exception, ticket: int, batch_size: int | None) -> RequestFailed | RequestCancelled:
    """`batch_size`: of the training that failed; None where the request was none."""
    match error:
        case Cancelled():
            return RequestCancelled(ticket)
        case UserError(message=message, hint=hint):
            return RequestFailed(message, hint, ticket=ticket)
        case OSError(errno=number) if number in _DISK_FULL:
            hint = "Free some space, then try again; a run that was under way goes on with Resume."
            return RequestFailed(disk_trouble(error), hint, ticket=ticket)
        case OSError(errno=number) if number in _REFUSED:
            hint = "Choose another folder, or change its permissions."
            return RequestFailed(disk_trouble(error), hint, ticket=ticket)
        case OSError() if trouble := disk_trouble(error):
            hint = "Bring it back, or choose another folder; then try again."
            return RequestFailed(trouble, hint, ticket=ticket)
        case _ if _is_out_of_memory(error):
            return _out_of_memory(ticket, batch_size)
        case _:
            return RequestFailed(
                f"Something went wrong inside the program ({type(error).__name__}: {_first_line(error)}).",
                "Try again. If it happens again, copy the details into a report.",
                "".join(traceback.format_exception(error)),
                ticket,
            )


def disk_trouble(error: BaseException) -> str:
    """That a disk does not take or give what it should, in a sentence; empty where `error` is of something else."""
    match error:
        case OSError(errno=number) if number in _DISK_FULL:
            return f"The disk is full{_where(error)}."
        case OSError(errno=errno.EFBIG):
            return f"The drive takes no file as large as this{_where(error)}."
        case OSError(errno=number) if number in _REFUSED:
            return f"The system refused access{_where(error)}."
        case OSError(errno=number) if number in _NO_ANSWER:
            return f"The drive does not answer{_where(error)} ({error.strerror})."
        case FileNotFoundError(filename=str(name)) if not _is_folder(Path(name).parent):
            return f"The folder “{Path(name).parent}” is gone."
    behind = error.__cause__ or error.__context__  # zipfile and Keras raise errors of their own about the first
    return disk_trouble(behind) if behind else ""


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # its drive does not even say that
        return False


def _out_of_memory(ticket: int, batch_size: int | None) -> RequestFailed:
    if batch_size is None:
        return RequestFailed(
            "There is not enough memory for this.", "Close other programs, then try again.", "", ticket
        )
    half = batch_size // 2
    cure = f"Set the batch size to {half}, or choose a smaller image size." if half else "Choose a smaller image size."
    message = f"There is not enough memory for a batch size of {batch_size}."
    return RequestFailed(message, cure, ticket=ticket, batch_size=half)


def _is_out_of_memory(error: Exception) -> bool:
    text = f"{' '.join(kind.__name__ for kind in type(error).__mro__)} {error}"
    return isinstance(error, MemoryError) or any(word in text for word in _OUT_OF_MEMORY)


def _where(error: OSError) -> str:
    return f": “{error.filename}”" if error.filename else ""


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
