"""What `smilecity forge` says to people, in German and English. In: a language. Out: sentences, money and numbers."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from smilecity.decide.forge.rules.outcome import Completion, Rule

_SIGNS = {"EUR": "€", "": "€", "GBP": "£", "USD": "$"}

RULES: dict[Rule, tuple[str, str]] = {
    Rule.EQUAL_SHARES: ("Gleiche Anteile", "Equal Shares"),
    Rule.PHRAGMEN: ("Phragmén", "Phragmén"),
    Rule.GREEDY_VOTES: ("Meiste Stimmen zuerst", "Most votes first"),
    Rule.GREEDY_PER_COST: ("Meiste Stimmen je Kosten zuerst", "Most votes for the cost first"),
    Rule.GREEDY_SCORE: ("Meiste Punkte zuerst", "Most points first"),
    Rule.SEATS_EQUAL_SHARES: ("Plätze nach Gleichen Anteilen", "Seats by Equal Shares"),
    Rule.SEATS_PAV: ("Plätze nach Thiele (PAV)", "Seats by Thiele (PAV)"),
    Rule.SEATS_PHRAGMEN: ("Plätze nach Phragmén", "Seats by Phragmén"),
}
COMPLETIONS: dict[Completion, tuple[str, str]] = {
    Completion.NONE: ("was übrig ist, bleibt übrig", "what is left is left"),
    Completion.ADD1: ("Anteile schrittweise erhöht (add1)", "shares raised step by step (add1)"),
    Completion.ADD1U: (
        "Anteile schrittweise erhöht, dann aufgefüllt (add1u)",
        "shares raised step by step, then filled up (add1u)",
    ),
    Completion.UTILITY: ("aus dem Rest aufgefüllt (utility)", "filled up from what is left (utility)"),
    Completion.ADD1_COMPARED: (
        "wie add1u, verglichen mit der einfachen Mehrheit (add1-compared)",
        "like add1u, compared with the simple majority (add1-compared)",
    ),
}
_SENTENCES: dict[str, tuple[str, str]] = {
    "reading": ("Datei lesen", "Reading"),
    "counting": ("Zählen", "Counting"),
    "explaining": ("Erklären", "Explaining"),
    "packing": ("Packen", "Packing"),
    "head": (
        "Gewählt: {chosen} von {projects} Projekten für {cost} von {budget}. Stimmzettel: {voters}.",
        "Selected: {chosen} of {projects} projects for {cost} of {budget}. Ballots: {voters}.",
    ),
    "rule": ("Zählregel: {rule}", "Rule: {rule}"),
    "raised": (
        "Auf dem Papier bekam jede Person {each} ({times} × {increment} mehr als ihren Anteil am Geld).",
        "On paper everybody got {each} ({times} × {increment} more than their share of the money).",
    ),
    "compared": (
        "{shares} Personen ziehen die Gleichen Anteile vor, {greedy} die einfache Mehrheit.",
        "{shares} people prefer Equal Shares, {greedy} the simple majority.",
    ),
    "chosen": ("Gewählt, in dieser Reihenfolge:", "Selected, in this order:"),
    "votes": ("{votes} Stimmen", "{votes} votes"),
    "vote": ("1 Stimme", "1 vote"),
    "all_paid": ("alle {voters} zahlten je {each}", "all {voters} paid {each} each"),
    "full_paid": ("{voters} zahlten je {each}", "{voters} paid {each} each"),
    "less_paid": (
        "{voters} gaben weniger, weil sie nicht mehr hatten, zusammen {together}",
        "{voters} gave less, for they had no more, together {together}",
    ),
    "some_paid": ("{voters} zahlten zusammen {together}", "{voters} paid {together} together"),
    "by_worth": (
        "{voters} zahlten am meisten, zusammen {together}",
        "{voters} paid most, together {together}",
    ),
    "rest_paid": ("{rest} aus dem übrigen Geld", "{rest} from the money left"),
    "budget_paid": ("{rest} aus dem Geld für alle", "{rest} from the common money"),
    "effective": ("wirksame Stimmen: {effective}", "effective votes: {effective}"),
    "tied": ("gleichauf mit {projects}", "tied with {projects}"),
    "left": ("danach bleiben {left}", "{left} are left then"),
    "losses": ("Nicht gewählt:", "Not selected:"),
    "unwanted": ("niemand stimmte dafür", "nobody voted for it"),
    "too-large": ("teurer als das ganze Geld", "costs more than the whole budget"),
    "lacking": (
        "wer dafür stimmte, hatte noch {had}; es fehlten {lacked}",
        "those who voted for it had {had} left; {lacked} were lacking",
    ),
    "on_paper": (
        "wer dafür stimmte, hatte auf dem Papier noch {had}; es fehlten {lacked}",
        "those who voted for it had {had} left on paper; {lacked} were lacking",
    ),
    "no-room": (
        "vom Geld waren noch {had} übrig, es fehlten {lacked}",
        "{had} of the budget were left, {lacked} were lacking",
    ),
    "fits": ("andere kamen zuerst", "others came first"),
    "outvoted": ("andere hatten mehr Anrecht auf einen Platz", "others had more claim to a seat"),
    "needed_both": (
        "Mit Kosten von {cost} oder mit {votes} weiteren Stimmen nur dafür wäre es gewählt worden",
        "At a cost of {cost}, or with {votes} more votes for it alone, it would have been selected",
    ),
    "needed_cost": ("Mit Kosten von {cost} wäre es gewählt worden", "At a cost of {cost} it would have been selected"),
    "needed_votes": (
        "Mit {votes} weiteren Stimmen nur dafür wäre es gewählt worden",
        "With {votes} more votes for it alone it would have been selected",
    ),
    "needed_none": (
        "Weder günstiger noch mit mehr Stimmen wäre es gewählt worden",
        "Neither cheaper nor with more votes would it have been selected",
    ),
    "reach": ("Wen das Ergebnis erreicht:", "Whom the outcome serves:"),
    "served": (
        "{share} der Personen bekommen mindestens ein Projekt, für das sie gestimmt haben ({served} von {voters}).",
        "{share} of the people get at least one project they voted for ({served} of {voters}).",
    ),
    "projects": (
        "Im Schnitt sind es {projects} Projekte je Person; ihr Nutzen nach der Zählregel: {utility}.",
        "On average {projects} projects a person; their utility by the rule: {utility}.",
    ),
    "money": (
        "Je Person werden im Schnitt {money} für Gewünschtes ausgegeben; die mittlere Hälfte bekommt {low} bis {high}.",
        "On average {money} are spent on what a person wanted; the middle half gets {low} to {high}.",
    ),
    "others": ("Was andere Regeln gewählt hätten:", "What other rules would have selected:"),
    "same": ("dieselben Projekte", "the same projects"),
    "more": ("zusätzlich {projects}", "in addition {projects}"),
    "less": ("nicht {projects}", "not {projects}"),
    "groups": ("Nach {feature}:", "By {feature}:"),
    "group": (
        "{labels}: {voters} Personen, {share} mit mindestens einem Projekt, {projects} Projekte, {money} je Person",
        "{labels}: {voters} people, {share} with at least one project, {projects} projects, {money} a person",
    ),
    "seated_group": (
        "{labels}: {voters} Personen, {share} mit mindestens einem Projekt, {projects} Projekte je Person",
        "{labels}: {voters} people, {share} with at least one project, {projects} projects a person",
    ),
    "hidden_group": (
        "{labels}: {voters} Personen, zum Schutz Einzelner nicht gezeigt",
        "{labels}: {voters} people, not shown to protect individuals",
    ),
    "untold": ("ohne Angabe", "not told"),
    "adds_up": ("Alle Zahlungen zusammen: {sum}.", "All payments together: {sum}."),
    "table_project": ("Projekt", "Project"),
    "table_cost": ("Kosten", "Cost"),
    "table_votes": ("Stimmen", "Votes"),
    "table_chosen": ("gewählt", "selected"),
    "table_spent": ("Ausgaben", "spent"),
    "table_served": ("erreicht", "served"),
    "table_money": ("je Person", "a person"),
    "table_key": (
        "Zahl: in dieser Reihenfolge gewählt. Erreicht: wer mindestens ein gewünschtes Projekt bekommt.",
        "Number: selected in this order. Served: who gets at least one project they voted for.",
    ),
    "bundled": ("Prüfpaket: {path}, SHA-256 {digest}", "Bundle: {path}, SHA-256 {digest}"),
    "verified": (
        "Stimmt: Die Zählung wurde wiederholt und ergibt dasselbe.",
        "Agrees: the count was repeated and gives the same.",
    ),
    "not_verified": ("Stimmt nicht: {reason}", "Does not agree: {reason}"),
    "receipt_in": ("Der Stimmzettel zu diesem Code ist mitgezählt.", "The ballot with this code was counted."),
    "receipt_out": (
        "Zu diesem Code ist kein Stimmzettel mitgezählt.",
        "No ballot with this code was counted.",
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language, `de` or `en`, and how it writes numbers."""

    language: str
    currency: str = ""

    def say(self, key: str, **told: object) -> str:
        """Return a sentence."""
        return self.of(_SENTENCES[key]).format(**told)

    def of(self, pair: tuple[str, str]) -> str:
        """Return the word of this language."""
        return pair[0 if self.language == "de" else 1]

    def money(self, amount: Fraction) -> str:
        """Return money, to the cent where it is not whole."""
        text = self.number(amount, 0 if amount.denominator == 1 else 2)
        sign = _SIGNS.get(self.currency.upper(), self.currency)
        return f"{text} {sign}"

    def number(self, value: Fraction | int, digits: int = 0) -> str:
        """Return a number with the language's marks. Halves go to the even neighbour."""
        scaled = Decimal(round(Fraction(value) * 10**digits)).scaleb(-digits)
        text = f"{scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN):,}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "de" else text

    def percent(self, share: Fraction) -> str:
        """Return a share. Only nobody is 0 %, and only everybody 100 %."""
        if 0 < share < Fraction(1, 1000):
            return f"< {self.number(Fraction(1, 10), 1)} %"
        if Fraction(999, 1000) < share < 1:
            return f"> {self.number(Fraction(999, 10), 1)} %"
        return f"{self.number(share * 100, 1)} %"

    def votes(self, votes: int) -> str:
        """Return how many votes."""
        return self.say("vote") if votes == 1 else self.say("votes", votes=self.number(votes))


def printable(text: str) -> str:
    """Return a text of a file without anything that steers a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
