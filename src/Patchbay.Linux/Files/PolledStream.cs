using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Patchbay.Linux;

/// <summary>
/// read(2) or write(2) on a pipe or terminal of our own, without a thread that waits. One direction; one caller at a time. The asynchronous members
/// only. Closes the descriptor.
/// </summary>
public sealed partial class PolledStream : Stream
{
    readonly PolledDescriptor _descriptor;
    readonly bool _isOutput;

    /// <summary>Takes over a descriptor and sets O_NONBLOCK on it, which everybody sees who shares its open file description.</summary>
    /// <param name="descriptor">An open pipe, terminal or device.</param>
    /// <param name="forOutput">For writing, else for reading.</param>
    public PolledStream(int descriptor, bool forOutput)
    {
        DescriptorFlags.SetNonBlocking(descriptor);
        _descriptor = new PolledDescriptor(descriptor, forOutput);
        _isOutput = forOutput;
    }

    /// <inheritdoc/>
    public override bool CanRead => !_isOutput;

    /// <inheritdoc/>
    public override bool CanWrite => _isOutput;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var count = Read(buffer.Span);
            if (count >= 0)
            {
                return count;
            }

            await _descriptor.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var count = Write(buffer.Span);
            if (count >= 0)
            {
                buffer = buffer[count..];
                continue;
            }

            await _descriptor.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only the asynchronous members.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only the asynchronous members.");

    /// <summary>Nothing is buffered.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _descriptor.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Bytes read, 0 at the end, or -1 when there is nothing yet.</summary>
    new int Read(Span<byte> buffer)
    {
        while (true)
        {
            var errno = TryRead(buffer, out var count);
            if (errno == 0)
            {
                return count;
            }

            if (errno == Errno.EIO)
            {
                // A terminal whose other side nobody has open any more (pty(7)).
                return 0;
            }

            if (MustWait("Reading", errno))
            {
                return -1;
            }
        }
    }

    /// <summary>Bytes written, or -1 when there is no room.</summary>
    new int Write(ReadOnlySpan<byte> buffer)
    {
        while (true)
        {
            var errno = TryWrite(buffer, out var count);
            if (errno == 0)
            {
                return count;
            }

            if (MustWait("Writing", errno))
            {
                return -1;
            }
        }
    }

    int TryRead(Span<byte> buffer, out int count)
    {
        using var hold = _descriptor.Hold();
        count = (int)read(_descriptor.Number, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
        return count < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    int TryWrite(ReadOnlySpan<byte> buffer, out int count)
    {
        using var hold = _descriptor.Hold();
        count = (int)write(_descriptor.Number, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
        return count < 0 ? Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>True when nothing can be done now, false when a signal came in between.</summary>
    static bool MustWait(string what, int errno) => errno switch
    {
        Errno.EINTR => false,
        Errno.EAGAIN => true,
        _ => throw new IOException($"{what} failed: {Errno.Describe(errno)}.", new Win32Exception(errno)),
    };

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, ref readonly byte buffer, nuint count);
}
