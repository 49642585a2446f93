"""`smilecity forge` counts a file without a database, says why, and never shows a count that was not finished."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from smilecity.config.forge import keeping
from smilecity.config.forge.command import forge
from smilecity.config.forge.words import Words
from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.outcome import Completion, Parameters, Rule
from smilecity.decide.forge.rules.pabulib import read
from tests.support.elections import election

ROOT = Path(__file__).resolve().parents[2]
FILE = """META
key;value
description;Ein Kiez entscheidet
num_projects;4
num_votes;10
budget;100
vote_type;approval
currency;EUR
PROJECTS
project_id;cost;name
b;30;Bänke
k;36;Kletternetz
w;50;Wasserspiel
z;90;Zirkus
VOTES
voter_id;district;vote
""" + "".join(f"{number};{'Nord' if number < 6 else 'Ost'};{'b,k' if number < 6 else 'w'}\n" for number in range(10))
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kiez.pb"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*words: object) -> tuple[int, str, str]:
        code = forge([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_json_says_what_was_chosen_in_order(run: Run, file: Path) -> None:
    code, out, err = run("count", file, "--rule", "equal-shares", "--completion", "none", "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["selected"] == ["b"]
    assert (told["cost"], told["budget"], told["rule"], told["completion"]) == (30, 100, "equal-shares", "none")
    assert told["seconds"] >= 0
    assert told["voters"] == 10


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("completion", [Completion.NONE, Completion.ADD1_COMPARED])
def test_every_rule_counts_as_the_rules_do(run: Run, file: Path, rule: Rule, completion: Completion) -> None:
    code, out, _ = run("count", file, "--rule", rule, "--completion", completion, "--seats", 2, "--json", "--explain")
    with file.open("rb") as stream:
        one = read(stream).election
    outcome = count(one, Parameters(rule=rule, completion=completion, seats=2))
    told = json.loads(out)
    assert code == 0
    assert told["selected"] == [one.projects[place].id for place in outcome.selected]
    rounds = told["explanation"]["rounds"]
    assert [each["project"] for each in rounds] == told["selected"]
    spent = sum(each["rest"] + sum(some["together"] for some in each["paid"]) for each in rounds)
    assert spent == pytest.approx(told["cost"])


def test_it_explains_in_german(run: Run, file: Path) -> None:
    code, out, _ = run("count", file, "--completion", "none", "--explain")
    assert code == 0
    for words in (
        "Gewählt: 1 von 4 Projekten für 30 € von 100 €. Stimmzettel: 10.",
        "6 Stimmen; alle 6 zahlten je 5 €; gleichauf mit Kletternetz (k); danach bleiben 70 €.",
        "Alle Zahlungen zusammen: 30 €.",
        "Wasserspiel (w): 50 €; 4 Stimmen; wer dafür stimmte, hatte noch 40 €; es fehlten 10 €.",
        "Mit Kosten von 40 € oder mit 2 weiteren Stimmen nur dafür wäre es gewählt worden.",
        "Zirkus (z): 90 €; 0 Stimmen; niemand stimmte dafür.",
        "60,0 % der Personen bekommen mindestens ein Projekt",
        "Meiste Stimmen zuerst: zusätzlich Kletternetz (k).",
    ):
        assert words in out


def test_it_explains_in_english(run: Run, file: Path) -> None:
    code, out, _ = run("count", file, "--completion", "none", "--explain", "--language", "en")
    assert code == 0
    assert "Selected: 1 of 4 projects for 30 € of 100 €. Ballots: 10." in out
    assert "At a cost of 40 €, or with 2 more votes for it alone, it would have been selected." in out
    assert "stimm" not in out.lower()


def test_all_rules_stand_side_by_side(run: Run, file: Path) -> None:
    code, out, _ = run("compare", file, "--completion", "none", "--seats", 2)
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert lines[0] == ["Projekt", "Kosten", "Stimmen", *"ABCDEFGH"]
    assert next(line[:6] for line in lines if line[:1] == ["k"]) == ["k", "Kletternetz", "36", "€", "6", "·"]
    told = json.loads(run("compare", file, "--json")[1])
    assert [one["rule"] for one in told["rules"]] == [rule.value for rule in Rule]


def test_a_bundle_is_kept_and_repeated(run: Run, file: Path, tmp_path: Path) -> None:
    kept, codes = tmp_path / "kiez.zip", tmp_path / "codes.csv"
    code, out, _ = run("count", file, "--bundle", kept, "--receipts", codes)
    assert code == 0
    assert "Prüfpaket" in out
    assert codes.stat().st_mode & 0o77 == 0
    assert run("verify", kept)[:2][0] == 0
    assert "Stimmt" in run("verify", kept)[1]
    receipt = codes.read_text().splitlines()[1].split(";")[1]
    assert run("receipt", kept, receipt)[0] == 0
    assert run("receipt", kept, receipt[::-1])[0] == 1
    # Codes that are there are never written over.
    assert run("count", file, "--bundle", kept, "--receipts", codes)[0] == 1
    kept.write_bytes(kept.read_bytes().replace(b"budget;100", b"budget;200"))
    code, out, err = run("verify", kept, "--language", "en")
    assert (code, out) == (1, "")
    assert "Does not agree" in err


def _edited(*changes: tuple[str, str]) -> bytes:
    text = FILE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04\x00", "line 1: "),
        (_edited(("b;30", "b;-30")), "line 11: the cost of project 'b' is negative"),
        (_edited(("b;30", "b;NaN")), "line 11: the cost of project 'b'"),
        (_edited(("k;36", "b;36")), "line 12: the project 'b' is there twice"),
        (_edited(("0;Nord;b,k", "0;Nord;b,q")), "line 17: votes for the project 'q'"),
        (_edited(("1;Nord", "0;Nord")), "line 18: this voter_id has voted before"),
        (_edited(("num_votes;10", "num_votes;11")), "line 5: META says num_votes 11"),
        (_edited(("budget;100", "budget;viel")), "line 6: META: budget"),
    ],
    ids=["empty", "zip", "negative", "NaN", "twice", "unknown", "voted twice", "too few", "no number"],
)
def test_a_bad_file_is_refused_in_one_sentence_that_names_the_line(
    run: Run, file: Path, content: bytes, says: str
) -> None:
    file.write_bytes(content)
    code, out, err = run("count", file, "--json")
    assert (code, out) == (1, "")
    assert err.startswith(f"{file}: {says}")
    assert len(err.splitlines()) == 1


def test_a_lenient_count_says_what_it_left_out(run: Run, file: Path) -> None:
    file.write_bytes(_edited(("0;Nord;b,k", "0;Nord;b,q"), ("7;Ost;w", "7;Ost;w,q")))
    code, out, err = run("count", file, "--lenient", "--json")
    assert code == 0
    assert json.loads(out)["voters"] == 10
    assert "line 17: unknown projects were left out (2 times)" in err


def test_latin_1_is_read_and_said(run: Run, file: Path) -> None:
    file.write_bytes(FILE.encode("latin-1"))
    code, out, err = run("count", file, "--completion", "none")
    assert code == 0
    assert "Bänke (b)" in out
    assert "not UTF-8" in err


def test_what_would_steer_a_terminal_is_not_printed(run: Run, file: Path) -> None:
    file.write_bytes(_edited(("Bänke", "B\x1b[2Jnke")))
    assert "\x1b" not in run("count", file, "--explain")[1]
    assert "\x1b" not in run("compare", file)[1]


@pytest.mark.parametrize("votes", ["", "1;Nord;\n2;Nord;\n"], ids=["no ballots", "empty ballots"])
def test_without_votes_nothing_is_chosen_and_everything_is_said(run: Run, file: Path, votes: str) -> None:
    head = FILE.split("0;Nord")[0].replace("num_votes;10", f"num_votes;{votes.count('Nord')}")
    file.write_text(head + votes, encoding="utf-8")
    assert json.loads(run("count", file, "--completion", "none", "--json")[1])["selected"] == []
    assert run("count", file, "--explain")[0] == 0
    assert run("compare", file)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["count"],
        ["count", "f.pb", "--rule", "dictatorship"],
        ["count", "f.pb", "--increment", "0"],
        ["count", "f.pb", "--increment", "nan"],
        ["count", "f.pb", "--seats", "0"],
        ["count", "f.pb", "--ties", "cost,charm"],
        ["rig", "f.pb"],
    ],
)
def test_wrong_usage_is_told_with_what_there_is(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        forge(words)
    assert stopped.value.code == 2
    assert "usage: smilecity forge" in capsys.readouterr().err


def test_a_missing_file_and_a_missing_folder_are_named(run: Run, file: Path, tmp_path: Path) -> None:
    code, out, err = run("count", tmp_path / "nothing.pb")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    code, out, err = run("count", file, "--bundle", tmp_path / "nowhere" / "kiez.zip")
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert run("count", file, "--explain", "--why", "nobody")[0] == 1


def test_a_bundle_that_was_stopped_half_way_leaves_nothing(tmp_path: Path) -> None:
    one = election([10, 20, 30], [[0, 1], [1], [2], [0], [2]] * 5, 40)
    outcome = count(one, Parameters())

    def stop(_done: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keeping.keep(one, outcome, tmp_path / "kiez.zip", tmp_path / "codes.csv", stop)
    assert list(tmp_path.iterdir()) == []


def _program(*words: str) -> list[str]:
    return [sys.executable, "-m", "smilecity", *words]


def _environment() -> dict[str, str]:
    # Nobody answers at this address: whoever asked for a database would fail.
    return os.environ | {"PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}


def test_it_needs_neither_database_nor_django(file: Path) -> None:
    code = (
        "import sys; from smilecity.config.cli import main; "
        f"done = main(['forge', 'count', {str(file)!r}, '--json', '--explain']); "
        "assert 'django' not in sys.modules; sys.exit(done)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=_environment(), capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["voters"] == 10
    assert done.stderr == ""


def test_whoever_stops_a_count_sees_nothing_of_it(tmp_path: Path) -> None:
    pipe = tmp_path / "slow.pb"
    os.mkfifo(pipe)
    words = _program("forge", "count", str(pipe), "--json")
    # A shell's job in the background would have been started deaf to the signal.
    hearing = [
        sys.executable,
        "-c",
        "import os, signal, sys; signal.signal(2, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])",
    ]
    process = subprocess.Popen(
        [*hearing, *words], env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # Opening waits until the program reads; it then waits for the rest of the file, which never comes.
    with process, pipe.open("w", encoding="utf-8") as stream:
        stream.write(FILE)
        stream.flush()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines() == ["Stopped before the end: nothing was counted, nothing was kept."]


def test_numbers_are_written_as_the_language_writes_them() -> None:
    german, english = Words("de", "EUR"), Words("en", "EUR")
    assert german.money(Fraction(1234567, 100)) == "12.345,67 €"
    assert english.money(Fraction(12345)) == "12,345 €"
    assert german.percent(Fraction(1, 100_000)) == "< 0,1 %"
    assert german.percent(Fraction(99_999, 100_000)) == "> 99,9 %"
    assert (german.percent(Fraction(0)), german.percent(Fraction(1))) == ("0,0 %", "100,0 %")
