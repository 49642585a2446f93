"""Build the browser's files: npm packages and our CSS in, ``static/vendor/`` out.

KERN's rules are chosen by component and never edited; its fonts are cut down to the letters people here write.
Run as ``python tools/assets.py``; does nothing when nothing changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent

# The parts of KERN these pages are made of. Each name brings all rules of that block and no other.
KERN_BLOCKS = frozenset(
    {
        "kern-alert",
        "kern-body",
        "kern-btn",
        "kern-btn-wrapper",
        "kern-error",
        "kern-fieldset",
        "kern-form-check",
        "kern-form-input",
        "kern-hint",
        "kern-label",
        "kern-sr-only",
        "kern-table",
        "kern-table-responsive",
        "kern-title",
        # themes and context layers: they carry the colour tokens
        "kern-dark",
        "kern-light",
        "kern-layer",
        "kern-level-0",
        "kern-level-1",
        "kern-level-2",
    }
)
# name on our pages -> KERN's file of that icon
ICONS = (
    "account-circle", "add", "arrow-back", "arrow-forward", "autorenew", "calendar-today", "check", "checklist",
    "close", "content-copy", "danger", "download", "easy-language", "edit", "help", "home", "info", "language",
    "logout", "mail", "open-in-new", "search", "success", "visibility", "visibility-off", "warning",
)  # fmt: skip
FONTS = {"FiraSans-Regular": 400, "FiraSans-SemiBold": 600}
# Basic Latin, Latin-1, Latin Extended-A (names), ẞ, and the typographic marks German and English use.
LETTERS = (
    "U+0020-007E,U+00A0-017F,U+0218-021B,U+1E9E,U+2009,U+200B,U+2010-2015,U+2018-201E,U+2020,U+2022,"
    "U+2026,U+202F,U+2030,U+2032,U+2033,U+2039,U+203A,U+20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,"
    "U+2260,U+2264,U+2265"
)
FIRST, LAST = ("tokens", "base"), ("print",)
# The map and the worker that reads its data; copied whole, fetched only when somebody opens a map.
MAP = ("maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl.css")
# The chart that moves: fetched only by pages with a series of values.
CHART = "uPlot.iife.min.js"


@dataclass(frozen=True, slots=True)
class Places:
    """Where things lie; a test points it at a folder of its own."""

    root: Path = ROOT

    @property
    def static(self) -> Path:
        """Our own files and what is built beside them."""
        return self.root / "src/smilecity/doors/web/static"

    @property
    def css(self) -> Path:
        """Our stylesheets."""
        return self.static / "web/css"

    @property
    def vendor(self) -> Path:
        """Where everything built goes; not in the repository."""
        return self.static / "vendor"

    @property
    def kern(self) -> Path:
        """KERN as npm installed it."""
        return self.root / "node_modules/@kern-ux/native"

    @property
    def map(self) -> Path:
        """MapLibre as npm installed it."""
        return self.root / "node_modules/maplibre-gl"

    @property
    def chart(self) -> Path:
        """The library of the chart as npm installed it."""
        return self.root / "node_modules/uplot"

    @property
    def lighthouse(self) -> Path:
        """What measures pages, where it was asked for."""
        return self.root / "node_modules/lighthouse"

    @property
    def lock(self) -> Path:
        """What npm may install."""
        return self.root / "package-lock.json"


def script(name: str) -> str:
    """A command that came with the Python environment this runs in, whatever else lies on the PATH."""
    return str(Path(sysconfig.get_path("scripts")) / name)


# --- KERN's rules -------------------------------------------------------------------------------------------------


def statements(css: str) -> Iterator[str]:
    """Top-level statements of a stylesheet, byte for byte; strings and comments may hold any brace."""
    depth = start = 0
    for match in re.finditer(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[{};]', css, re.DOTALL):
        mark = match.group()
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth == 0 and mark in "};":
            yield css[start : match.end()].strip()
            start = match.end()


def blocks(selector: str) -> set[str]:
    """The KERN components a selector speaks of: ``.kern-btn--primary .kern-label`` -> kern-btn, kern-label."""
    return set(re.findall(r"\.(kern-[a-z0-9]+(?:-[a-z0-9]+)*)", selector))


def is_wanted(selectors: str, wanted: frozenset[str]) -> bool:
    """Whether one selector of the list speaks only of wanted components (a bare element always does)."""
    outside = re.sub(r":(?:is|not|has|where)\([^()]*\)", "", selectors)
    return any(blocks(one) <= wanted for one in outside.split(","))


def choose(css: str, wanted: frozenset[str]) -> str:
    """The rules of the wanted components, unedited and in their order."""
    kept: list[str] = []
    for statement in statements(css):
        head, brace, body = statement.partition("{")
        if head.startswith("@media"):
            inner = choose(body[:-1], wanted)
            kept += [f"{head}{brace}{inner}}}"] if inner else []
        elif head.startswith("@charset"):
            continue  # the file is joined to others; UTF-8 is said by the server
        elif head.startswith("@") or is_wanted(head, wanted):
            kept.append(statement)
    return "".join(kept)


# --- icons and fonts ----------------------------------------------------------------------------------------------


def icon(css: str, name: str) -> str:
    """One of KERN's icons as a symbol for the sprite; its shape is not touched."""
    found = re.search(rf'\.kern-icon--{re.escape(name)}\{{[^}}]*?url\("data:image/svg\+xml[^,]*,(.+?)"\)', css)
    if found is None:
        raise LookupError(f"KERN has no icon {name!r}")
    drawing = unquote(found.group(1)).replace('\\"', '"').replace("'", '"')
    box = re.search(r'viewBox="([^"]+)"', drawing)
    shapes = "".join(re.findall(r"<(?:path|circle|rect|polygon)\b[^>]*?/>", drawing))
    if box is None or not shapes:
        raise LookupError(f"KERN's icon {name!r} is not drawn as expected")
    return f'<symbol id="{name}" viewBox="{box.group(1)}">{shapes}</symbol>'


