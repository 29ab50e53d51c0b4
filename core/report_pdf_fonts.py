"""The font of the report: Liberation Sans if the computer has it, else DejaVu Sans, else FiraGO from a package.

It knows: where Debian and Fedora keep fonts, and which package brings one along.
Shaped so because: an official report asks for Arial's metrics, but a bare computer must be able to make one too; no
binary font stands in the repository.
It must not know: what is written with it.
"""

import atexit
from functools import cache
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from core.errors import Invalid

FONTS = "/usr/share/fonts"
STYLES = {
    "Liberation Sans": {"": "Regular", "B": "Bold", "I": "Italic", "BI": "BoldItalic"},
    "DejaVu Sans": {"": "", "B": "-Bold", "I": "-Oblique", "BI": "-BoldOblique"},
}
FAMILIES = (
    ("Liberation Sans", "truetype/liberation2/LiberationSans-{style}.ttf"),
    ("Liberation Sans", "truetype/liberation/LiberationSans-{style}.ttf"),
    ("Liberation Sans", "liberation-sans/LiberationSans-{style}.ttf"),
    ("DejaVu Sans", "truetype/dejavu/DejaVuSans{style}.ttf"),
    ("DejaVu Sans", "dejavu-sans-fonts/DejaVuSans{style}.ttf"),
)
PACKAGE = "pymupdf_fonts"
FIRA = {"": "figo", "B": "figbo", "I": "figit", "BI": "figbi"}


@cache
def font_files(folder: str = FONTS, package: str = PACKAGE) -> dict[str, Path]:
    """Style → file of the first family that is there in all four styles."""
    for family, pattern in FAMILIES:
        files = {key: Path(folder) / pattern.format(style=name) for key, name in STYLES[family].items()}
        if all(file.exists() for file in files.values()):
            return files
    return _unpacked(package)


def _unpacked(package: str) -> dict[str, Path]:
    """The package holds its fonts as bytes; they become files once per process."""
    try:
        fonts = import_module(package)
    except ModuleNotFoundError as missing:
        raise Invalid(
            "The report cannot be made: the font Liberation Sans is missing on this computer. "
            "Ask the administrator to install it (Debian: fonts-liberation2)."
        ) from missing
    place = Path(mkdtemp(prefix="selaras-fonts-"))
    atexit.register(rmtree, place, ignore_errors=True)
    files = {style: place / f"{name}.ttf" for style, name in FIRA.items()}
    for style, file in files.items():
        file.write_bytes(fonts.myfont(FIRA[style]))
    return files
