"""What is there fits the ways that are known now; looked at while everybody goes on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("register", "0004_ways")]

    operations = [ValidateConstraint("entry", "entry_way_known")]
