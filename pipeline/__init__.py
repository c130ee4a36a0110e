"""collegebrieven: Dutch municipal letters, from PDF or scan to text and tables that can be trusted."""

__version__ = "0.1.0"
