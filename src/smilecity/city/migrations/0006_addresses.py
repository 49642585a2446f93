"""Addresses and the places that have a name; a layer of the map may be addresses, which 0007 makes sure of."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('city', '0005_office_directory'),
    ]

    operations = [
        migrations.CreateModel(
            name='Address',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('street', models.CharField(max_length=120, verbose_name='Straße')),
                ('street_key', models.CharField(editable=False, max_length=200)),
                ('number', models.PositiveSmallIntegerField(verbose_name='Hausnummer')),
                ('letter', models.CharField(blank=True, max_length=10, verbose_name='Zusatz')),
                ('until', models.PositiveSmallIntegerField(verbose_name='bis Hausnummer')),
                ('postal_code', models.CharField(blank=True, max_length=5, verbose_name='Postleitzahl')),
                ('district', models.CharField(blank=True, max_length=60, verbose_name='Ortsteil')),
                ('lon', models.FloatField(verbose_name='Länge')),
                ('lat', models.FloatField(verbose_name='Breite')),
            ],
            options={
                'verbose_name': 'Adresse',
                'verbose_name_plural': 'Adressen',
            },
        ),
        migrations.CreateModel(
            name='KnownPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='Name')),
                ('key', models.CharField(max_length=200)),
                ('loose', models.CharField(max_length=200)),
                ('slips', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None)),
                ('is_district', models.BooleanField(default=False)),
                ('district', models.CharField(blank=True, max_length=60, verbose_name='Ortsteil')),
                ('postal_codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), default=list, size=None, verbose_name='Postleitzahlen')),
                ('lon', models.FloatField(verbose_name='Länge')),
                ('lat', models.FloatField(verbose_name='Breite')),
            ],
            options={
                'verbose_name': 'bekannter Ort',
                'verbose_name_plural': 'bekannte Orte',
            },
        ),
        migrations.RemoveConstraint(
            model_name='maplayer',
            name='layer_is_known',
        ),
        AddConstraintNotValid(
            model_name='maplayer',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['outline', 'water', 'park', 'street', 'address'])), name='layer_is_known'),
        ),
        migrations.AddIndex(
            model_name='address',
            index=models.Index(fields=['lon', 'lat'], name='address_by_place'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.UniqueConstraint(fields=('street_key', 'number', 'letter', 'until', 'lon', 'lat'), name='one_address'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('street', ''), _negated=True), models.Q(('street_key', ''), _negated=True)), name='address_has_street'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1), ('until__gte', models.F('number'))), name='address_has_number'),
        ),
        migrations.AddConstraint(
            model_name='address',
            constraint=models.CheckConstraint(condition=models.Q(('postal_code__regex', '^([0-9]{5})?$')), name='address_postal_code_is_one'),
        ),
        migrations.AddIndex(
            model_name='knownplace',
            index=django.contrib.postgres.indexes.GinIndex(fields=['key'], name='known_place_by_key', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='knownplace',
            index=django.contrib.postgres.indexes.GinIndex(fields=['slips'], name='known_place_by_slips'),
        ),
        migrations.AddIndex(
            model_name='knownplace',
            index=models.Index(fields=['loose'], name='known_place_by_beginning', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddConstraint(
            model_name='knownplace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('key', ''), _negated=True)), name='known_place_has_name'),
        ),
    ]
