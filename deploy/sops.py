"""The folder of SOPs (`bpmn/`): one folder per slug with `sop.yaml` and the files generated from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.errors import AlurError
from deploy.exits import Exit
from generator.check import Problem
from generator.sop import Sop
from generator.sop_yaml import SopFileError, load_sop, step_lines

SOPS_DIRECTORY = Path(__file__).resolve().parent.parent / "bpmn"


@dataclass(frozen=True)
class SopFolder:
    """One reviewed SOP and where it lies."""

    path: Path
    sop: Sop

    @property
    def slug(self) -> str:
        return self.sop.slug


def located(folder: SopFolder, problems: Iterable[Problem]) -> list[str]:
    """What the checks found, each with the file, the line and the step to mend."""
    file = folder.path / "sop.yaml"
    lines = step_lines(file)
    sentences = []
    for problem in problems:
        where = str(file)
        if problem.langkah in lines:
            no = folder.sop.step(problem.langkah).no
            where += f" baris {lines[problem.langkah]}, langkah {no} ({problem.langkah})"
        sentences.append(f"{where}: {problem}")
    return sentences


def find_folders(names: Sequence[str] | None = None, root: Path = SOPS_DIRECTORY) -> tuple[Path, ...]:
    """The folders named by slug or path; with no names all below `root`, sorted.

    Raises AlurError for a name that has no sop.yaml.
    """
    if not names:
        folders = tuple(sorted(path.parent for path in root.glob("*/sop.yaml")))
        if not folders:
            raise AlurError(f"There is no sop.yaml below {root}.", "Read a document first: `alur read`.", Exit.USAGE)
        return folders
    found = []
    for name in names:
        candidates = [root / name, Path(name), Path(name).parent]
        folder = next((c for c in candidates if (c / "sop.yaml").is_file()), None)
        if folder is None:
            known = ", ".join(sorted(path.parent.name for path in root.glob("*/sop.yaml"))) or "none"
            raise AlurError(f"There is no SOP `{name}`.", f"Known: {known}.", Exit.USAGE)
        found.append(folder)
    return tuple(found)


def load_folder(folder: Path) -> SopFolder:
    """Loads and validates the sop.yaml of a folder. Raises AlurError with every fault and its line."""
    path = folder / "sop.yaml"
    try:
        return SopFolder(folder, load_sop(path))
    except SopFileError as failure:
        raise AlurError(f"{path} cannot be used.", "Correct the lines below.", Exit.USAGE, str(failure)) from failure
