"""What only the developers of this project run: its checks and its benchmarks."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
"""The project's own folder, above `src/`."""
