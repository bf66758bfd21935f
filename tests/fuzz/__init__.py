"""What no input may bring about, looked for with random inputs for as long as wanted: `make fuzz SECONDS=60`."""
