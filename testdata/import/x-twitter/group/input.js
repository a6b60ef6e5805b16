window.YTD.direct_messages_group.part0 = [
  {
    "dmConversation": {
      "conversationId": "99",
      "messages": [
        {
          "messageCreate": {
            "recipientId": "",
            "reactions": [],
            "urls": [],
            "text": "all",
            "mediaUrls": [],
            "senderId": "22",
            "id": "2",
            "createdAt": "2025-05-04T21:02:00.000Z"
          }
        },
        {
          "joinConversation": {
            "initiatingUserId": "22",
            "participantsSnapshot": [
              "11",
              "22"
            ],
            "createdAt": "2025-05-04T21:01:00.000Z"
          }
        },
        {
          "conversationNameUpdate": {
            "initiatingUserId": "22",
            "name": "gang",
            "createdAt": "2025-05-04T21:00:00.000Z"
          }
        }
      ]
    }
  }
]