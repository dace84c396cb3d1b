"""Companies' drives as places that documents come from: SharePoint with OneDrive, and Google Drive.

Both are asked by their plain REST APIs through the guarded session of web pages: Microsoft's and Google's own clients
weigh 40 MB and more, hold up the event loop or cannot be kept out of private networks, and five calls are needed of
each.
"""
