"""What the pages of one engine share."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from deploy.engine.pages.definitions import Definitions
from deploy.engine.pages.live import Live
from deploy.engine.pages.messages import Messages
from deploy.engine.pages.offices import Offices
from deploy.engine.pages.pantau.plans import Plans
from deploy.engine.pages.pantau.superiors import Superiors
from deploy.engine.pages.rendering import Rendering
from deploy.engine.pages.settings import PagesSettings
from deploy.engine.pages.static_files import StaticFiles
from deploy.people.attempts import Attempts
from deploy.people.audit import Audit
from deploy.people.database import PeopleDatabase
from deploy.people.files import PeopleDirectory
from deploy.people.sessions import Sessions

if TYPE_CHECKING:
    from deploy.engine.runtime import Runtime

T = TypeVar("T")


class Site:
    """Lives as long as the engine."""

    def __init__(self, runtime: Runtime, settings: PagesSettings) -> None:
        self.runtime = runtime
        self.settings = settings
        self.people = PeopleDirectory(settings.people)
        database = PeopleDatabase(settings.people)
        self.sessions = Sessions(database, settings.clock)
        self.attempts = Attempts(database, settings.clock)
        self.audit = Audit(database, settings.clock)
        self.offices = Offices()
        self.static = StaticFiles(settings.assets)
        self.rendering = Rendering(self.static)
        self.messages = Messages()
        self.definitions = Definitions()
        self.plans = Plans()
        self.superiors = Superiors()
        self.live = Live(self)
        self.searches: dict[str, str] = {}
        """What somebody looks for, by session: a name belongs in no address."""

    async def ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What `question` finds in the search database, which has everything that was answered before."""
        return await asyncio.to_thread(lambda: self.runtime.projection.read(question))