def own_icon(path: Path) -> str:
    """An icon KERN lacks, drawn by us: one <svg> with a viewBox and nothing else around its shapes."""
    drawing = re.fullmatch(r'<svg xmlns="[^"]+" viewBox="([^"]+)">(.+)</svg>\s*', path.read_text(encoding="utf-8"))
    if drawing is None:
        raise LookupError(f"{path.name} is not one plain <svg viewBox>")
    return f'<symbol id="{path.stem}" viewBox="{drawing.group(1)}">{drawing.group(2)}</symbol>'


def sprite(symbols: Iterable[str]) -> str:
    """One file with all icons."""
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def cut_font(source: Path, target: Path) -> None:
    """Keep the letters of ``LETTERS`` and the features that German running text and tables use."""
    options = [f"--unicodes={LETTERS}", "--layout-features=kern,liga,mark,tnum,locl,ccmp", "--flavor=woff2"]
    command = [script("pyftsubset"), str(source), f"--output-file={target}", "--notdef-outline", *options]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)


def font_faces() -> str:
    """Say to the browser which cut font is which weight; text shows before they arrive."""
    return "".join(
        f'@font-face{{font-family:"Fira Sans";font-weight:{weight};font-style:normal;font-display:swap;'
        f'src:url("kern/{name}.woff2") format("woff2")}}'
        for name, weight in FONTS.items()
    )


# --- our CSS ------------------------------------------------------------------------------------------------------


def own_files(folder: Path) -> list[Path]:
    """Tokens and elements first, print last, components between by name."""
    names = {path.stem for path in folder.glob("*.css")}
    middle = sorted(names - {*FIRST, *LAST})
    return [folder / f"{name}.css" for name in (*FIRST, *middle, *LAST) if name in names]


def own_icons(places: Places) -> list[Path]:
    """The icons drawn by us."""
    return sorted((places.static / "web/icons").glob("*.svg"))


