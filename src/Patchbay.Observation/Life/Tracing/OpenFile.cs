using System.Net.Sockets;
using Patchbay.Sockets;

namespace Patchbay.Observation;

/// <summary>An open file of the watched program's, whichever descriptors of whichever of its processes name it (open(2), "open file description").</summary>
sealed class OpenFile(OpenFileKind kind, int number = 0)
{
    HashSet<OpenFile>? _watched;

    public OpenFileKind Kind { get; } = kind;

    /// <summary>The socket's number in the recording; 0 for what is no socket.</summary>
    public int Number { get; } = number;

    public bool IsSocket => Kind == OpenFileKind.Socket;

    /// <summary>O_NONBLOCK; null when it is not known.</summary>
    public bool? NonBlocking { get; set; }

    /// <summary>How many descriptors name it.</summary>
    public int References { get; set; }

    /// <summary>A descriptor of it was sent away: it may come back.</summary>
    public bool IsPassed { get; set; }

    public ulong Inode { get; set; }

    public ulong Cookie { get; set; }

    public AddressFamily Family { get; set; }

    public SocketType Type { get; set; }

    public ProtocolType Protocol { get; set; }

    public SocketEnd? Local { get; set; }

    public SocketEnd? Remote { get; set; }

    public string? Path { get; set; }

    /// <summary>The number of the socket at the other end; 0 when it is not known.</summary>
    public int Peer { get; set; }

    /// <summary>What was last seen of it.</summary>
    public TcpState? State { get; set; }

    public GaugeEvent? Gauge { get; set; }

    public TimeSpan LookedAt { get; set; }

    public int Looks { get; set; }

    /// <summary>The open sockets that an epoll waits for.</summary>
    public IEnumerable<OpenFile> Watched => _watched?.Where(static file => file.References > 0) ?? [];

    /// <summary>epoll_ctl(2) ADD.</summary>
    public void Watch(OpenFile file)
    {
        _watched ??= [];
        // Closed ones leave an epoll by themselves.
        _watched.RemoveWhere(static known => known.References == 0);
        _watched.Add(file);
    }

    /// <summary>epoll_ctl(2) DEL.</summary>
    public void Unwatch(OpenFile file) => _watched?.Remove(file);
}
