"""Who has revoked a consent may agree again. The index is built beside those who write, and may be built twice."""

from django.db import migrations, models

_INDEX = "agreed_to_a_version_once_a_time"
_BUILD = [
    # What an attempt that was cut off has left is worth nothing.
    f"DROP INDEX IF EXISTS {_INDEX}",
    f"CREATE UNIQUE INDEX CONCURRENTLY {_INDEX} ON privacy_consent (key, text_id) WHERE revoked_at IS NULL",
    "ALTER TABLE privacy_consent DROP CONSTRAINT IF EXISTS agreed_to_a_version_once",
]
_STANDS = models.UniqueConstraint(fields=["key", "text"], condition=models.Q(("revoked_at", None)), name=_INDEX)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("privacy", "0002_revoked")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_BUILD)],
            state_operations=[
                migrations.RemoveConstraint("consent", "agreed_to_a_version_once"),
                migrations.AddConstraint("consent", _STANDS),
            ],
        )
    ]
