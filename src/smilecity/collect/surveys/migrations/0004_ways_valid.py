"""What is there fits the ways that are known."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_ways")]

    operations = [ValidateConstraint("survey", "survey_ways_known")]
