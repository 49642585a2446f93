"""The addresses of answers, calls and entering for others at the desk, in the namespace of the desk."""

from django.urls import path

from smilecity.doors.desk import (
    batches,
    calls,
    case,
    case_acts,
    case_merging,
    case_photos,
    crews,
    entering,
    inbox,
    office_directory,
    offices,
    report_acts,
    standing_in,
    text_blocks,
    work_orders,
)

_BLOCKS = "eingang/textbausteine/"
_OFFICE = "eingang/stellen/<int:office>/"
_CASE = "eingang/<int:number>/"

urlpatterns = [
    path("eingang/", inbox.inbox, name="inbox"),
    path("eingang/mehrere/", batches.begin, name="several"),
    path("eingang/mehrere/<uuid:batch>/", batches.batch, name="batch"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}weitergeben/", case_acts.hand_over, name="hand_over"),
    path(f"{_CASE}verschieben/", case_acts.extend, name="extend_answer"),
    path(f"{_CASE}meldung/", report_acts.report, name="report_acts"),
    path(f"{_CASE}auftrag/", work_orders.order, name="work_order"),
    path(f"{_CASE}notiz/", case_acts.note, name="note"),
    path(f"{_CASE}uebernehmen/", case_acts.take, name="take"),
    path(f"{_CASE}zusammenfuehren/", case_merging.merge, name="merge"),
    path(f"{_CASE}trennen/", case_merging.part, name="part"),
    path("eingang/fotos/<uuid:photo>.webp", case_photos.file, name="case_photo"),
    path("aufrufe/", calls.calls, name="calls"),
    path("aufrufe/neu/", calls.new, name="new_call"),
    path("aufrufe/<uuid:call>/", calls.edit, name="edit_call"),
    path("beitrag-eintragen/", entering.enter, name="enter"),
    path("beitrag-eintragen/<int:number>/", entering.entered, name="entered"),
    path(_BLOCKS, text_blocks.blocks, name="blocks"),
    path(f"{_BLOCKS}neu/", text_blocks.new, name="new_block"),
    path(f"{_BLOCKS}<int:block>/", text_blocks.edit, name="block"),
    path(f"{_BLOCKS}<int:block>/loeschen/", text_blocks.remove, name="remove_block"),
    path("eingang/vertretung/", standing_in.absences, name="absences"),
    path("eingang/vertretung/<int:absence>/beenden/", standing_in.end, name="end_absence"),
    path("eingang/stellen/", offices.offices, name="offices"),
    path("eingang/verzeichnis/", office_directory.directory, name="directory"),
    path("eingang/verzeichnis/<int:office>/", office_directory.describe, name="describe_office"),
    path(_OFFICE, offices.office, name="office"),
    path(f"{_OFFICE}teams/", crews.crews, name="crews"),
    path(f"{_OFFICE}zustaendig/", offices.add_duty, name="add_duty"),
    path(f"{_OFFICE}zustaendig/<int:duty>/entfernen/", offices.remove_duty, name="remove_duty"),
    path(f"{_OFFICE}person/", offices.add_clerk, name="add_clerk"),
    path(f"{_OFFICE}person/<uuid:user>/entfernen/", offices.remove_clerk, name="remove_clerk"),
]
