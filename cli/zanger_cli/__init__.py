"""The command line of zanger: one module a command, no logic of its own."""
