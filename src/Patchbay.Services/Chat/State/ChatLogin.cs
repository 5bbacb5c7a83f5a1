namespace Patchbay.Services.Chat;

/// <summary>How a login ended.</summary>
/// <param name="Account">Who it is; null when it failed.</param>
/// <param name="MayWrite">The user may also speak where only known users may.</param>
/// <param name="Why">Of a failure: what the client may know besides that it failed; empty for nothing.</param>
internal readonly record struct ChatLogin(string? Account, bool MayWrite, string Why);
