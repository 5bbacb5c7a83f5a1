namespace Patchbay.Services.Accounts;

/// <summary>The user store cannot do what was asked.</summary>
/// <param name="message">What went wrong, without a final full stop.</param>
/// <param name="hint">What helps.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class AccountException(string message, string hint, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One line that helps.</summary>
    public string Hint { get; } = hint;
}
