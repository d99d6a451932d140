"""送解优 (Songjieyou): open-source enterprise services for industrial parks."""

__version__ = "0.1.0"
