"""Which office is responsible: the most exact rule that fits. Keywords only suggest, to people who then decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from smilecity.collect.contributions.rules import Kind


@dataclass(frozen=True)
class Duty:
    """A rule of responsibility. What is None or empty fits everything."""

    office: int
    kind: Kind | None = None
    category: str = ""
    theme: int | None = None
    district: int | None = None

    def fits(self, kind: Kind, category: str, themes: Sequence[int], district: int | None) -> bool:
        """Say whether a contribution falls under this rule."""
        return (
            self.kind in {None, kind}
            and self.category in {"", category}
            and (self.theme is None or self.theme in themes)
            and self.district in {None, district}
        )

    @property
    def exactness(self) -> tuple[int, bool, bool, bool, bool]:
        """How exact the rule is: how much it names; then what it is about weighs more than where."""
        named = (self.theme is not None, self.district is not None, bool(self.category), self.kind is not None)
        return (sum(named), *named)


def responsible(
    duties: Iterable[Duty],
    kind: Kind,
    category: str,
    themes: Sequence[int],
    district: int | None,
    *,
    fallback: int | None,
) -> int | None:
    """Return the office of the most exact rule that fits; of rules alike that of the smaller id; else the fallback."""
    fitting = [duty for duty in duties if duty.fits(kind, category, themes, district)]
    if not fitting:
        return fallback
    return max(fitting, key=lambda duty: (duty.exactness, -duty.office)).office


def suggested(keywords: Mapping[int, Sequence[str]], text: str, most: int = 3) -> list[int]:
    """Return the offices whose keywords stand in a text, the one with the most first."""
    words = text.casefold()
    hits = {office: sum(word.casefold() in words for word in own if word) for office, own in keywords.items()}
    named = (office for office, number in hits.items() if number)
    return sorted(named, key=lambda office: (-hits[office], office))[:most]
