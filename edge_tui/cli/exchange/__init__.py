"""What the commands share that send an exchange or show one."""
