"""How many deliberate mistakes in the engine its tests notice; never part of the suite."""
