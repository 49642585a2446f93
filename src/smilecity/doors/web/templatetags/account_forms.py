"""For the pages of accounts: the errors of a Django form as our components take them."""

from django import forms, template

register = template.Library()


@register.simple_tag
def errors_of(form: object) -> list[tuple[str, str]]:
    """Return (id of the field, sentence) of each error; what concerns no single field leads to the first one.

    A page without a form has no errors: Django then hands over an empty text.
    """
    if not isinstance(form, forms.BaseForm) or not form.is_bound:
        return []
    own = [(field.id_for_label, str(error)) for field in form for error in field.errors]
    fields = form.visible_fields()
    first = fields[0].id_for_label if fields else ""
    return [(first, str(error)) for error in form.non_field_errors()] + own
