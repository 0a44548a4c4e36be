"""健康检查 Exit code 0 if the service in this container answers and its store does."""

import os
import sys
import urllib.error
import urllib.request

URL = f"http://127.0.0.1:{os.environ.get('GONGJIAN_PORT') or 8000}/api/v1/ready"

try:
    urllib.request.urlopen(URL, timeout=4).close()
except (OSError, urllib.error.URLError) as error:
    sys.exit(f"{URL}: {error}")
