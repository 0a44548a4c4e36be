"""分布计算 The same measures with the matrix of ties spread over the processes of an Apache Spark cluster.

Invariant: results are those of the local engine. Everything of pyspark is imported here and in `ingest.distributed`
alone, and only when asked for (extra `spark`).
"""
