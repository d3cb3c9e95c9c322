"""Small faults put into the engine on purpose, one at a time: does a case or a sentence notice? `make mutants`."""
