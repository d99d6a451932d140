"""The look: tokens, components, layouts, and the one style sheet made of them. It knows no table and no address."""
