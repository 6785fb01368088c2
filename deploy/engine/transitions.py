"""Commands whose answer comes later, because listeners of a user task decide first."""

from __future__ import annotations

import asyncio

from deploy.engine.core.replies import Rejection as _Rejection
from deploy.engine.core.replies import Reply, TransitionEnded
from deploy.engine.failures import ListenersSilent

Answer = asyncio.Future[Reply | _Rejection]


class Transitions:
    """Who waits for the end of which task's transition."""

    def __init__(self, seconds: float) -> None:
        """`seconds`: how long somebody waits at most."""
        self._seconds = seconds
        self._waiting: dict[int, list[Answer]] = {}

    def wait(self, user_task: int, answer: Answer) -> None:
        """Answer when the transition ends, or with `ListenersSilent` when that takes too long."""
        self._waiting.setdefault(user_task, []).append(answer)
        asyncio.get_running_loop().call_later(self._seconds, self._give_up, user_task, answer)

    def ended(self, note: TransitionEnded) -> None:
        """Answer who waits."""
        for answer in self._waiting.pop(note.user_task, ()):
            if not answer.done():
                answer.set_result(note.answer)

    def _give_up(self, user_task: int, answer: Answer) -> None:
        waiting = self._waiting.get(user_task)
        if waiting is not None and answer in waiting:
            waiting.remove(answer)
            if not waiting:
                del self._waiting[user_task]
        if not answer.done():
            answer.set_exception(
                ListenersSilent(
                    f"The listeners of the user task {user_task} have not answered within {self._seconds:.0f} s. The "
                    "task changes when they do; check that their worker runs."
                )
            )
