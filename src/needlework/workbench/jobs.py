"""One long answer at a time, with progress, and a stop that the kernel reads."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from needlework.errors import NeedleworkError, Stopped

if TYPE_CHECKING:
    from needlework.numerics.ode import StopFlag

Work = Callable[["StopFlag", Callable[[str, int, int], None]], Any]
_KEPT = 20  # finished jobs whose answers can still be fetched


def _flag() -> StopFlag:
    from needlework.numerics.ode import StopFlag  # the engine, for which a server that starts does not wait

    return StopFlag()


@dataclass
class Job:
    """A long answer.

    Attributes
    ----------
    state
        ``running``, ``done``, ``stopped`` or ``failed``.
    step, done, total
        What is being done, and how far it is.
    answer, why
        What came of it, or why nothing did.
    """

    id: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    state: str = "running"
    step: str = ""
    done: int = 0
    total: int = 1
    answer: Any = None
    why: str = ""
    stop: StopFlag = field(default_factory=_flag)

    def tell(self, step: str, done: int, total: int) -> None:
        """Note progress; a stopped job ends at the next note as well as in the kernel."""
        self.step, self.done, self.total = step, done, total
        if self.stop:
            raise Stopped("stopped")

    def told(self) -> dict[str, Any]:
        """Return what the browser is told."""
        head = {"id": self.id, "state": self.state, "step": self.step, "done": self.done, "total": self.total}
        return head | ({"answer": self.answer} if self.state == "done" else {"why": self.why})


class Jobs:
    """Jobs by id. A new one stops the one that runs: a browser waits for its last question only."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def start(self, work: Work) -> Job:
        """Start a job on a thread of its own."""
        job = Job()
        with self._lock:
            for other in self._jobs.values():
                other.stop.set()
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-_KEPT]:
                del self._jobs[old]
        threading.Thread(target=_carry_out, args=(job, work), daemon=True).start()
        return job

    def find(self, id: str) -> Job | None:
        """Return a job, or None where there is none (any more)."""
        return self._jobs.get(id)

    def close(self) -> None:
        """Stop whatever runs."""
        for job in self._jobs.values():
            job.stop.set()


def _carry_out(job: Job, work: Work) -> None:
    try:
        job.answer = work(job.stop, job.tell)
        job.state = "done"
    except Stopped:
        job.state, job.why = "stopped", "stopped; nothing was kept"
    except NeedleworkError as error:
        job.state, job.why = "failed", str(error)
    except Exception as error:  # noqa: BLE001 - the browser must hear of it, whatever it is
        job.state, job.why = "failed", f"{type(error).__name__}: {error}"
        raise
