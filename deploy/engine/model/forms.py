"""Form files (.form): JSON whose content belongs to the pages; the engine needs its id and version tag."""

from __future__ import annotations

import json
from typing import Any

from deploy.engine.model import rules
from deploy.engine.model.parsing import MAX_BYTES
from deploy.engine.model.process import FormFile, ModelError, Refusal
from deploy.engine.model.rules import Rule

_LONGEST_ID = 255


def read_form(resource_name: str, content: bytes) -> FormFile:
    """Reads a .form file. Raises `ModelError`."""
    if len(content) > MAX_BYTES:
        raise _refused(resource_name, rules.FORM_SIZE, limit=f"{MAX_BYTES:,}")
    try:
        schema = content.decode("utf-8-sig")
        form: Any = json.loads(schema)
    except (ValueError, RecursionError):
        raise _refused(resource_name, rules.FORM_JSON) from None
    if not isinstance(form, dict):
        raise _refused(resource_name, rules.FORM_JSON)
    identity, version_tag = form.get("id"), form.get("versionTag", "")
    if not isinstance(identity, str) or not identity.strip():
        raise _refused(resource_name, rules.FORM_ID)
    if len(identity) > _LONGEST_ID:
        raise _refused(resource_name, rules.LONG_ID, limit=_LONGEST_ID)
    if not isinstance(version_tag, str):
        raise _refused(resource_name, rules.FORM_VERSION_TAG)
    return FormFile(id=identity.strip(), schema=schema, version_tag=version_tag.strip())


def _refused(resource: str, rule: Rule, **values: object) -> ModelError:
    return ModelError((Refusal(resource, "", rule.reason.format(**values), rule.remedy.format(**values)),))
