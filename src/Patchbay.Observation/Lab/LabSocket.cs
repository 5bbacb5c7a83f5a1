using System.Net;
using Patchbay.Linux;

namespace Patchbay.Observation;

/// <summary>A real socket of this process, each call of which is one system call with nothing added. Not thread-safe, save that a blocked call may be woken by its peer.</summary>
public sealed class LabSocket : IDisposable
{
    const int AF_INET = 2;
    const int AF_INET6 = 10;
    const int SOCK_STREAM = 1;
    const int SOCK_DGRAM = 2;

    LabSocket(string name, LabSocketKind kind, int descriptor, bool blocking) => (Name, Kind, Descriptor, IsBlocking) = (name, kind, descriptor, blocking);

    /// <summary>What it is called in the laboratory.</summary>
    public string Name { get; }

    /// <summary>Its kind.</summary>
    public LabSocketKind Kind { get; }

    /// <summary>The descriptor; -1 once closed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Calls wait.</summary>
    public bool IsBlocking { get; }

    /// <summary>close() was called.</summary>
    public bool IsClosed => Descriptor < 0;

    /// <summary>TCP.</summary>
    public bool IsTcp => Kind is LabSocketKind.Tcp or LabSocketKind.Tcp6;

    /// <summary>IPv6.</summary>
    public bool IsV6 => Kind is LabSocketKind.Tcp6 or LabSocketKind.Udp6;

    /// <summary>The ends it was last seen with: by them the kernel's table is asked what becomes of it.</summary>
    internal (IPEndPoint Local, IPEndPoint Remote)? LastEnds { get; private set; }

    /// <summary>Keeps both ends while there are both: a connection that is over tells its peer no longer.</summary>
    internal void NoteEnds(IPEndPoint? local, IPEndPoint? remote) => LastEnds = local is not null && remote is not null ? (local, remote) : LastEnds;

    /// <summary>socket(2).</summary>
    /// <exception cref="ObservationException">Not on Linux, or the call failed.</exception>
    public static LabSocket Open(string name, LabSocketKind kind, bool blocking = false) =>
        TryOpen(name, kind, blocking, out var result) ?? throw LabFailure.Of("socket", result);

    /// <summary>socket(2); null when it failed.</summary>
    /// <exception cref="ObservationException">Not on Linux.</exception>
    public static LabSocket? TryOpen(string name, LabSocketKind kind, bool blocking, out CallResult result)
    {
        LabFailure.NeedLinux();
        result = new(PlainSocketCalls.Socket(kind is LabSocketKind.Tcp or LabSocketKind.Udp ? AF_INET : AF_INET6, kind is LabSocketKind.Tcp or LabSocketKind.Tcp6 ? SOCK_STREAM : SOCK_DGRAM, blocking));
        return result.Succeeded ? new(name, kind, result.Returned, blocking) : null;
    }

    /// <summary>bind(2).</summary>
    public CallResult Bind(IPEndPoint address) => new(PlainSocketCalls.Bind(Descriptor, address));

    /// <summary>listen(2).</summary>
    public CallResult Listen(int backlog) => new(PlainSocketCalls.Listen(Descriptor, backlog));

    /// <summary>accept(2).</summary>
    /// <param name="name">What the new socket is called.</param>
    /// <param name="accepted">The new socket; null when the call failed.</param>
    public CallResult Accept(string name, out LabSocket? accepted)
    {
        var result = new CallResult(PlainSocketCalls.Accept(Descriptor, IsBlocking));
        accepted = result.Succeeded ? new(name, Kind, result.Returned, IsBlocking) : null;
        return result;
    }

    /// <summary>connect(2).</summary>
    public CallResult Connect(IPEndPoint address) => new(PlainSocketCalls.Connect(Descriptor, address));

    /// <summary>send(2).</summary>
    public CallResult Send(ReadOnlySpan<byte> bytes) => new(PlainSocketCalls.Send(Descriptor, bytes));

    /// <summary>sendto(2).</summary>
    public CallResult SendTo(ReadOnlySpan<byte> bytes, IPEndPoint address) => new(PlainSocketCalls.SendTo(Descriptor, bytes, address));

    /// <summary>recv(2).</summary>
    public CallResult Receive(Span<byte> buffer) => new(PlainSocketCalls.Receive(Descriptor, buffer));

    /// <summary>recvfrom(2).</summary>
    public CallResult ReceiveFrom(Span<byte> buffer, out IPEndPoint? sender)
    {
        var result = new CallResult(PlainSocketCalls.ReceiveFrom(Descriptor, buffer, out var from));
        sender = from as IPEndPoint;
        return result;
    }

    /// <summary>shutdown(2).</summary>
    /// <param name="how">0 reading, 1 writing, 2 both.</param>
    public CallResult Shutdown(int how) => new(PlainSocketCalls.Shutdown(Descriptor, how));

    /// <summary>setsockopt(2) of an int.</summary>
    public CallResult SetOption(int level, int option, int value) => new(SocketCalls.SetOption(Descriptor, level, option, value));

    /// <summary>getsockopt(2) of an int; null when the socket has no such option.</summary>
    public int? GetOption(int level, int option) => KernelSocket.TryGetOption(Descriptor, level, option, out var value) ? value : null;

    /// <summary>SO_ERROR: the error that waits on the socket, taken off it; 0 for none.</summary>
    public int TakeError() => StreamCalls.TakeError(Descriptor);

    /// <summary>getsockname(2).</summary>
    public IPEndPoint? Local => PlainSocketCalls.LocalEnd(Descriptor) as IPEndPoint;

    /// <summary>getpeername(2); null when there is no peer.</summary>
    public IPEndPoint? Remote => PlainSocketCalls.RemoteEnd(Descriptor) as IPEndPoint;

    /// <summary>Bytes received and not read.</summary>
    public int Unread => Math.Max(0, PlainSocketCalls.Unread(Descriptor));

    /// <summary>Bytes written and not acknowledged.</summary>
    public int Unacknowledged => Math.Max(0, PlainSocketCalls.Unacknowledged(Descriptor));

    /// <summary>poll(2): waits until a call would go on.</summary>
    /// <returns>False when the time is over.</returns>
    public bool Wait(PollEvents events, TimeSpan limit) => PlainSocketCalls.Poll(Descriptor, events, (int)limit.TotalMilliseconds) > 0;

    /// <summary>close(2).</summary>
    public CallResult Close()
    {
        if (IsClosed)
        {
            return new(-Errno.EBADF);
        }

        NoteEnds(Local, Remote);
        var descriptor = Descriptor;
        Descriptor = -1;
        return new(SocketCalls.Close(descriptor));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsClosed)
        {
            Close();
        }
    }
}
