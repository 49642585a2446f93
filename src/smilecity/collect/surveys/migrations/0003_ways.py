"""A survey says in which ways one may take part."""

import django.contrib.postgres.fields
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

import smilecity.collect.surveys.models

WAYS = ["member", "guest", "code", "paper", "kiosk"]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_consents")]

    operations = [
        migrations.AddField(
            "survey",
            "ways",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                default=smilecity.collect.surveys.models.ways_at_first,
                db_default=["member", "guest"],
                help_text="How one may take part.",
                size=None,
            ),
        ),
        AddConstraintNotValid(
            "survey",
            models.CheckConstraint(
                condition=models.Q(("ways__contained_by", WAYS), ("ways__len__gt", 0)), name="survey_ways_known"
            ),
        ),
    ]