def squeeze(css: str) -> str:
    """Our own CSS without comments and indentation."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()


# --- the build ----------------------------------------------------------------------------------------------------


def fingerprint(places: Places) -> str:
    """Changes when anything the build reads changes."""
    digest = hashlib.sha256()
    for path in (Path(__file__), places.lock, *own_files(places.css), *own_icons(places)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def is_fresh(places: Places) -> bool:
    """Whether what lies there was built from what lies here."""
    stamp = places.vendor / ".stamp"
    return stamp.is_file() and stamp.read_text() == fingerprint(places)


def npm_ci(places: Places, *, tools: bool = False) -> None:
    """Install what the lock file says, with the Node that came with the Python environment.

    `tools`: also what only measures pages; it is ten times as large, and no page needs it.
    """
    installed = places.root / "node_modules/.lock-seen"
    seen = hashlib.sha256(places.lock.read_bytes()).hexdigest()
    wanted = (places.kern, places.map, places.chart, *([places.lighthouse] if tools else []))
    there = all(folder.is_dir() for folder in wanted)
    if installed.is_file() and installed.read_text() == seen and there:
        return
    npm = script("npm")
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    command += [] if tools else ["--omit=dev"]
    # Node brings a list of authorities of its own; a town hall's proxy is known to the system's list only.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    subprocess.run(command, cwd=places.root, env=environment, check=True)
    installed.write_text(seen)


def check_version(places: Places) -> None:
    """What is on the disk is what package.json names; a half-finished install must not be served."""
    dependencies = json.loads((places.root / "package.json").read_text())["dependencies"]
    for name, wanted in dependencies.items():
        found = json.loads((places.root / "node_modules" / name / "package.json").read_text())["version"]
        if wanted != found:
            raise SystemExit(f"node_modules holds {name} {found}, package.json wants {wanted}: remove node_modules")


def copy_map(places: Places) -> None:
    """Put the map beside our own scripts, without the comment that names a file for debugging that is not there."""
    target = places.vendor / "maplibre"
    target.mkdir()
    shutil.copy(places.map / "LICENSE.txt", target / "LICENSE.txt")
    for name in MAP:
        text = (places.map / "dist" / name).read_text(encoding="utf-8")
        (target / name).write_text(re.sub(r"\n//# sourceMappingURL=\S+\s*$", "\n", text), encoding="utf-8")


def copy_chart(places: Places) -> None:
    """Put uPlot there as a module: its small file makes a global only, its own module is three times as large."""
    target = places.vendor / "uplot"
    target.mkdir()
    shutil.copy(places.chart / "LICENSE", target / "LICENSE")
    text = (places.chart / "dist" / CHART).read_text(encoding="utf-8").rstrip()
    (target / "uplot.mjs").write_text(f"{text}\nexport default uPlot;\n", encoding="utf-8")
    shutil.copy(places.chart / "dist/uPlot.min.css", target / "uplot.css")


def build(places: Places) -> None:
    """Write everything below ``static/vendor``; the stamp comes last, so a broken build is built again."""
    shutil.rmtree(places.vendor, ignore_errors=True)
    kern = places.vendor / "kern"
    kern.mkdir(parents=True)
    css = (places.kern / "dist/kern.min.css").read_text(encoding="utf-8")
    chosen = choose(css, KERN_BLOCKS)
    own = "\n".join(squeeze(path.read_text(encoding="utf-8")) for path in own_files(places.css))
    (places.vendor / "site.css").write_text(f"{font_faces()}\n{chosen}\n{own}\n", encoding="utf-8")
    symbols = [*(icon(css, name) for name in ICONS), *map(own_icon, own_icons(places))]
    (places.vendor / "icons.svg").write_text(sprite(symbols), encoding="utf-8")
    shutil.copy(places.kern / "LICENSE.md", kern / "LICENSE.md")
    for name in FONTS:
        cut_font(places.kern / f"dist/fonts/fira-sans/{name}.woff2", kern / f"{name}.woff2")
    copy_map(places)
    copy_chart(places)
    (places.vendor / ".stamp").write_text(fingerprint(places))


def main() -> int:
    """Build what is out of date."""
    places = Places()
    if is_fresh(places):
        return 0
    npm_ci(places)
    check_version(places)
    build(places)
    print(f"Static files built in {places.vendor.relative_to(places.root)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
