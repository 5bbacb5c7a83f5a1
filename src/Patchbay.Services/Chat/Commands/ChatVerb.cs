namespace Patchbay.Services.Chat;

/// <summary>One command of the server.</summary>
/// <param name="Run">Does it.</param>
/// <param name="Parameters">How many it needs.</param>
/// <param name="IsEarly">Also before registration.</param>
internal sealed record ChatVerb(Action<ChatClient, IrcMessage> Run, int Parameters = 0, bool IsEarly = false);
