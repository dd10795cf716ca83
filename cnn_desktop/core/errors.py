"""The errors a user sees. Everything else that is raised is a bug of ours."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can put right. Shown as written, without a traceback.

    `message` says what happened and what was expected; `hint` says what to do.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.hint)


class Cancelled(Exception):
    """The job ended because `should_stop` said so."""


def _rebuild(kind: type[UserError], message: str, hint: str) -> UserError:
    return kind(message, hint=hint)
