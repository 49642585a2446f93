"""Who has the editor of a survey open. Unlogged: rows live for a minute and are nothing worth after a crash."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0008_places_pictures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('editor', models.UUIDField(help_text='The account.')),
                ('place', models.UUIDField(help_text='The question; empty: what is written about the survey.', null=True)),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='surveys.survey')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('survey', 'editor'), name='one_presence_each')],
            },
        ),
        migrations.RunSQL("ALTER TABLE surveys_presence SET UNLOGGED", migrations.RunSQL.noop),
    ]
