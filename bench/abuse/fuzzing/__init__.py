"""Parts of the scenario bench.abuse.fuzz."""
