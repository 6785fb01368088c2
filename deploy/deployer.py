"""Brings compiled SOPs into the engine and starts cases; says what the engine thought of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from deploy.camunda import Deployment, EngineClient
from deploy.case_book import CaseBook, used_twice
from deploy.errors import AlurError
from deploy.exits import Exit
from deploy.sops import SopFolder, located
from generator.pipeline import Compiled, compile_sop, diagram_before, stale_files
from generator.process.build import BuildError


def deployable(folder: SopFolder) -> Compiled:
    """The compiled SOP whose files on disk are current and sound. Raises AlurError (exit 1) otherwise."""
    try:
        compiled = compile_sop(folder.sop, diagram_before(folder.slug, folder.path))
    except BuildError as failure:
        raise AlurError(str(failure), f"The file is {folder.path / 'sop.yaml'}.", Exit.USAGE) from failure
    if compiled.problems:
        detail = "\n".join(located(folder, compiled.problems))
        raise AlurError(f"{folder.slug} is not sound and is not deployed.", "See below.", Exit.FINDING, detail)
    stale = stale_files(compiled, folder.path)
    if stale:
        raise AlurError(
            f"{folder.slug}: {', '.join(stale[:3])} is not what sop.yaml gives.", "Run `alur compile`.", Exit.FINDING
        )
    return compiled


def deploy_sops(client: EngineClient, folders: Sequence[SopFolder]) -> dict[str, Deployment]:
    """Deploys each SOP with its forms in one deployment; returns the deployments by slug."""
    return {folder.slug: client.deploy(deployable(folder).files) for folder in folders}


def start_case(client: EngineClient, book: CaseBook, sop: SopFolder, variables: dict[str, Any]) -> str:
    """Starts a case once per case number; returns the process instance key."""
    number = str(variables.get("nomorPerkara", "")).strip()
    if not number:
        raise AlurError("A case needs nomorPerkara.", "Give the agenda number of the incoming letter.", Exit.USAGE)
    if client.cases(variables={"nomorPerkara": number}):
        raise used_twice(number)
    entry = book.claim(sop.sop.kantor, number)
    try:
        key = client.start(sop.slug, {**variables, "nomorPerkara": number})
    except BaseException:
        entry.unlink()
        raise
    entry.write_text(f"{key}\n", encoding="utf-8")
    return key
