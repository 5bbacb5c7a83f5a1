using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// read(2) and write(2) on an inherited descriptor, nothing else: the file offset stays the kernel's, so that programs which share it go on where we
/// stopped, and EPIPE is an error instead of silence. Blocks in the calling thread; the async members block a pool thread. One reader and one
/// writer at a time. Does not close the descriptor.
/// </summary>
public sealed partial class DescriptorStream(int descriptor, FileAccess access) : Stream
{
    const int Eintr = 4, Eagain = 11;
    const short PollIn = 1, PollOut = 4;

    /// <inheritdoc/>
    public override bool CanRead => access.HasFlag(FileAccess.Read);

    /// <inheritdoc/>
    public override bool CanWrite => access.HasFlag(FileAccess.Write);

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            var count = read(descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (count >= 0)
            {
                return (int)count;
            }

            Recover("Reading", PollIn);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var count = write(descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            Recover("Writing", PollOut);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Read(buffer.Span), cancellationToken));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Run(() => Write(buffer.Span), cancellationToken));

    /// <summary>Nothing is buffered.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Waits out EAGAIN (somebody who shares the descriptor set O_NONBLOCK) and ignores EINTR; throws for the rest.</summary>
    void Recover(string what, short events)
    {
        var errno = Marshal.GetLastPInvokeError();
        switch (errno)
        {
            case Eintr:
                return;
            case Eagain:
                var wait = new PollDescriptor { Descriptor = descriptor, Events = events };
                _ = poll(ref wait, 1, -1);
                return;
            default:
                throw new IOException($"{what} descriptor {descriptor} failed: {new Win32Exception(errno).Message}.", new Win32Exception(errno));
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ref readonly byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollDescriptor descriptors, nuint count, int timeout);
}
