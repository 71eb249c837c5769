"""A deployable bundle from installed distributions: their files, and those of what they require."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path, PurePosixPath

from course_lib.bundles.patterns import select

# What an installer writes on this machine; no wheel holds it, and it differs from place to place.
WRITTEN_HERE = (
    "**/__pycache__/**",
    "**/*.dist-info/RECORD",
    "**/*.dist-info/INSTALLER",
    "**/*.dist-info/REQUESTED",
    "**/*.dist-info/direct_url.json",
)
_SAMPLE = Path(__file__).parent / "sample_app"
FORMS = ("numpy", "numpy_later", "statistics")


class BundleError(Exception):
    """A bundle cannot be made; its text is the sentence for the person who reads it."""


@dataclass(frozen=True)
class File:
    """One file of a bundle: its name there, where it lies, whose it is, its bytes.

    A recorded one has no path, but its deflated bytes by level.
    """

    name: str
    path: Path | None
    package: str
    raw: int
    deflated: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Bundle:
    """Files by name. `problems` are sentences about what should be in it and is not."""

    files: Mapping[str, File]
    versions: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def raw(self) -> int:
        """Unpacked bytes."""
        return sum(file.raw for file in self.files.values())

    def without(self, exclude: Sequence[str]) -> Bundle:
        """What stays when the patterns have spoken."""
        return replace(self, files={name: self.files[name] for name in select(self.files, exclude)})

    def paths(self) -> dict[str, Path]:
        """Where each file lies, for `Packing`."""
        return {name: file.path for name, file in self.files.items()}

    def by_package(self) -> dict[str, list[File]]:
        """Files by package, the heaviest package first."""
        weights: Counter[str] = Counter()
        for file in self.files.values():
            weights[file.package] += file.raw
        names = sorted(weights, key=lambda name: (-weights[name], name))
        return {n: [f for f in self.files.values() if f.package == n] for n in names}

    def read(self) -> dict[str, bytes]:
        """All contents; raises BundleError if a file cannot be read."""
        contents = {}
        for name, file in self.files.items():
            try:
                contents[name] = file.path.read_bytes()
            except OSError as error:
                raise BundleError(f"{name} cannot be read: {_reason(error)}.") from None
        return contents

    def write(self, folder: Path) -> None:
        """Unpack into `folder`, as a deployment does."""
        for name, content in self.read().items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def sample_app(form: str = "numpy") -> Bundle:
    """The shop's sample app with all that it requires; `form` says who computes its mean.

    "numpy" imports numpy at the start, "numpy_later" at the first call; "statistics" needs none.
    Raises BundleError if a distribution is not installed here.
    """
    own = own_files(form)
    required = collect(["starlette"] if form == "statistics" else ["starlette", "numpy"])
    return replace(required, files=dict(sorted({**required.files, **own.files}.items())))


def own_files(form: str = "numpy") -> Bundle:
    """The sample app's own files, in one of its forms, without what it requires."""
    if form not in FORMS:
        raise ValueError(f"The sample app has no form {form!r}. There are: {', '.join(FORMS)}.")
    found = [*folder(_SAMPLE, "tern_shop/**"), *folder(_SAMPLE / f"with_{form}")]
    files = {name: File(name, path, "tern_shop", path.stat().st_size) for name, path in found}
    return Bundle(dict(sorted(files.items())))


def collect(names: Iterable[str]) -> Bundle:
    """The distributions of these names and of all that they require, as they are installed here.

    Raises BundleError if one is not installed or does not know its own files.
    """
    files: dict[str, File] = {}
    problems: list[str] = []
    found = closure(names)
    for distribution in found.values():
        for file in _files(distribution, problems):
            if file.name in files and files[file.name].package != file.package:
                owners = f"{files[file.name].package} and {file.package}"
                problems.append(f"{file.name} belongs to {owners}; one copy is in the bundle.")
            files[file.name] = file
    kept = select(files, WRITTEN_HERE)
    versions = {name: d.version for name, d in sorted(found.items())}
    return Bundle({name: files[name] for name in kept}, versions, tuple(problems))


def closure(names: Iterable[str]) -> dict[str, metadata.Distribution]:
    """Installed distributions by name: these, and what they require on this machine.

    Raises BundleError if one is not installed.
    """
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: dict[str, metadata.Distribution] = {}
    extras: dict[str, set[str]] = {}
    waiting = [(Requirement(name), "") for name in names]
    while waiting:
        wanted, asked_by = waiting.pop()
        name = canonicalize_name(wanted.name)
        known = extras.setdefault(name, set())
        if name in found and wanted.extras <= known:
            continue
        known |= wanted.extras
        try:
            found[name] = metadata.distribution(wanted.name)
        except metadata.PackageNotFoundError:
            needed = f", which {asked_by} requires," if asked_by else ""
            raise BundleError(
                f"{wanted.name}{needed} is not installed here. Install it, and collect again."
            ) from None
        for line in found[name].requires or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": e}) for e in ("", *known)):
                waiting.append((requirement, name))
    return found


def is_pure(name: str) -> bool:
    """Whether an installed distribution has Python code only, so that one bundle fits any system.

    Raises BundleError if it is not installed or does not know its files.
    """
    files = closure([name])[name].files
    if files is None:
        raise BundleError(_no_record(name))
    return not any(file.suffix in (".so", ".pyd", ".dylib", ".dll") for file in files)


def folder(root: Path, *only: str) -> Iterator[tuple[str, Path]]:
    """(name, path) of each file below `root`; links to folders are not followed.

    With patterns, those that match one of them. Bytecode is left out.
    """
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = Path(place, name)
            relative = path.relative_to(root).as_posix()
            if not only or not select([relative], only):
                yield relative, path


def _files(distribution: metadata.Distribution, problems: list[str]) -> Iterator[File]:
    name = distribution.name
    listed = distribution.files
    if listed is None:
        raise BundleError(_no_record(name))
    if any(entry.name.startswith("__editable__") for entry in listed):
        problems.append(f"{name} is installed as editable: its code lies elsewhere and is missing.")
    for entry in listed:
        place = PurePosixPath(entry.as_posix())
        if place.is_absolute() or ".." in place.parts:
            continue  # commands and manual pages: they lie outside of what is imported
        path = Path(str(entry.locate()))
        try:
            size = path.stat().st_size
        except OSError as error:
            problems.append(f"{name} lists {place}, which cannot be read: {_reason(error)}.")
            continue
        if not os.access(path, os.R_OK):
            problems.append(f"{name} lists {place}, which cannot be read: no permission.")
            continue
        if path.is_file():
            yield File(place.as_posix(), path, name.lower(), size)


def _no_record(name: str) -> str:
    return (
        f"{name} has no RECORD, so nobody knows which files are its own. Install it again with "
        "pip, uv or conda."
    )


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
