"""What is held of people here: what they agreed to, in which wording."""

from collections.abc import Mapping

from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.people.privacy import queries


def _export(person: Person) -> Mapping[str, Rows]:
    return {"consents": [vars(row) for row in queries.consents_of(person.address)]}


HOLDING = Holding(
    name="privacy",
    sections=[
        Section(
            "consents",
            sentence("Ihre Einwilligungen"),
            [
                Field("subject", sentence("Beteiligung")),
                Field("version", sentence("Fassung"), Kind.NUMBER),
                Field("text", sentence("Text"), Kind.OBJECT),
                Field("given_at", sentence("wann"), Kind.MOMENT),
                Field("revoked_at", sentence("beendet"), Kind.MOMENT),
                Field("forget_on", sentence("wird vernichtet am"), Kind.DAY),
            ],
        )
    ],
    export=_export,
    covers={"privacy.Consent.key"},
    stays=[
        sentence(
            "Wozu Sie eingewilligt haben, mit Text und Stunde. Dieser Nachweis nennt keine Adresse und ist mit keiner "
            "Antwort verbunden. Wir vernichten ihn vier Jahre, nachdem wir die Einwilligung zuletzt gebraucht haben."
        )
    ],
)
