"""Why a child process is gone, or silent, in plain words. Reads nothing but what it is given."""

from __future__ import annotations

import signal
from dataclasses import dataclass

_MEMORY_WORDS = (
    "MemoryError",
    "bad_alloc",
    "ResourceExhausted",
    "OOM when allocating",
    "Cannot allocate memory",
    "Unable to allocate",
    "Insufficient memory",
)

_WINDOWS_CODES = {0xC0000005: "SIGSEGV", 0xC000001D: "SIGILL", 0xC0000409: "SIGABRT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """All that is known of an unexpected end."""

    exit_code: int | None
    last_words: str = ""  # of its log
    was_training: bool = False
    batch_size: int = 0  # of that training; 0: not known
    has_epochs: bool = False  # at least one whole epoch is on disk
    deaf_for: float | None = None  # seconds; it was ended because it did not hear a stop
    led_astray: str = ""  # what it named that no process of ours names; it was ended for that


def explain(ending: Ending) -> tuple[str, str]:
    """What happened, and what to do."""
    who = _who(ending.was_training)
    if ending.deaf_for is not None:
        return f"{who} did not answer to Stop for {ending.deaf_for:.0f} s, so it was ended.", _way_on(ending)
    if ending.led_astray:
        return (
            f"{who} was ended: it answered with something that no part of this program says ({ending.led_astray}).",
            "A file may have taken it over. Do not open the run or model again that it worked on.",
        )
    if _tells_of_memory(ending):
        return f"{who} was ended because the computer ran out of memory.", _spare_memory(ending)
    match _signal(ending.exit_code):
        case "SIGKILL":
            return f"{who} was ended, most likely because the computer ran out of memory.", _spare_memory(ending)
        case "SIGABRT":
            return f"{who} ended abruptly: a library it uses gave up (abort).", _perhaps_memory(ending)
        case "SIGSEGV" | "SIGBUS":
            return f"{who} ended abruptly: a library it uses crashed (bad memory access).", _perhaps_memory(ending)
        case "SIGILL":
            return f"{who} ended abruptly: a library it uses needs a newer processor.", _way_on(ending)
        case "SIGTERM":
            return f"{who} was ended from outside this program.", _way_on(ending)
        case _:
            return f"{who} ended unexpectedly (exit code {ending.exit_code}).", _way_on(ending)


def smaller_batch(ending: Ending) -> int:
    """The batch size to propose where memory may have been too small for the one it had; 0: nothing to propose."""
    is_sudden = _signal(ending.exit_code) in ("SIGKILL", "SIGABRT", "SIGSEGV", "SIGBUS")
    if ending.was_training and ending.deaf_for is None and (is_sudden or _tells_of_memory(ending)):
        return ending.batch_size // 2
    return 0


def explain_silence(seconds: float, *, is_training: bool) -> tuple[str, str]:
    """That a process at work is not heard of, and what to do."""
    way_out = "Stop: the last whole epoch is kept" if is_training else "Cancel"
    return (
        f"{_who(is_training)} has given no sign of life for {seconds:.0f} s.",
        f"Wait if the computer is busy with something else; otherwise choose {way_out}.",
    )


def _tells_of_memory(ending: Ending) -> bool:
    return any(word in ending.last_words for word in _MEMORY_WORDS)


def _signal(exit_code: int | None) -> str:
    """The signal that ended the process; on Windows, what stands for it there."""
    if exit_code in _WINDOWS_CODES:
        return _WINDOWS_CODES[exit_code]
    if exit_code is None or exit_code >= 0:
        return ""
    try:
        return signal.Signals(-exit_code).name
    except ValueError:  # a real-time signal has no name
        return ""


def _who(is_training: bool) -> str:
    return "The training" if is_training else "A helper process of the program"


def _spare_memory(ending: Ending) -> str:
    cure = f"{_less(ending)}." if ending.was_training else "Close other programs."
    return f"{cure} {_way_on(ending)}"


def _perhaps_memory(ending: Ending) -> str:
    """TensorFlow crashes without a word where an allocation fails: seen with a batch too large for its limit."""
    less = _less(ending)
    again = f" If that happens again, {less[:1].lower()}{less[1:]}." if ending.was_training else ""
    return _way_on(ending) + again


def _less(ending: Ending) -> str:
    if half := ending.batch_size // 2:
        return f"Set the batch size to {half}, or choose a smaller image size"
    return "Choose a smaller batch size or image size"


def _way_on(ending: Ending) -> str:
    if not ending.was_training:
        return "Try again."
    if ending.has_epochs:
        return "The last whole epoch is kept: choose Resume to go on from it."
    return "No epoch was whole yet: start again."
