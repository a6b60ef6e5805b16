window.YTD.direct_message_headers.part0 = [
  {
    "dmConversation": {
      "conversationId": "11-22",
      "messages": [
        {
          "messageCreate": {
            "id": "2",
            "senderId": "22",
            "recipientId": "11",
            "createdAt": "2025-05-04T21:02:00.000Z"
          }
        }
      ]
    }
  }
]