"""从网络到图景 From a network to a picture: scenes, layouts, pyvis files, the web explorer."""
