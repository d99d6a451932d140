"""How forms and their fields are drawn: by the templates of this floor."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Named in the settings; `{{ form }}` and `{{ form.field.as_field_group }}` then come out in the house's look."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
