window.YTD.tweets.part0 = [
  {
    "tweet": {
      "id_str": "5",
      "full_text": "@dan leave me &amp; mine alone",
      "created_at": "Sun May 04 21:00:00 +0000 2025"
    }
  }
]