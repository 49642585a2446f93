"""`smilecity forge count|compare|verify|receipt`. In: the command line. Out: standard output, once all is counted.

Exit codes: 0 done, 1 it cannot be counted or does not agree (one sentence on standard error), 2 wrong usage, 130
stopped. Whoever stops a count sees and keeps nothing of it.
"""

import argparse
import json
import sys
from pathlib import Path

from smilecity.config.forge import explained, keeping, shown
from smilecity.config.forge import options as asked
from smilecity.config.forge.printed import Printed
from smilecity.config.forge.progress import bar, of_bytes
from smilecity.config.forge.table import table
from smilecity.config.forge.words import Words
from smilecity.decide.forge.rules.bundle.verifying import NotTrue, holds, verify
from smilecity.decide.forge.rules.counting import RULES, count
from smilecity.decide.forge.rules.election import Election, InvalidElection
from smilecity.decide.forge.rules.explaining import Explanation, explain
from smilecity.decide.forge.rules.explaining.others import side_by_side
from smilecity.decide.forge.rules.outcome import Outcome, Rule
from smilecity.decide.forge.rules.pabulib import read

# Below this many entries of ballots times projects left out, each of them is counted again without being asked for.
_SMALL = 20_000


class Refused(Exception):
    """What was asked cannot be done; the message says why."""


def forge(words: list[str]) -> int:
    """Do what is asked; return the exit code."""
    options = asked.parser().parse_args(words)
    try:
        said = _VERBS[options.verb](options)
    except KeyboardInterrupt:
        print("Stopped before the end: nothing was counted, nothing was kept.", file=sys.stderr)
        return 130
    except InvalidElection as error:
        print(f"{options.file}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or options.file}: {error.strerror or error}", file=sys.stderr)
        return 1
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    print(said)
    return 0


def _count(options: argparse.Namespace) -> str:
    if options.why and not options.explain:
        raise Refused("--why needs --explain")
    if options.receipts and not options.bundle:
        raise Refused("--receipts needs --bundle")
    election = _read(options)
    words = _words(options, election)
    with bar(words.say("counting")) as drawn:
        outcome = count(election, asked.parameters(options, options.rule), drawn)
    why = _explained(election, outcome, options, words) if options.explain else None
    kept = _bundled(election, outcome, options, words) if options.bundle else None
    if options.json:
        told = shown.as_json(election, outcome) | _under("explanation", election, why)
        return _json(told | ({"bundle": {"path": str(options.bundle), "sha256": kept}} if kept else {}))
    printed = Printed(election, words)
    text = printed.outcome(outcome) if why is None else printed.explanation(outcome, why)
    return text if kept is None else f"{text}\n\n{words.say('bundled', path=options.bundle, digest=kept)}"


def _bundled(election: Election, outcome: Outcome, options: argparse.Namespace, words: Words) -> str:
    """Write the bundle, whole or not at all; return its SHA-256."""
    with bar(words.say("packing")) as drawn:
        return keeping.keep(election, outcome, options.bundle, options.receipts, drawn)


def _explained(election: Election, outcome: Outcome, options: argparse.Namespace, words: Words) -> Explanation:
    places = {project.id: place for place, project in enumerate(election.projects)}
    if unknown := [name for name in options.why if name not in places]:
        raise Refused(f"{options.file}: there is no project {unknown[0]!r}")
    again = sorted({places[name] for name in options.why} - set(outcome.selected))
    lost = set(range(len(places))) - set(outcome.selected)
    if not options.why and len(election.ballots.projects) * len(lost) <= _SMALL:
        again = sorted(lost)
    with bar(words.say("explaining")) as drawn:
        return explain(election, outcome, why=again, progress=drawn)


def _under(key: str, election: Election, why: Explanation | None) -> dict[str, object]:
    return {} if why is None else {key: explained.as_json(election, why)}


def _compare(options: argparse.Namespace) -> str:
    election = _read(options)
    words = _words(options, election)
    with bar(words.say("counting")) as drawn:
        others = side_by_side(election, asked.parameters(options, Rule.EQUAL_SHARES), RULES, drawn)
    if options.json:
        return _json({"rules": [explained.other(election, one) for one in others]})
    return table(election, others, words)


def _read(options: argparse.Namespace) -> Election:
    path: Path = options.file
    with path.open("rb") as stream, bar(_words(options).say("reading")) as drawn:
        heard = of_bytes(drawn, stream, path.stat().st_size)
        reading = read(stream, strict=not options.lenient, voters=True, progress=heard)
    for note in reading.notes:
        times = f" ({note.times:,} times)" if note.times > 1 else ""
        print(f"{path}: line {note.line}: {note.text}{times}", file=sys.stderr)
    return reading.election


def _words(options: argparse.Namespace, election: Election | None = None) -> Words:
    return Words(options.language, election.meta.get("currency", "") if election else "")


def _json(told: dict[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, allow_nan=False)


def _verify(options: argparse.Namespace) -> str:
    words = _words(options)
    with options.file.open("rb") as stream, bar(words.say("counting")) as drawn:
        try:
            verified = verify(stream, drawn)
        except NotTrue as error:
            raise Refused(f"{options.file}: {words.say('not_verified', reason=error)}") from None
    if options.json:
        return _json({"verified": True, **shown.as_json(verified.election, verified.outcome)})
    words = _words(options, verified.election)
    return f"{Printed(verified.election, words).outcome(verified.outcome)}\n\n{words.say('verified')}"


def _receipt(options: argparse.Namespace) -> str:
    words = _words(options)
    try:
        with options.file.open("rb") as stream:
            counted = holds(stream, options.code)
    except NotTrue as error:
        raise Refused(f"{options.file}: {words.say('not_verified', reason=error)}") from None
    if not counted:
        raise Refused(words.say("receipt_out"))
    return _json({"counted": True}) if options.json else words.say("receipt_in")


_VERBS = {"count": _count, "compare": _compare, "verify": _verify, "receipt": _receipt}
