namespace Patchbay.Services.Chat;

/// <summary>One letter of a mode string.</summary>
/// <param name="Adds">After <c>+</c>.</param>
/// <param name="Mode">The letter.</param>
/// <param name="Argument">Its argument; null when it takes none or there was none left.</param>
internal readonly record struct ModeChange(bool Adds, char Mode, string? Argument);
