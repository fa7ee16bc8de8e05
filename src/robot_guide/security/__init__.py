"""Who may join the graph and what each may say there: keys, certificates and permissions in the layout of SROS2."""
