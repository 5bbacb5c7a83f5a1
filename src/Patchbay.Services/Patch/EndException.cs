namespace Patchbay.Services.Patch;

/// <summary>Why an end of a patch could not be opened that is no socket.</summary>
public enum EndFailure
{
    /// <summary>There is no such file or descriptor, or it is there already and may not be replaced.</summary>
    Failed,

    /// <summary>The rights are missing.</summary>
    Denied,

    /// <summary>There is no such command.</summary>
    CommandNotFound,

    /// <summary>The command is there and cannot be run.</summary>
    CommandNotRunnable,
}

/// <summary>An end of a patch that is no socket could not be opened. The message is one line for people, <see cref="Hint"/> another.</summary>
public sealed class EndException : IOException
{
    /// <summary>An end that was not opened.</summary>
    /// <param name="failure">The class of the failure.</param>
    /// <param name="message">Which, and why.</param>
    /// <param name="hint">What to do about it.</param>
    /// <param name="inner">The cause, if any.</param>
    public EndException(EndFailure failure, string message, string hint, Exception? inner = null) : base(message, inner) => (Failure, Hint) = (failure, hint);

    /// <summary>The class of the failure.</summary>
    public EndFailure Failure { get; }

    /// <summary>One line that helps.</summary>
    public string Hint { get; }
}
