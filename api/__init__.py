"""进入系统的途径 The ways in: the command line and the HTTP service."""
