namespace Patchbay.Sockets;

/// <summary>A raw or packet socket was not opened.</summary>
public sealed class RawSocketException : IOException
{
    /// <summary>A failure.</summary>
    /// <param name="message">One line in words: who, what, why.</param>
    /// <param name="failure">Its class.</param>
    /// <param name="hint">One line that helps; empty when there is none.</param>
    /// <param name="inner">The cause, if any.</param>
    public RawSocketException(string message, RawFailure failure, string hint = "", Exception? inner = null) : base(message, inner)
    {
        Failure = failure;
        Hint = hint;
    }

    /// <summary>Its class.</summary>
    public RawFailure Failure { get; }

    /// <summary>One line that helps; empty when there is none.</summary>
    public string Hint { get; }
}
