namespace Patchbay.Sockets;

/// <summary>A layer could not be put on a connection. One line for people, and a hint.</summary>
public sealed class LayerException : IOException
{
    /// <summary>A failure.</summary>
    /// <param name="failure">The class of the failure.</param>
    /// <param name="message">One line: who, what, why.</param>
    /// <param name="hint">One line that helps; empty when there is none.</param>
    /// <param name="inner">The cause, if any.</param>
    public LayerException(LayerFailure failure, string message, string hint = "", Exception? inner = null) : base(message, inner)
    {
        Failure = failure;
        Hint = hint;
    }

    /// <summary>The class of the failure.</summary>
    public LayerFailure Failure { get; }

    /// <summary>One line that helps; empty when there is none.</summary>
    public string Hint { get; }
}
