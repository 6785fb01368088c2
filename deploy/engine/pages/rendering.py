"""Templates: everything is escaped, and a name that is not there is a fault, not an empty place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from deploy.engine.pages import wording
from deploy.engine.pages.static_files import StaticFiles

if TYPE_CHECKING:
    from deploy.engine.pages.page import Page

_TEMPLATES = Path(__file__).with_name("templates")


class Rendering:
    """The templates of all pages."""

    def __init__(self, static: StaticFiles) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["static"] = static.url
        self._environment.globals["vendor"] = static.vendor_url
        self._environment.filters["data"] = data_block

    def text(self, template: str, page: Page, values: dict[str, Any]) -> str:
        """A filled-in template. Besides `values` every template has `page`, `person`, `token`, `messages`, `path`,
        and the words for times in the zone of the person: `due(ms)`, `due_state(ms)`, `moment(ms)`."""
        zone, now = page.zone, page.now
        own = {
            "page": page,
            "person": page.signed_in,
            "token": page.session.token if page.session else "",
            "messages": page.site.messages.take(page.session.login) if page.session and page.click else [],
            "path": page.request.url.path,
            "live": page.live,
            "due": lambda due: wording.due_words(due, now, zone),
            "due_state": lambda due: wording.due_state(due, now, zone),
            "moment": lambda ms: wording.moment_words(wording.moment(ms, zone), wording.moment(now, zone)),
            "span": wording.span_words,
            "zone_name": wording.zone_name(zone),
        }
        return self._environment.get_template(template).render({**own, **values})


def data_block(value: Any) -> Markup:
    """JSON for a script element of type application/json: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704
