"""HEP, the backend of home exercise programmes; empty on purpose: importing the engine must not import Flask."""
