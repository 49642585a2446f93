"""Translations. German texts out of templates and code in, `.po` files (to be translated) and `.mo` files out.

    python tools/messages.py update    take up new texts, drop those that are gone
    python tools/messages.py compile   write what the program reads
    python tools/messages.py check     fail if anything is missing, out of date or has lost a placeholder

German is the source, English must be complete, Leichte Sprache falls back to German where it has no text.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "smilecity"
LANGUAGES = {"en": "en", "de_Simple": "de_Simple"}
COMPLETE = {"en"}

# Which argument is the text: 1 the first, (1, 2) singular and plural, ((1, "c"), 2) after a context.
_ONE, _MANY = (1,), (1, 2)
_IN_CONTEXT, _MANY_IN_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": _ONE,
    "gettext": _ONE,
    "gettext_lazy": _ONE,
    "gettext_noop": _ONE,
    # Pure rules cannot ask Django: they mark their sentences, and a door translates them.
    "sentence": _ONE,
    "ngettext": _MANY,
    "ngettext_lazy": _MANY,
    "pgettext": _IN_CONTEXT,
    "pgettext_lazy": _IN_CONTEXT,
    "npgettext": _MANY_IN_CONTEXT,
    "npgettext_lazy": _MANY_IN_CONTEXT,
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|(?<!%)%[sd]|\{\w*(?::[^{}]*)?\}")
_PLURALS = {"Plural-Forms": "nplurals=2; plural=(n != 1);"}


def main(command: str) -> int:
    """Run one of the three commands; return the exit code."""
    if command == "update":
        for file in _files():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_merged(file))
        return 0
    if command == "compile":
        for file in _files():
            _compile(file)
        return 0
    problems = list(_problems())
    print("\n".join(problems) or "Translations are complete.")
    return 1 if problems else 0


def _files() -> list[Path]:
    return [PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po" for language in LANGUAGES]


def _merged(file: Path) -> str:
    """Return the file as it should be: every text of the program, with the translations it has already."""
    catalog = _read(file)
    catalog.update(_template(), no_fuzzy_matching=True, update_creation_date=False)
    written = io.BytesIO()
    write_po(written, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False, omit_header=True)
    return _header(file.parent.parent.name) + "\n" + written.getvalue().decode().strip() + "\n"


def _header(language: str) -> str:
    """Return a header without dates and names, which would only make two branches collide."""
    lines = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "MIME-Version": "1.0",
        **_PLURALS,
    }
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{name}: {value}\\n"\n' for name, value in lines.items())


def _read(file: Path) -> Catalog:
    if not file.exists():
        return Catalog(locale=file.parent.parent.name)
    with file.open("rb") as source:
        return read_po(source)


def _template() -> Catalog:
    catalog = Catalog()
    for file in sorted(_sources()):
        name = file.relative_to(ROOT).as_posix()
        for _, text, comments, context in _texts(file):
            # The empty text is the name of the header.
            if text:
                catalog.add(text, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def _sources() -> Iterator[Path]:
    yield from (file for file in PACKAGE.rglob("*.py") if "migrations" not in file.parts)
    for ending in ("*.html", "*.txt"):
        yield from (file for file in PACKAGE.rglob(ending) if "templates" in file.parts)


def _texts(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        source = _as_python(source, file.name)
    found = extract("python", io.BytesIO(source.encode()), KEYWORDS, ("Translators:",), {"encoding": "utf-8"})
    yield from found


def _as_python(template: str, name: str) -> str:
    """Have Django turn a template into something that an extractor of Python understands."""
    from django.utils.translation.template import templatize

    # Its indentation means nothing, but would be an error.
    return re.sub(r"(?m)^[ \t]+", "", templatize(template, origin=name))


def _compile(file: Path) -> None:
    built = file.with_suffix(".mo")
    if built.exists() and built.stat().st_mtime_ns >= file.stat().st_mtime_ns:
        return
    # Another process may be reading it: never half a file.
    fresh = built.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as target:
        write_mo(target, _read(file))
    fresh.replace(built)


def _problems() -> Iterator[str]:
    for file in _files():
        language = file.parent.parent.name
        if not file.exists() or file.read_text() != _merged(file):
            yield f"{file.relative_to(ROOT)} is not up to date. Run: make messages"
        for message in _read(file):
            if message.id:
                yield from (
                    f"{language}: {problem}" for problem in _problems_of(message, complete=language in COMPLETE)
                )


def _problems_of(message: Message, *, complete: bool) -> Iterator[str]:
    source, target = _forms(message.id), _forms(message.string)
    if not all(target):
        if complete or any(target):
            yield f"no translation for {source[0]!r}"
    elif message.fuzzy:
        yield f"only a guess for {source[0]!r}"
    elif wrong := _changed_placeholders(source, target):
        yield f"placeholders differ ({wrong}) in {source[0]!r}"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def _changed_placeholders(source: list[str], target: list[str]) -> str:
    """Name what one side has and the other lacks; a singular may spell its number out ("eine Antwort")."""
    known, used = set(_PLACEHOLDER.findall(source[-1])), set(_PLACEHOLDER.findall(target[-1]))
    invented = {found for form in target for found in _PLACEHOLDER.findall(form)} - known
    return ", ".join(sorted((known ^ used) | invented))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"update", "compile", "check"}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
