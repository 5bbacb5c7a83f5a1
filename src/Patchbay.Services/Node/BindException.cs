using Patchbay.Sockets;

namespace Patchbay.Services;

/// <summary>Why a listener could not be opened.</summary>
public enum BindFailure
{
    /// <summary>Another socket has the address (EADDRINUSE).</summary>
    InUse,

    /// <summary>The rights are missing (EACCES): a privileged port, or a directory that is not ours.</summary>
    Denied,

    /// <summary>The address is none of this machine's (EADDRNOTAVAIL), or the name has none.</summary>
    NotAvailable,

    /// <summary>Something else.</summary>
    Failed,
}

/// <summary>An address could not be listened on. The message is one line for people, <see cref="Hint"/> another.</summary>
public sealed class BindException : IOException
{
    /// <summary>An address that could not be listened on.</summary>
    /// <param name="address">The address as asked for.</param>
    /// <param name="message">What happened and who is in the way.</param>
    /// <param name="hint">What to do about it.</param>
    /// <param name="failure">The class of the failure.</param>
    /// <param name="holder">For <see cref="BindFailure.InUse"/>, who has the address, when it is known: <c>java (pid 311)</c>.</param>
    /// <param name="inner">The engine's error.</param>
    public BindException(Address address, string message, string hint, BindFailure failure, string? holder = null, Exception? inner = null) : base(message, inner)
    {
        Address = address;
        Hint = hint;
        Failure = failure;
        Holder = holder;
    }

    /// <summary>The address as asked for.</summary>
    public Address Address { get; }

    /// <summary>One line that helps.</summary>
    public string Hint { get; }

    /// <summary>The class of the failure.</summary>
    public BindFailure Failure { get; }

    /// <summary>Who has the address, or null when that is not known.</summary>
    public string? Holder { get; }
}
