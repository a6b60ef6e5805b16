window.YTD.direct_messages.part0 = [
  {
    "dmConversation": {
      "conversationId": "11-22",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "11",
            "reactions": [
              {
                "senderId": "11",
                "reactionKey": "funny",
                "createdAt": "2025-05-04T21:03:00.000Z",
                "eventId": "9"
              }
            ],
            "urls": [],
            "text": "I know &lt;where&gt; you live 😀",
            "mediaUrls": [
              "https://example.org/a.jpg"
            ],
            "senderId": "22",
            "id": "2",
            "createdAt": "2025-05-04T21:02:00.000Z"
          }
        },
        {
          "messageCreate": {
            "recipientId": "22",
            "reactions": [],
            "urls": [],
            "text": "stop",
            "mediaUrls": [],
            "senderId": "11",
            "id": "1",
            "createdAt": "2025-05-04T21:01:00.000Z"
          }
        }
      ]
    }
  },
  {
    "dmConversation": {
      "conversationId": "11-33",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "11",
            "reactions": [],
            "urls": [],
            "text": "hi",
            "mediaUrls": [],
            "senderId": "33",
            "id": "4",
            "createdAt": "2025-05-04T21:04:00.000Z"
          }
        }
      ]
    }
  }
]