"""The progression engine: pure values and functions, standard library only."""

ENGINE_VERSION = "1"
