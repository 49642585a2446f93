"""The addresses of moderation at the desk, in the namespace of the desk."""

from django.urls import path

from smilecity.doors.desk import (
    moderation_acts,
    moderation_appeals,
    moderation_editing,
    moderation_photos,
    moderation_queue,
    moderation_removing,
    moderation_report,
    moderation_templates,
)

_THING = "moderation/<uuid:thing>/"
_APPEALS = "moderation/beschwerden/"
_TEMPLATES = "moderation/vorlagen/"
_PHOTO = "moderation/fotos/<uuid:photo>"

urlpatterns = [
    path("moderation/", moderation_queue.listing, name="moderation"),
    path(_THING, moderation_queue.thing, name="moderation_thing"),
    path(f"{_THING}freigeben/", moderation_acts.release, name="release"),
    path(f"{_THING}so-lassen/", moderation_acts.keep, name="keep"),
    path(f"{_THING}verbergen/", moderation_acts.hide, name="hide"),
    path(f"{_THING}loeschen/", moderation_removing.remove, name="moderation_remove"),
    path(f"{_THING}bearbeiten/", moderation_editing.edit, name="moderation_edit"),
    path("moderation/entscheidungen/<uuid:decision>/zuruecknehmen/", moderation_acts.undo, name="undo_decision"),
    path(f"{_PHOTO}/", moderation_photos.cover, name="moderation_photo"),
    path(f"{_PHOTO}/zeigen/", moderation_photos.show, name="show_photo"),
    path(f"{_PHOTO}/aufdecken/", moderation_photos.uncover, name="uncover_photo"),
    path(f"{_PHOTO}.webp", moderation_photos.file, name="moderation_photo_file"),
    path(_TEMPLATES, moderation_templates.listing, name="reason_templates"),
    path(f"{_TEMPLATES}muster/", moderation_templates.take_samples, name="take_reason_samples"),
    path(f"{_TEMPLATES}neu/", moderation_templates.new, name="new_reason_template"),
    path(f"{_TEMPLATES}<uuid:template>/", moderation_templates.edit, name="reason_template"),
    path(f"{_TEMPLATES}<uuid:template>/loeschen/", moderation_templates.remove, name="remove_reason_template"),
    path(_APPEALS, moderation_appeals.listing, name="appeals"),
    path(f"{_APPEALS}<uuid:appeal>/", moderation_appeals.answer, name="appeal"),
    path("moderation/bericht/", moderation_report.report, name="moderation_report"),
    path("moderation/bericht.csv", moderation_report.table, name="moderation_report_csv"),
]
