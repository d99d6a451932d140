"""The screens: addresses, views, forms and templates, one folder an audience. No rules of the field stand here."""
