window.YTD.account.part0 = [
  {
    "account": {
      "phoneNumber": "+447700900001",
      "email": "zoe@example.org",
      "username": "zoe",
      "accountId": "11",
      "createdAt": "2015-11-15T13:18:50.000Z",
      "accountDisplayName": "Zoë"
    }
  }
]