"""TLS certificates for this machine and the hosts named on the command line, and for nothing else."""
