"""Reasons that a new installation may begin with: for each ground that can be said in the same words every time."""

from dataclasses import dataclass

from smilecity.ground.text import sentence
from smilecity.understand.moderation.rules import Ground


@dataclass(frozen=True)
class Sample:
    """A reason that a new installation may take over: `name` for staff, `text` as a German sentence to translate."""

    ground: Ground
    name: str
    text: str


# Without "Verstößt gegen ein Gesetz" and "Anderer Grund": what these are about must be said each time.
SAMPLES = (
    Sample(
        Ground.INSULT,
        "Beleidigung oder Drohung",
        sentence(
            "Ihr Text beleidigt oder bedroht jemanden. Kritik ist willkommen, auch deutliche. Menschen angreifen dürfen"
            " Texte bei uns nicht. Schreiben Sie gern noch einmal, was Sie in der Sache stört."
        ),
    ),
    Sample(
        Ground.HATE,
        "Hetze",
        sentence(
            "Ihr Text setzt Menschen wegen ihrer Herkunft, ihrer Religion, ihrer Lebensweise oder einer Behinderung"
            " herab. Das zeigen wir nicht. Schreiben Sie gern noch einmal, was sich in der Stadt ändern soll."
        ),
    ),
    Sample(
        Ground.PERSONAL_DATA,
        "Persönliche Daten",
        sentence(
            "In Ihrem Text oder auf Ihrem Foto sind Menschen zu erkennen, zum Beispiel durch Namen, Gesicht,"
            " Telefonnummer oder Kennzeichen. Das müssen wir schützen. Ohne diese Angaben zeigen wir Ihren Text gern."
        ),
    ),
    Sample(
        Ground.COPYRIGHT,
        "Fremder Text oder fremdes Foto",
        sentence(
            "Text oder Foto stammen offenbar von jemand anderem. Wir dürfen nur zeigen, was Sie selbst geschrieben oder"
            " fotografiert haben. Schreiben Sie es gern in eigenen Worten, oder nehmen Sie ein eigenes Foto."
        ),
    ),
    Sample(
        Ground.ADVERTISING,
        "Werbung oder Spam",
        sentence(
            "Ihr Text wirbt für ein Angebot oder wurde viele Male gleich geschickt. Hier geht es um Ideen und Hinweise"
            " für die Stadt. Wenn wir Sie falsch verstanden haben, sagen Sie es uns bitte."
        ),
    ),
    Sample(
        Ground.OFF_TOPIC,
        "Gehört nicht zum Thema",
        sentence(
            "Ihr Text passt nicht zum Thema dieses Aufrufs. Ihr Anliegen ist damit nicht abgelehnt. Bitte sehen Sie"
            " nach, ob es einen passenden Aufruf gibt, oder wenden Sie sich direkt an die Stadtverwaltung."
        ),
    ),
    Sample(
        Ground.DUPLICATE,
        "Steht hier schon",
        sentence(
            "Das Gleiche steht hier schon. Damit alle Stimmen zusammenkommen, zeigen wir es nur einmal. Bitte"
            " unterstützen Sie den anderen Beitrag, oder ergänzen Sie ihn mit einem Kommentar."
        ),
    ),
)
