"""From a file of any kind to blocks: each document is parsed in a limited child process."""
