"""Care that is not for long: a colleague who covers, and an emergency that an admin looks at afterwards."""
