"""The roles that the SOPs of an office know."""

from __future__ import annotations

from deploy.errors import AlurError
from deploy.sops import find_folders, load_folder


def roles_by_office() -> dict[str, dict[str, str]]:
    """Slug and name of every role, by office. Empty when there are no SOPs here."""
    found: dict[str, dict[str, str]] = {}
    try:
        folders = [load_folder(path) for path in find_folders()]
    except AlurError:
        return {}
    for folder in folders:
        roles = found.setdefault(folder.sop.kantor, {})
        for role in folder.sop.pelaksana:
            roles.setdefault(role.kode, role.nama)
    return found


def roles_of(office: str) -> dict[str, str]:
    """Slug and name of the roles of one office."""
    return roles_by_office().get(office, {})
