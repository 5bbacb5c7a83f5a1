namespace Patchbay.Sockets;

/// <summary>The engine asked for by name cannot run here. The message says why; <see cref="Errno"/> keeps the kernel's number.</summary>
public sealed class EngineUnavailableException : Exception
{
    /// <summary>An engine that cannot run.</summary>
    /// <param name="message">Why, in words.</param>
    /// <param name="errno">The kernel's error number, or 0 when the kernel was not asked.</param>
    public EngineUnavailableException(string message, int errno = 0) : base(message) => Errno = errno;

    /// <summary>The kernel's error number, or 0.</summary>
    public int Errno { get; }
}
