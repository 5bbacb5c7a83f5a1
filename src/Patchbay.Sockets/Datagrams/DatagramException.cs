using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>Datagrams could not be sent or received. The socket stays usable unless it was closed.</summary>
public sealed class DatagramException : IOException
{
    /// <summary>A failure.</summary>
    /// <param name="message">One line in words: who, what, why.</param>
    /// <param name="error">What is known of it.</param>
    /// <param name="hint">One line that helps; empty when there is none.</param>
    /// <param name="inner">The cause, if any.</param>
    public DatagramException(string message, DatagramError error, string hint = "", Exception? inner = null) : base(message, inner)
    {
        Error = error;
        Hint = hint;
    }

    /// <summary>What is known of it.</summary>
    public DatagramError Error { get; }

    /// <summary>The platform-neutral error.</summary>
    public SocketError SocketError => SocketErrors.ToSocketError(Error.Errno);

    /// <summary>One line that helps; empty when there is none.</summary>
    public string Hint { get; }

    /// <summary>When sending: how many datagrams of the batch the kernel took before this one. Else 0.</summary>
    public int Sent { get; init; }
}
