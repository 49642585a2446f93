"""The addresses of the categories of reports at the desk, in the namespace of the desk."""

from django.urls import path

from smilecity.doors.desk import categories

_ALL = "meldungen/kategorien/"
_ONE = f"{_ALL}<slug:code>/"

urlpatterns = [
    path(_ALL, categories.categories, name="categories"),
    # No code has an underscore, so this is nobody's.
    path(f"{_ALL}_neu/", categories.new, name="new_category"),
    path(_ONE, categories.category, name="category"),
    path(f"{_ONE}angaben/", categories.edit, name="edit_category"),
    path(f"{_ONE}fragen/", categories.questions, name="category_questions"),
    path(f"{_ONE}stelle/", categories.move, name="move_category"),
    path(f"{_ONE}regeln/", categories.add_rule, name="add_category_rule"),
    path(f"{_ONE}regeln/<int:rule>/entfernen/", categories.remove_rule, name="remove_category_rule"),
]
