from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

PURPOSES = ["participation", "idea", "place", "report", "support", "comment", "subscription", "event"]


class Migration(migrations.Migration):
    dependencies = [("register", "0007_entry_by_day")]

    operations = [
        migrations.RemoveConstraint(model_name="pending", name="purpose_known"),
        AddConstraintNotValid(
            model_name="pending",
            constraint=models.CheckConstraint(condition=models.Q(("purpose__in", PURPOSES)), name="purpose_known"),
        ),
        ValidateConstraint(model_name="pending", name="purpose_known"),
    ]
