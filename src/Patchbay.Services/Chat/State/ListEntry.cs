namespace Patchbay.Services.Chat;

/// <summary>A mask on one of a channel's lists.</summary>
/// <param name="Mask">In full: nick!user@host.</param>
/// <param name="By">Who set it.</param>
/// <param name="At">When.</param>
internal sealed record ListEntry(string Mask, string By, DateTimeOffset At);
