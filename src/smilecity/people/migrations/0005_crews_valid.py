"""What is there fits the roles that are known."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0004_crews")]

    operations = [ValidateConstraint("user", "known_roles_only")]
