namespace Patchbay.Services.Models;

/// <summary>
/// Serves one client with blocking calls, on a thread that has nothing else to do. Returning is the end of our side: the server sends FIN. What the
/// connection throws goes through; it ends this client only.
/// </summary>
/// <param name="connection">The client.</param>
public delegate void BlockingConversation(BlockingConnection connection);
