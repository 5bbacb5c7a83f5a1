using System.Net.Sockets;

namespace Patchbay.Sockets;

/// <summary>A connection was not made. Carries who, why, after how long and the kernel's errno.</summary>
public sealed class ConnectException : IOException
{
    /// <summary>A failed attempt.</summary>
    /// <param name="message">One line in words: <c>db:5432 refused the connection after 0.4 ms</c>.</param>
    /// <param name="outcome">The class of the failure.</param>
    /// <param name="elapsed">Time from the start of the attempt.</param>
    /// <param name="socketError">The platform-neutral error, or <see cref="SocketError.Success"/> when none applies.</param>
    /// <param name="errno">The kernel's number on Unix, or 0.</param>
    /// <param name="inner">The cause, if any.</param>
    /// <param name="hint">One line that helps, or nothing.</param>
    public ConnectException(
        string message, ConnectOutcome outcome, TimeSpan elapsed, SocketError socketError = SocketError.Success, int errno = 0, Exception? inner = null, string hint = "")
        : base(message, inner)
    {
        Outcome = outcome;
        Elapsed = elapsed;
        SocketError = socketError;
        Errno = errno;
        Hint = hint;
    }

    /// <summary>The class of the failure.</summary>
    public ConnectOutcome Outcome { get; }

    /// <summary>Time from the start of the attempt.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The platform-neutral error.</summary>
    public SocketError SocketError { get; }

    /// <summary>The kernel's number on Unix, or 0.</summary>
    public int Errno { get; }

    /// <summary>One line that helps; empty when there is none.</summary>
    public string Hint { get; }

    /// <summary>The ICMP error that ended the attempt; null when there was none or it is not known.</summary>
    public IcmpError? Icmp { get; init; }
}
