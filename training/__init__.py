"""How the network that reads messages is taught. Only here is torch imported: nothing of this runs in the service."""
