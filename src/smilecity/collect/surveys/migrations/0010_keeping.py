"""How long answers are kept, what was erased of them; why words of a free text are not shown, and what they were.

Surveys that are there keep their answers without a term, as their residents were told.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_presence")]

    operations = [
        migrations.AddField(
            "freetext",
            "why",
            models.CharField(
                db_default="", default="", help_text="Why it is withheld (rules.Why).", max_length=10
            ),
        ),
        migrations.AddField(
            "freetext",
            "original",
            models.TextField(db_default="", default="", help_text="As it was written, once it is redacted."),
        ),
        migrations.AddField(
            "freetext",
            "erase_original_on",
            models.DateField(help_text="A day: no time stands beside answers.", null=True),
        ),
        migrations.AddField(
            "survey",
            "keep_months",
            models.SmallIntegerField(
                null=True, help_text="How long answers are kept after the close; empty: no term."
            ),
        ),
        migrations.AlterField(
            "survey",
            "keep_months",
            models.SmallIntegerField(
                default=12, null=True, help_text="How long answers are kept after the close; empty: no term."
            ),
        ),
        migrations.AddField(
            "survey",
            "erase_on",
            models.DateField(null=True, help_text="When they are erased; never moved backwards."),
        ),
        migrations.AddField(
            "survey",
            "erasure_told_at",
            models.DateTimeField(null=True, help_text="Since when staff know that it is near."),
        ),
        migrations.AddField(
            "survey",
            "answers_erased",
            models.PositiveIntegerField(db_default=0, default=0, help_text="Participations erased so far."),
        ),
        migrations.AddField(
            "survey",
            "texts_erased",
            models.PositiveIntegerField(db_default=0, default=0, help_text="Free texts erased so far."),
        ),
        migrations.AddField(
            "survey",
            "erased_at",
            models.DateTimeField(null=True, help_text="Since when no single answer is left."),
        ),
    ]
