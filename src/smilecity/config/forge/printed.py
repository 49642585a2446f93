"""An outcome and its explanation for people: lines of text in German or English."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from smilecity.config.forge.shown import completion_of
from smilecity.config.forge.words import COMPLETIONS, RULES, Words, printable
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.explaining import Explanation
from smilecity.decide.forge.rules.explaining.losses import Loss, Why
from smilecity.decide.forge.rules.explaining.needed import Needed
from smilecity.decide.forge.rules.explaining.others import Other
from smilecity.decide.forge.rules.explaining.reach import Reach
from smilecity.decide.forge.rules.explaining.representation import Group, Represented
from smilecity.decide.forge.rules.explaining.rounds import Paid, Told
from smilecity.decide.forge.rules.outcome import By, Outcome, Rule


class Printed:
    """Prints one election's outcomes in one language."""

    def __init__(self, election: Election, words: Words) -> None:
        self.election, self.words = election, words

    def outcome(self, outcome: Outcome) -> str:
        """Return what was chosen."""
        return "\n".join([*self._head(outcome), "", *self._chosen(outcome)])

    def explanation(self, outcome: Outcome, why: Explanation) -> str:
        """Return what was chosen, and why."""
        say = self.words.say
        sections = [list(self._head(outcome)), [say("chosen"), *self._rounds(why.rounds)]]
        if not outcome.parameters.rule.of_seats:
            together = sum((one.rest + _together(one.paid) for one in why.rounds), Fraction())
            sections[-1].append(say("adds_up", sum=self.words.money(together)))
        if why.losses:
            losses = (self._loss(one, on_paper=outcome.increments > 0) for one in why.losses)
            sections.append([say("losses"), *losses])
        sections.append([say("reach"), *self._reach(why.reach)])
        sections += [self._represented(one) for one in why.represented]
        if why.others:
            sections.append([say("others"), *(self._other(outcome, one) for one in why.others)])
        return "\n\n".join("\n".join(section) for section in sections)

    def named(self, place: int) -> str:
        """Return a project by its name and id."""
        project = self.election.projects[place]
        return printable(f"{project.name} ({project.id})" if project.name else project.id)

    def _head(self, outcome: Outcome) -> Iterator[str]:
        words = self.words
        yield words.say(
            "head",
            chosen=words.number(len(outcome.selected)),
            projects=words.number(len(self.election.projects)),
            cost=words.money(outcome.cost),
            budget=words.money(outcome.budget),
            voters=words.number(self.election.ballots.voters),
        )
        rule = words.of(RULES[outcome.parameters.rule])
        if outcome.parameters.rule is Rule.EQUAL_SHARES:
            rule += f"; {words.of(COMPLETIONS[completion_of(outcome.parameters)])}"
        yield words.say("rule", rule=rule)
        if outcome.increments and outcome.endowed is not None:
            each = words.money(outcome.endowed / self.election.ballots.voters)
            increment = words.money(outcome.parameters.increment)
            yield words.say("raised", each=each, times=words.number(outcome.increments), increment=increment)
        if outcome.compared:
            shares, greedy = map(words.number, outcome.compared)
            yield words.say("compared", shares=shares, greedy=greedy)

    def _chosen(self, outcome: Outcome) -> Iterator[str]:
        for number, place in enumerate(outcome.selected, 1):
            cost = self.words.money(self.election.projects[place].cost)
            yield f"{number:4}. {self.named(place)}: {cost}"

    def _rounds(self, rounds: Sequence[Told]) -> Iterator[str]:
        for number, one in enumerate(rounds, 1):
            yield f"{number:4}. {self.named(one.project)}: {self.words.money(one.cost)}"
            yield f"      {'; '.join(self._how(one))}."

    def _how(self, one: Told) -> Iterator[str]:
        say, money = self.words.say, self.words.money
        yield self.words.votes(one.supporters)
        yield from self._paid(one)
        if one.rest:
            yield say("rest_paid" if one.by is By.COMPLETION else "budget_paid", rest=money(one.rest))
        if one.effective is not None and one.effective != one.supporters:
            yield say("effective", effective=self.words.number(one.effective, 1))
        if one.tied:
            yield say("tied", projects=self._list(one.tied))
        yield say("left", left=money(one.left))

    def _paid(self, one: Told) -> Iterator[str]:
        for number, some in enumerate(one.paid):
            told = {"voters": self.words.number(some.voters), "together": self.words.money(some.together)}
            if some.each is not None and not number:
                key = "all_paid" if some.voters == one.supporters else "full_paid"
                yield self.words.say(key, each=self.words.money(some.each), **told)
            else:
                yield self.words.say(self._part(one.paid, number), **told)

    @staticmethod
    def _part(paid: Sequence[Paid], number: int) -> str:
        if len(paid) == 1:
            return "some_paid"
        return "less_paid" if number else "by_worth"

    def _loss(self, one: Loss, *, on_paper: bool) -> str:
        parts = [self.words.votes(one.supporters), self._why(one, on_paper=on_paper)]
        line = f"    - {self.named(one.project)}: {self.words.money(one.cost)}; {'; '.join(parts)}."
        return f"{line}\n      {self._needed(one.needed)}." if one.needed else line

    def _why(self, one: Loss, *, on_paper: bool) -> str:
        if one.had is None or one.lacked is None or one.why is Why.TOO_LARGE:
            return self.words.say(one.why.value)
        if not one.lacked:
            return self.words.say("fits")
        key = "on_paper" if on_paper and one.why is Why.LACKING else one.why.value
        return self.words.say(key, had=self.words.money(one.had), lacked=self.words.money(one.lacked))

    def _needed(self, needed: Needed) -> str:
        told = {
            "cost": "" if needed.cost is None else self.words.money(needed.cost),
            "votes": "" if needed.votes is None else self.words.number(needed.votes),
        }
        if not any(told.values()):
            return self.words.say("needed_none")
        return self.words.say(
            "needed_both" if all(told.values()) else f"needed_{'cost' if told['cost'] else 'votes'}", **told
        )

    def _reach(self, reach: Reach) -> Iterator[str]:
        words = self.words
        served, voters = words.number(reach.served), words.number(reach.voters)
        yield words.say("served", share=words.percent(reach.share), served=served, voters=voters)
        yield words.say("projects", projects=words.number(reach.projects, 2), utility=words.number(reach.utility, 2))
        if reach.money is not None and reach.quarters:
            low, _, high = (words.money(Fraction(round(quarter * 100), 100)) for quarter in reach.quarters)
            yield words.say("money", money=words.money(reach.money), low=low, high=high)

    def _represented(self, one: Represented) -> list[str]:
        return [
            self.words.say("groups", feature=printable(one.feature)),
            *(f"    {self._group(group)}" for group in one.groups),
        ]

    def _group(self, group: Group) -> str:
        labels = ", ".join(printable(label) or self.words.say("untold") for label in group.labels)
        told = {"labels": labels, "voters": self.words.number(group.voters)}
        if group.served is None or group.projects is None:
            return self.words.say("hidden_group", **told)
        told["share"] = self.words.percent(Fraction(group.served, group.voters))
        told["projects"] = self.words.number(group.projects, 2)
        if group.money is None:
            return self.words.say("seated_group", **told)
        return self.words.say("group", money=self.words.money(group.money), **told)

    def _other(self, outcome: Outcome, other: Other) -> str:
        own, theirs = set(outcome.selected), set(other.outcome.selected)
        more = [place for place in other.outcome.selected if place not in own]
        less = [place for place in outcome.selected if place not in theirs]
        parts = [self.words.say("more", projects=self._list(more))] if more else []
        parts += [self.words.say("less", projects=self._list(less))] if less else []
        rule = self.words.of(RULES[other.outcome.parameters.rule])
        return f"    - {rule}: {'; '.join(parts) or self.words.say('same')}."

    def _list(self, places: Iterable[int]) -> str:
        return ", ".join(map(self.named, places))


def _together(paid: Sequence[Paid]) -> Fraction:
    return sum((some.together for some in paid), Fraction())
