namespace Patchbay.Services.Chat;

/// <summary>Who had a nick and left it.</summary>
internal sealed record GoneClient(string Nick, string User, string Host, string RealName, DateTimeOffset At);
