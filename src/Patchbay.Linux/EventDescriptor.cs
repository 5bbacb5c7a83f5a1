using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>eventfd(2): a counter that wakes whoever reads it. <see cref="Signal"/> is safe from any thread.</summary>
public sealed unsafe partial class EventDescriptor : IDisposable
{
    const int EFD_CLOEXEC = 0x80000;

    /// <summary>A counter at zero.</summary>
    /// <exception cref="IOException">The process has no free descriptor.</exception>
    public EventDescriptor()
    {
        Descriptor = eventfd(0, EFD_CLOEXEC);
        if (Descriptor < 0)
        {
            throw new IOException($"eventfd failed: {Errno.Describe(Marshal.GetLastPInvokeError())}.");
        }
    }

    /// <summary>What to read 8 bytes from.</summary>
    public int Descriptor { get; }

    /// <summary>Adds one to the counter.</summary>
    public void Signal()
    {
        ulong one = 1;
        _ = write(Descriptor, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose() => _ = SocketCalls.Close(Descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, void* buffer, nuint count);
}
