"""The whole product on one machine: servers, processes and the command that starts them together."""
