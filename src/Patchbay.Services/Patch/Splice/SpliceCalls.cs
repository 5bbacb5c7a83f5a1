using Patchbay.Linux;

namespace Patchbay.Services.Patch;

/// <summary>The system calls of a relay, with the fault seam in front.</summary>
internal readonly struct SpliceCalls(ISpliceFaults? faults)
{
    /// <summary>What a receive into <paramref name="length"/> bytes asks for: a read shorter than that found nothing more.</summary>
    public int Ask(int length) => faults?.Limit(SplicePoint.Receive, length) ?? length;

    /// <summary>recv(2).</summary>
    public int Receive(int socket, Span<byte> buffer) =>
        faults is null ? StreamCalls.Receive(socket, buffer)
        : faults.Errno(SplicePoint.Receive) is not 0 and var errno ? -errno
        : StreamCalls.Receive(socket, buffer);

    /// <summary>send(2).</summary>
    public int Send(int socket, ReadOnlySpan<byte> bytes) =>
        faults is null ? StreamCalls.Send(socket, bytes)
        : faults.Errno(SplicePoint.Send) is not 0 and var errno ? -errno
        : StreamCalls.Send(socket, bytes[..faults.Limit(SplicePoint.Send, bytes.Length)]);

    /// <summary>splice(2) from a socket.</summary>
    public int Fill(KernelPipe pipe, int socket, int most) =>
        faults is null ? pipe.Fill(socket, most)
        : faults.Errno(SplicePoint.Fill) is not 0 and var errno ? -errno
        : pipe.Fill(socket, faults.Limit(SplicePoint.Fill, most));

    /// <summary>splice(2) into a socket.</summary>
    public int Drain(KernelPipe pipe, int socket, int most) =>
        faults is null ? pipe.Drain(socket, most)
        : faults.Errno(SplicePoint.Drain) is not 0 and var errno ? -errno
        : pipe.Drain(socket, faults.Limit(SplicePoint.Drain, most));
}
