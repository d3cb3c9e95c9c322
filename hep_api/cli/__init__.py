"""Commands of the `flask` program, one file each."""
