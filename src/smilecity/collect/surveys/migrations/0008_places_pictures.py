from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

KINDS = ['one', 'several', 'scale', 'matrix', 'ranking', 'number', 'date', 'place', 'short', 'long']


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0007_opening'),
    ]

    operations = [
        migrations.AddField(
            model_name='question',
            name='picture',
            field=models.JSONField(db_default={}, default=dict, help_text='See rules.Picture; empty: none.'),
        ),
        migrations.RemoveConstraint(
            model_name='question',
            name='question_kind_known',
        ),
        # Not valid at first, so that nobody waits while the rows are read.
        AddConstraintNotValid(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', KINDS)), name='question_kind_known'),
        ),
        ValidateConstraint(model_name='question', name='question_kind_known'),
    ]
