"""共建图谱的领域核心 The domain: claims, judgements and the network computed from them.

Knows nothing of documents, HTTP or screens; imports no other package of this project.
"""
