"""The program's side of an engine: start it in a child process, ask it, hear it, stop it, let it go.

Whatever happens to the child, `events` tells it as an event, and ends. No Qt, no Keras.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from queue import SimpleQueue

from cnn_desktop.core import runs
from cnn_desktop.core.messages import (
    Detach,
    EngineExited,
    EngineSilent,
    EpochDone,
    Event,
    Request,
    RequestCancelled,
    RequestFailed,
    Shutdown,
    StartTraining,
    TrainingStarted,
)
from cnn_desktop.engine_process import child, endings, lifeline, unpacking
from cnn_desktop.engine_process.child import EngineMain
from cnn_desktop.engine_process.frames import (
    Answered,
    Detached,
    FromChild,
    Pause,
    Proceed,
    StillAlive,
    Stop,
    StopHeard,
    ToChild,
)
from cnn_desktop.engine_process.ledger import Ledger
from cnn_desktop.engine_process.watch import Verdict, Watch

_LONGEST_WAIT_S = 1.0  # between two looks at a silent child
_LAST_WORDS = 16_000  # bytes of the log: the stacks of some twenty threads

_spawn = multiprocessing.get_context("spawn")  # `fork` is unsafe once Qt has threads


class EngineProcess:
    """One engine in one child process. Make it in the main thread, and iterate `events` in another.

    The other methods return at once, and may be called from any thread. That a child which does not hear is ended
    by force comes about while `events` is iterated. `starter_lasts`: it is made in another thread than the main one,
    which outlives it; Linux ends a child with its parent's *thread*.
    """

    def __init__(
        self,
        main: EngineMain = child.engine,
        log: Path | None = None,
        *,
        silence_s: float = 90.0,  # of a child at work, until `EngineSilent`
        patience_s: float = 15.0,  # with a child at work that does not hear a stop; tracing a network can take 5 s
        niceness: int = lifeline.NICENESS,  # more than that of this process
        starter_lasts: bool = False,
    ) -> None:
        if not starter_lasts and threading.current_thread() is not threading.main_thread():
            raise RuntimeError("An engine process must be started in the main thread.")
        self._ledger = Ledger()
        self._watch = Watch(silence_s, patience_s)
        self._look_every_s = min(_LONGEST_WAIT_S, silence_s / 4, patience_s / 4)
        self._patience_s = patience_s
        self._log, self._has_epochs, self._batch_size = log, False, 0
        self._was_let_go = self._is_detaching = self._was_deaf = False
        self._was_led_astray = ""
        self._end_by: float | None = None  # monotonic seconds

        self._pipe, child_end = _spawn.Pipe()
        arguments = (main, child_end, log, os.getpid(), niceness)
        _allow_children()
        self._process = _spawn.Process(target=child.run, args=arguments, name="engine", daemon=True)
        self._process.start()
        child_end.close()  # ours must go, or the end of the child would never be seen
        self._posting = threading.Lock()  # the ledger and the outbox agree on the order of things
        self._outbox: SimpleQueue[ToChild | None] = SimpleQueue()
        self._postman = threading.Thread(target=self._post, name="engine-outbox", daemon=True)
        self._postman.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    @property
    def is_over(self) -> bool:
        """It has ended, or goes on without us; `EngineExited` may still be on its way."""
        return self._ledger.is_closed

    def ask(self, request: Request) -> bool:
        """Queue a request. False: the process is gone, and the request will never be answered."""
        match request:
            case Detach():
                self.detach()
            case Shutdown():
                self.close()
            case _:
                with self._posting:
                    job = self._ledger.enter(request)
                    if job is None:
                        return False
                    if isinstance(request, StartTraining):
                        self._batch_size = request.config.batch_size_in_force
                    self._outbox.put(job)
        return True

    def stop(self) -> None:
        """End every request asked so far. A child that neither hears it nor shows life for `patience_s` is killed."""
        with self._posting:
            self._ledger.end_all()
            self._outbox.put(Stop())

    def pause(self) -> None:
        """Let the job at work wait."""
        self._outbox.put(Pause())

    def proceed(self) -> None:
        """Let the job that waits go on."""
        self._outbox.put(Proceed())

    def detach(self) -> None:
        """Let the child finish its work without us; we may exit once `events` has ended."""
        self._was_let_go = self._is_detaching = True
        self._outbox.put(Detach())

    def close(self, timeout: float = 3.0) -> None:
        """Stop and shut down, by force after `timeout` seconds. A detached child is left alone."""
        if self._is_detaching:
            return
        self._was_let_go = True
        self._end_by = time.monotonic() + timeout
        self.stop()
        self._outbox.put(Shutdown())

    def kill(self) -> None:
        """End it now. The run folder it writes is whole at every moment."""
        self._was_let_go = True
        self._process.kill()

    def events(self) -> Iterator[Event]:
        """Yield events as they arrive, and `EngineExited` last. Blocks; iterated once, by one thread."""
        looked = time.monotonic()
        while True:
            ready = wait([self._pipe, self._process.sentinel], self._look_every_s)
            if self._pipe in ready:
                try:
                    frame: FromChild = unpacking.unpacked(self._pipe.recv_bytes())
                except (EOFError, OSError):
                    break
                except unpacking.Unknown as error:
                    self._was_led_astray = str(error)
                    self._process.kill()
                    break
                if isinstance(frame, Detached):
                    yield self._part()
                    return
                yield from self._hear(frame)
            elif ready:
                break
            now = time.monotonic()
            # A step far longer than ours is the computer's sleep, not the child's silence.
            yield from self._look_after(min(now - looked, 2 * self._look_every_s), now)
            looked = now
        yield from self._bury()

    def _post(self) -> None:
        """Send what is in the outbox: the window must not wait for a child that does not read."""
        while frame := self._outbox.get():
            try:
                self._pipe.send(frame)
            except OSError:  # the child is gone: `events` says so
                return

    def _hear(self, frame: Event | Answered | StopHeard | StillAlive) -> Iterator[Event]:
        self._watch.heard()
        match frame:
            case StillAlive():
                return
            case StopHeard(number=number):
                self._ledger.hears(number)
                return
            case Answered(number=number):
                self._ledger.cross_out(number)
                return
            case TrainingStarted(run=run, history=history, config=config):
                self._log, self._has_epochs, self._batch_size = (
                    run / runs.LOG,
                    bool(history),
                    config.batch_size_in_force,
                )
            case EpochDone():
                self._has_epochs = True
        yield frame

    def _look_after(self, seconds: float, now: float) -> Iterator[Event]:
        if self._end_by is not None and now > self._end_by:
            self._process.kill()
        if self._ledger.is_empty:
            self._watch.heard()
            return
        match self._watch.pass_time(seconds, is_ending=self._ledger.is_ending):
            case Verdict.GIVE_UP:
                self._was_deaf = True
                self._process.kill()
            case Verdict.TELL:
                silent_for = self._watch.silent_for
                message, hint = endings.explain_silence(silent_for, is_training=self._ledger.is_training)
                yield EngineSilent(silent_for, message, hint)

    def _part(self) -> EngineExited:
        """The child goes on alone: nothing of ours may wait for it or end it."""
        # What `multiprocessing` would terminate and join at exit; it has no public way to let a child go.
        multiprocessing.process._children.discard(self._process)  # type: ignore[attr-defined]
        self._hang_up()
        self._ledger.close()
        return EngineExited(None, expected=True)

    def _bury(self) -> Iterator[Event]:
        exit_code = self._reap()
        self._hang_up()
        was_training = self._ledger.is_training
        left = self._ledger.close()
        if self._was_let_go:
            yield from (RequestCancelled(ticket) for ticket in _tickets(left))
            yield EngineExited(exit_code, expected=True)
            return
        last_words = self._last_words()
        ending = endings.Ending(
            exit_code=exit_code,
            last_words=last_words,
            was_training=was_training,
            batch_size=self._batch_size,
            has_epochs=self._has_epochs,
            deaf_for=self._patience_s if self._was_deaf else None,
            led_astray=self._was_led_astray,
        )
        (message, hint), half = endings.explain(ending), endings.smaller_batch(ending)
        yield from (RequestFailed(message, hint, last_words, ticket) for ticket in _tickets(left))
        yield EngineExited(exit_code, expected=False, message=message, hint=hint, details=last_words, batch_size=half)

    def _reap(self) -> int | None:
        """The exit code. Not known of a child that even the kernel cannot end now, in a read from a dead drive."""
        self._process.join(self._patience_s)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join(self._patience_s)
        return self._process.exitcode

    def _hang_up(self) -> None:
        self._outbox.put(None)
        self._postman.join(_LONGEST_WAIT_S)
        if not self._postman.is_alive():
            self._pipe.close()

    def _last_words(self) -> str:
        """What this child, not one before it, wrote last into its log."""
        if self._log is None:
            return ""
        try:
            with self._log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - _LAST_WORDS))
                text = log.read().decode("utf-8", errors="replace")
        except OSError:  # no log, no words
            return ""
        _, mark, own = text.rpartition(child.log_mark(self.pid or 0))
        words = own.partition("\n")[2] if mark else text
        return words.partition("\nExtension modules:")[0]  # a hundred names that end the stacks of a crash


def _allow_children() -> None:
    """Python forbids children to processes that it ends with their parent, lest these be left over: ours are not."""
    if multiprocessing.current_process().daemon:
        multiprocessing.current_process().daemon = False


def _tickets(requests: list[Request]) -> list[int]:
    """The tickets that wait for an answer. Training has none: `EngineExited` is its answer."""
    return [ticket for request in requests if (ticket := getattr(request, "ticket", 0))]
