"""The addresses of law and privacy at the desk, in the namespace of the desk."""

from django.urls import path

from smilecity.doors.desk import legal, notices, processing

urlpatterns = [
    path("recht/", legal.legal, name="legal"),
    path("recht/angaben/", legal.texts, name="legal_texts"),
    path("recht/barrieren/", legal.barriers, name="barriers"),
    path("recht/barrieren/<uuid:barrier>/", legal.settle_barrier, name="settle_barrier"),
    path("recht/hinweise/", notices.notices, name="notices"),
    path("recht/hinweise/<slug:sort>/", notices.notice, name="notice"),
    path("recht/hinweise/<slug:sort>/<uuid:key>/", notices.notice, name="notice"),
    path("recht/verarbeitungen/", processing.processing, name="processing"),
    path("recht/verarbeitungen.<slug:form>", processing.file, name="processing_file"),
]
