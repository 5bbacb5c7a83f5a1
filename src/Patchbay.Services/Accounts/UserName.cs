namespace Patchbay.Services.Accounts;

/// <summary>Which names users may have: those that are safe as a folder, as an IRC nick's account and in every log.</summary>
public static class UserName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 32;

    /// <summary>Lower-case letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, beginning with a letter; at most <see cref="MaxLength"/>.</summary>
    public static bool IsValid(string? name) =>
        name is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterLower(name[0])
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-' or '.');

    /// <exception cref="AccountException">The name is none.</exception>
    internal static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new AccountException($"'{name}' is no user name", $"Up to {MaxLength} lower-case letters, digits, '_', '-' and '.', beginning with a letter.");
        }
    }
}
