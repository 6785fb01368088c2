"""`alur deploy` and `alur start`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.errors import AlurError
from deploy.exits import Exit


def deploy(
    slugs: Annotated[list[str] | None, typer.Argument(help="Slugs of SOPs; all when none is given.")] = None,
) -> None:
    """Deploy compiled SOPs and their forms."""
    from deploy.camunda import connect
    from deploy.deployer import deploy_sops
    from deploy.sops import find_folders, load_folder

    folders = [load_folder(path) for path in find_folders(slugs)]
    deployments = deploy_sops(connect().client, folders)
    for slug, deployment in deployments.items():
        print(f"{slug}: deployed, process {deployment.processes[slug]}, {len(deployment.forms)} forms")


def start(
    slug: Annotated[str, typer.Argument(help="Slug of the SOP.")],
    nomor: Annotated[str, typer.Option(help="Agenda number of the incoming letter; each is used once.")],
    data: Annotated[
        Path | None, typer.Option(help="YAML or JSON file with the values of the start form.", exists=True)
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--set", help="One value of the start form, e.g. permohonan.nama='Siti Aminah'.")
    ] = None,
) -> None:
    """Start a case, as the start form does. A number that was used before is refused."""
    from deploy.camunda import connect
    from deploy.case_book import CaseBook
    from deploy.deployer import start_case
    from deploy.home import alur_home
    from deploy.sops import find_folders, load_folder
    from deploy.start_form import fill_start_form
    from generator.forms.start import start_form

    (path,) = find_folders([slug])
    folder = load_folder(path)
    given = _file_values(data) if data else {}
    for item in values or []:
        key, equals, value = item.partition("=")
        if not equals:
            raise AlurError(
                f"--set {item!r} is not key=value.", "Write e.g. permohonan.nama='Siti Aminah'.", Exit.USAGE
            )
        _put(given, key, value)
    given["nomorPerkara"] = nomor
    variables = fill_start_form(json.loads(start_form(folder.sop)), given)
    key = start_case(connect().client, CaseBook(alur_home()), folder, variables)
    print(f"Case {nomor} of {folder.slug} is started: process instance {key}.")


def _file_values(path: Path) -> dict[str, Any]:
    import yaml

    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as failure:
        raise AlurError(f"{path} is neither YAML nor JSON.", "Correct it.", Exit.USAGE, str(failure)) from failure
    if not isinstance(values, dict):
        raise AlurError(f"{path} holds no values.", "Write `key: value` lines.", Exit.USAGE)
    # Dates stay text, as forms give them.
    normal: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return normal


def _put(values: dict[str, Any], key: str, value: str) -> None:
    *groups, last = key.split(".")
    for group in groups:
        values = values.setdefault(group, {})
    values[last] = value
