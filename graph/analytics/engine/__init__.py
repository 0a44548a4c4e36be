"""引擎 Engines: the algorithms behind the measures, on compressed sparse rows."""
