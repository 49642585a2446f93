from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("answers", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="responsibility", name="responsibility_kind_known"),
        AddConstraintNotValid(
            model_name="responsibility",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["", "idea", "place", "report"])), name="responsibility_kind_known"
            ),
        ),
        ValidateConstraint(model_name="responsibility", name="responsibility_kind_known"),
    ]
