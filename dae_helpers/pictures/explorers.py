"""The explorers of the notebook on pictures."""

__all__: list[str] = []
